"""Reading the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Select, func, select

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
