"""Reading visits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from server.core.db import db
from server.field.inspections.models import Inspection
from server.field.inspections.rules import COUNTED

NEWEST_FIRST = (Inspection.done_at.desc(), Inspection.captured_at.desc())
"""A phone set back since its beacon gives all its visits one `done_at`: among those its own clock tells."""


def inspection(inspection_id: UUID) -> Inspection | None:
    """Return a visit by id."""
    return db.session.get(Inspection, inspection_id)


def of_asset(asset_id: UUID, limit: int = 50) -> list[Inspection]:
    """Return the visits of an asset, newest first."""
    query = select(Inspection).filter_by(asset_id=asset_id).order_by(*NEWEST_FIRST)
    return list(db.session.scalars(query.limit(limit)))


def latest_counted(asset_id: UUID) -> Inspection | None:
    """Return the latest visit of an asset that counts or may yet count, or None."""
    query = select(Inspection).filter_by(asset_id=asset_id).where(Inspection.status.in_(COUNTED))
    return db.session.scalar(query.order_by(*NEWEST_FIRST).limit(1))


def later_than(visit: Inspection) -> list[Inspection]:
    """Return the visits of the same asset that were done after this one and count, or may yet count."""
    after = or_(
        Inspection.done_at > visit.done_at,
        and_(Inspection.done_at == visit.done_at, Inspection.captured_at > visit.captured_at),
    )
    query = select(Inspection).where(
        Inspection.asset_id == visit.asset_id, Inspection.status.in_(COUNTED), after
    )
    return list(db.session.scalars(query))


def latest_of(asset_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the id of the latest visit that counts, by asset."""
    newest = (
        select(Inspection.asset_id, func.max(Inspection.done_at).label("at"))
        .where(Inspection.asset_id.in_(set(asset_ids)), Inspection.status.in_(COUNTED))
        .group_by(Inspection.asset_id)
        .subquery()
    )
    query = (
        select(Inspection.asset_id, Inspection.id)
        .join(newest, (Inspection.asset_id == newest.c.asset_id) & (Inspection.done_at == newest.c.at))
        .where(Inspection.status.in_(COUNTED))
        .order_by(Inspection.captured_at)
    )
    return dict(db.session.execute(query).all())
