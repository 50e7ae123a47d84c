"""Reading the register."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from server.assets.register.models import Asset, AssetUnit, StateChange
from server.core.db import db
from server.identity.access.models import SEEING_ROLES, Actor


def asset(asset_id: UUID) -> Asset | None:
    """Return an asset by id."""
    return db.session.get(Asset, asset_id)


def assets_by_id(ids: Iterable[UUID]) -> dict[UUID, Asset]:
    """Return assets by id; unknown ids are missing."""
    return {row.id: row for row in db.session.scalars(select(Asset).where(Asset.id.in_(set(ids))))}


def units_of(asset_ids: Iterable[UUID]) -> dict[UUID, list[AssetUnit]]:
    """Return the parts of some assets, by asset, in order of their numbers."""
    grouped: dict[UUID, list[AssetUnit]] = {}
    query = select(AssetUnit).where(AssetUnit.asset_id.in_(set(asset_ids))).order_by(AssetUnit.unit_no)
    for unit in db.session.scalars(query):
        grouped.setdefault(unit.asset_id, []).append(unit)
    return grouped


def within(actor: Actor) -> ColumnElement[bool]:
    """Return the clause for all that the actor's posts cover, by place or by department."""
    clauses: list[ColumnElement[bool]] = []
    for scope in actor.scopes:
        if scope.dept_id is not None:
            clauses.append(Asset.supervising_dept_id == scope.dept_id)
        elif scope.role in SEEING_ROLES:
            clauses.append(Asset.region_path == scope.path)
            clauses.append(Asset.region_path.startswith(f"{scope.path}/", autoescape=True))
    return or_(*clauses) if clauses else Asset.id.is_(None)


def search(actor: Actor, words: str, village_path: str | None, limit: int, after: str | None) -> list[Asset]:
    """Return assets in the actor's scope whose name, code, village or pinyin initials hold every word.

    after  the id (as text) that the previous page ended with; order is by region path, name, id
    """
    query = select(Asset).where(
        within(actor), Asset.county_code == (actor.user.county_code if actor.user else "")
    )
    for word in words.lower().split():
        query = query.where(Asset.search_text.contains(word, autoescape=True))
    if village_path:
        query = query.where(Asset.region_path.startswith(village_path, autoescape=True))
    last = db.session.get(Asset, UUID(after)) if after else None
    if last is not None:
        query = query.where(
            or_(
                Asset.region_path > last.region_path,
                (Asset.region_path == last.region_path) & (Asset.name > last.name),
                (Asset.region_path == last.region_path) & (Asset.name == last.name) & (Asset.id > last.id),
            )
        )
    return list(db.session.scalars(query.order_by(Asset.region_path, Asset.name, Asset.id).limit(limit)))


def state_changes(asset_id: UUID) -> list[StateChange]:
    """Return the changes of an asset's state, oldest first."""
    query = select(StateChange).filter_by(asset_id=asset_id).order_by(StateChange.at, StateChange.id)
    return list(db.session.scalars(query))
