"""Writing the log beside the act it records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from server.core.clock import now, today
from server.core.crypto import ALGORITHM
from server.core.db import queue, queued, unit_of_work
from server.core.ids import new_id
from server.services.audit_log.models import AuditRow
from server.services.audit_log.queries import Sought, newest
from server.services.audit_log.rules import Link, digest_of, settled

P = ParamSpec("P")


@dataclass(frozen=True)
class Doer:
    """Whoever acts, as the log sees it: a user's id, or a kind without one."""

    kind: str
    user_id: UUID | None = None


SYSTEM, PUBLIC = Doer("system"), Doer("public")
_doer: ContextVar[Doer] = ContextVar("doer", default=SYSTEM)


class Logged(Protocol):
    """What an audited action returns: a row that has a county and an id."""

    @property
    def county_code(self) -> Any: ...

    @property
    def id(self) -> Any: ...


R = TypeVar("R", bound=Logged)


@contextmanager
def acting_as(doer: Doer) -> Iterator[None]:
    """Let everything inside be logged as this doer's."""
    token = _doer.set(doer)
    try:
        yield
    finally:
        _doer.reset(token)


def doer() -> Doer:
    """Return who acts now."""
    return _doer.get()


def become(someone: Doer) -> None:
    """Let the rest of this context (one request) be logged as this doer's."""
    _doer.set(someone)


def record(county_code: str, action: str, object_kind: str, object_id: object, **detail: Any) -> None:
    """Add one row to the log of the unit of work under way; its seal numbers and chains it."""
    queue("log", _row(county_code, action, object_kind, object_id, detail))


def following(
    at: Link, county_code: str, action: str, object_kind: str, object_id: object, **detail: Any
) -> AuditRow:
    """Return a row chained to the end of a county's log, for a database that is not the app's own."""
    return _chained(_row(county_code, action, object_kind, object_id, detail), at)


def _row(
    county_code: str, action: str, object_kind: str, object_id: object, detail: dict[str, Any]
) -> AuditRow:
    acting = doer()
    return AuditRow(
        id=new_id(),
        county_code=county_code,
        at=now(),
        actor_id=acting.user_id,
        actor_kind=acting.kind,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        detail=settled(detail),
    )


def _chained(row: AuditRow, at: Link) -> AuditRow:
    row.seq, row.previous_hash, row.algorithm = at.seq + 1, at.hash, ALGORITHM
    row.hash = digest_of(row)
    return row


def counties_waiting(session: Session) -> set[str]:
    """Return the counties whose log grows when this unit is sealed."""
    return {row.county_code for row in queued(session, "log")}


def chain(session: Session, county_code: str, at: Link) -> Link:
    """Number and chain what this unit writes into a county's log; returns where the chain then stands.

    Only services/feed calls it, with the county's head locked, so that no two rows follow the same one.
    """
    for row in queued(session, "log"):
        if row.county_code == county_code:
            session.add(_chained(row, at))
            at = Link(row.seq, row.hash)
    return at


def note_reading(county_code: str) -> None:
    """Log that somebody reads the log, once a day and person."""
    reader = doer().user_id
    with unit_of_work():
        today_s = Sought(county_code, [reader] if reader else [], "user", "log", [str(reader)], today())
        if not newest(today_s, None, 1):
            record(county_code, "log.read", "User", reader)


def audited(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an action one unit of work and log it under its name with the row that it returns."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def audited_action(*args: P.args, **kwargs: P.kwargs) -> R:
            with unit_of_work():
                result = function(*args, **kwargs)
                record(result.county_code, action, type(result).__name__, result.id)
                return result

        audited_action.audited = action  # type: ignore[attr-defined]
        return audited_action

    return decorate
