"""Logs as JSON lines without personal data: no local variables, no bodies, no line breaks."""

from __future__ import annotations

import sys
import traceback

import structlog
from structlog.typing import EventDict


def without_values(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """Put a failure's kind and places into the entry; its message, which may quote a person, stays out."""
    if entry.pop("exc_info", None):
        kind, _, trace = sys.exc_info()
        entry["failure"] = kind.__name__ if kind else None
        entry["at"] = [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(trace)]
    return entry


def configure() -> None:
    """Write each log entry as one line of JSON; a failure keeps its trace, never the values in it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
