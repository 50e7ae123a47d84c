"""The one clock.  Database times are aware UTC; dates are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_supposed: ContextVar[datetime | None] = ContextVar("supposed", default=None)


def now() -> datetime:
    """Return the present moment, aware UTC."""
    return _supposed.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at a moment: the demo county's past is made by the usual actions."""
    token = _supposed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _supposed.reset(token)


def today() -> date:
    """Return the present date in Asia/Shanghai."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return the same moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def end_of(day: date) -> datetime:
    """Return 24:00 of a Shanghai day as aware UTC."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def start_of(day: date) -> datetime:
    """Return 00:00 of a Shanghai day as aware UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def iso(moment: datetime) -> str:
    """Return the wire form: UTC, milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
