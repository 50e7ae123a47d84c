"""Writing the log beside the act it records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.services.audit_log.models import AuditRow

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
    """Add one row to the log of the transaction under way."""
    acting = doer()
    row = AuditRow(
        id=new_id(),
        county_code=county_code,
        at=now(),
        actor_id=acting.user_id,
        actor_kind=acting.kind,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        detail=detail,
    )
    db.session.add(row)


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
