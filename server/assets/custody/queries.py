"""Reading custody."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select

from server.assets.custody.models import Custody
from server.core.clock import today
from server.core.db import db


def custodies_of(asset_ids: Iterable[UUID]) -> dict[UUID, list[Custody]]:
    """Return today's custodies by asset, the primary one first."""
    query = select(Custody).where(
        Custody.asset_id.in_(set(asset_ids)), or_(Custody.to_on.is_(None), Custody.to_on >= today())
    )
    grouped: dict[UUID, list[Custody]] = {}
    for row in db.session.scalars(query.order_by(Custody.is_primary.desc(), Custody.from_on, Custody.id)):
        grouped.setdefault(row.asset_id, []).append(row)
    return grouped


def is_custodian(user_id: UUID, asset_id: UUID) -> bool:
    """True when the user cares for the asset today."""
    return any(row.user_id == user_id for row in custodies_of([asset_id]).get(asset_id, []))


def in_care_of(user_id: UUID) -> list[UUID]:
    """Return the ids of the assets that the user cares for today."""
    query = select(Custody.asset_id).where(
        Custody.user_id == user_id, or_(Custody.to_on.is_(None), Custody.to_on >= today())
    )
    return list(db.session.scalars(query.distinct()))


def of_asset(asset_id: UUID) -> list[Custody]:
    """Return everybody who cares or ever cared for an asset, oldest first."""
    query = select(Custody).filter_by(asset_id=asset_id)
    return list(db.session.scalars(query.order_by(Custody.from_on, Custody.id)))
