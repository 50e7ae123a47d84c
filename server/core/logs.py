"""Logs as JSON lines without personal data: no local variables, no bodies, no line breaks."""

from __future__ import annotations

import structlog


def configure() -> None:
    """Write each log entry as one line of JSON; a failure keeps its trace, never the values in it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
