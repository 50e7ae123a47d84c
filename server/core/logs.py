"""Logs as JSON lines without personal data: no local variables, no bodies, no line breaks.

Our own modules log by structlog: constant words, and facts that they choose.  What libraries log passes the
same formatter, but keeps only what stands in their code: what they fill in may be an address or a name.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import cast

import structlog
from structlog.typing import EventDict, Processor

OURS = "server"
KNOWS_NO_PERSON = ("alembic",)  # it speaks of revisions and tables only
LEFT_OUT = "(words left out)"
DEEPEST = 20  # steps of a trace: a longer line might be torn apart by another process's


def without_values(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """Put a failure's kind and places into the entry; its message, which may quote a person, stays out."""
    told = entry.pop("exc_info", None)
    if told:
        kind, _, trace = told if isinstance(told, tuple) else sys.exc_info()
        steps = traceback.extract_tb(trace)[-DEEPEST:]
        entry["failure"] = kind.__name__ if kind else None
        entry["at"] = [f"{step.filename}:{step.lineno} {step.name}" for step in steps]
    return entry


def without_words_of_others(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """Keep the sentence as it stands in the code, not what was filled in.

    A library's sentence without blanks may have been filled in before: it is left out, its place tells.
    """
    record = cast(logging.LogRecord, entry["_record"])
    room, filled_in = record.name.partition(".")[0], entry.pop("positional_args", None)
    entry["logger"] = record.name
    if room in KNOWS_NO_PERSON and filled_in:
        entry["event"] %= filled_in
    elif room not in KNOWS_NO_PERSON:
        entry["event"] = entry["event"] if filled_in else LEFT_OUT
        entry.setdefault("at", [f"{record.pathname}:{record.lineno} {record.funcName}"])
    return entry


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_values,
]


class _ToStandardError(logging.Handler):
    """Writes to standard error as it is at that moment, one write for each line."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")
        sys.stderr.flush()


def configure() -> None:
    """Write each log entry as one line of JSON; a failure keeps its trace, never the values in it."""
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, without_words_of_others],
            use_get_message=False,
            pass_foreign_args=True,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    everyone = logging.getLogger()
    for present in everyone.handlers:
        if isinstance(present, _ToStandardError):
            everyone.removeHandler(present)
    everyone.addHandler(handler)
    logging.getLogger(OURS).setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
