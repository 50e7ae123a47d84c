"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import Select, func, select

from server.core.clock import end_of, start_of
from server.core.db import db
from server.services.audit_log.models import AuditArchive, AuditRow
from server.services.audit_log.rules import Sealed

_CHUNK = 500


def counties() -> list[str]:
    """Return the counties that have a log, online or archived; one step in the index for each."""
    found: list[str] = []
    for column in (AuditRow.county_code, AuditArchive.county_code):
        following = db.session.scalar(select(func.min(column)))
        while following is not None:
            found.append(following)
            following = db.session.scalar(select(func.min(column)).where(column > following))
    return sorted(set(found))


def chained(query: Select[AuditRow]) -> Iterator[Sealed]:
    """Yield rows in order of their numbers without holding them all in memory."""
    columns = query.with_only_columns(*AuditRow.__table__.columns).order_by(AuditRow.seq, AuditRow.id)
    streamed = db.session.execute(columns.execution_options(yield_per=_CHUNK))
    return cast("Iterator[Sealed]", iter(streamed))


def first_of(query: Select[AuditRow]) -> AuditRow | None:
    """Return the row with the lowest number."""
    return db.session.scalars(query.order_by(AuditRow.seq, AuditRow.id).limit(1)).first()


def of_county(county_code: str) -> Select[AuditRow]:
    """Return the query for a county's rows."""
    return select(AuditRow).where(AuditRow.county_code == county_code)


def archives_of(county_code: str) -> list[AuditArchive]:
    """Return what of a county's log lies in files, oldest first."""
    query = select(AuditArchive).filter_by(county_code=county_code)
    return list(db.session.scalars(query.order_by(AuditArchive.from_seq)))


@dataclass(frozen=True)
class Sought:
    """Which rows of a county somebody asks for; None and the empty text mean: any.

    group              what stands before the dot of an action
    first_on, last_on  Shanghai days, both included
    """

    county_code: str
    actor_ids: Collection[UUID] | None = None
    actor_kind: str = ""
    group: str = ""
    object_ids: Collection[str] | None = None
    first_on: date | None = None
    last_on: date | None = None

    def query(self) -> Select[AuditRow]:
        """Return the query for these rows."""
        query = of_county(self.county_code)
        if self.actor_ids is not None:
            query = query.where(AuditRow.actor_id.in_(self.actor_ids))
        if self.actor_kind:
            query = query.where(AuditRow.actor_kind == self.actor_kind)
        if self.group:
            query = query.where(AuditRow.action.startswith(f"{self.group}.", autoescape=True))
        if self.object_ids is not None:
            query = query.where(AuditRow.object_id.in_(self.object_ids))
        if self.first_on is not None:
            query = query.where(AuditRow.at >= start_of(self.first_on))
        if self.last_on is not None:
            query = query.where(AuditRow.at < end_of(self.last_on))
        return query


def newest(sought: Sought, before: int | None, limit: int) -> list[AuditRow]:
    """Return rows, newest first.

    before  the number that the previous page ended with; None for the first page
    """
    query = sought.query() if before is None else sought.query().where(AuditRow.seq < before)
    return list(db.session.scalars(query.order_by(AuditRow.seq.desc()).limit(limit)))
