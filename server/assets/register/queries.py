"""Reading the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select, tuple_

from server.assets.register.models import Asset, AssetUnit, StateChange
from server.assets.register.rules import (
    LABEL_BY_CONDITION,
    LABEL_BY_IDLENESS,
    LABEL_BY_LIFECYCLE,
    LABEL_BY_USE,
)
from server.core.db import db
from server.core.geo import Point
from server.identity.access.models import SEEING_ROLES, Actor


def asset(asset_id: UUID) -> Asset | None:
    """Return an asset by id."""
    return db.session.get(Asset, asset_id)


def asset_by_code(code: str) -> Asset | None:
    """Return the asset of a typed 资产编码."""
    return db.session.scalar(select(Asset).filter_by(asset_code=code.strip().upper()))


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


@dataclass(frozen=True)
class Wish:
    """What is looked for in the register; what is empty asks for nothing.

    words  each is held by name, code, village or pinyin initials
    place  the path of a region, with all below it
    kind   a type; state  a code of the 资产状态 that people are shown
    """

    words: str = ""
    place: str = ""
    kind: str = ""
    state: str = ""

    def clauses(self, actor: Actor) -> list[ColumnElement[bool]]:
        """Return the clauses of the wish inside the actor's scope."""
        found = [within(actor), Asset.county_code == actor.county_code]
        found += [Asset.search_text.contains(word, autoescape=True) for word in self.words.lower().split()]
        if self.place:
            found.append(Asset.region_path.startswith(self.place, autoescape=True))
        if self.kind:
            found.append(Asset.asset_type == self.kind)
        return [*found, STATUS.in_([self.state])] if self.state else found


STATUS = case(
    (Asset.lifecycle_status.in_(LABEL_BY_LIFECYCLE), Asset.lifecycle_status),
    (Asset.use_status.in_(LABEL_BY_USE), Asset.use_status),
    (Asset.condition_grade.in_(LABEL_BY_CONDITION), Asset.condition_grade),
    (Asset.use_status.in_(LABEL_BY_IDLENESS), Asset.use_status),
    else_="in_use",
)
"""The 资产状态 as the database sees it; rules.display_status says the same of one asset."""


def search(actor: Actor, wish: Wish, limit: int, after: str | None = None) -> list[Asset]:
    """Return assets in the actor's scope as wished for.

    after  the id (as text) that the previous page ended with; order is by region path, name, id
    """
    query = select(Asset).where(*wish.clauses(actor))
    last = db.session.get(Asset, UUID(after)) if after else None
    if last is not None:
        at = tuple_(Asset.region_path, Asset.name, Asset.id)
        query = query.where(at > tuple_(last.region_path, last.name, last.id))
    return list(db.session.scalars(query.order_by(Asset.region_path, Asset.name, Asset.id).limit(limit)))


def counted(actor: Actor, wish: Wish) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many there are of each type and of each state, each without regard to its own filter."""
    kinds = select(Asset.asset_type, func.count()).where(*replace(wish, kind="").clauses(actor))
    states = select(STATUS, func.count()).where(*replace(wish, state="").clauses(actor))
    return (
        dict(db.session.execute(kinds.group_by(Asset.asset_type)).all()),
        dict(db.session.execute(states.group_by(STATUS)).all()),
    )


def points(actor: Actor, wish: Wish, guarded: Iterable[str], limit: int) -> list[Point]:
    """Return where things stand as wished for, but for sensitive ones and those of guarded types."""
    query = select(Asset.lat, Asset.lng).where(
        *wish.clauses(actor), Asset.sensitive.is_(False), Asset.asset_type.not_in(list(guarded))
    )
    found = db.session.execute(query.order_by(Asset.id).limit(limit))
    return [Point(lat, lng) for lat, lng in found if lat is not None and lng is not None]


def state_changes(asset_id: UUID) -> list[StateChange]:
    """Return the changes of an asset's state, oldest first."""
    query = select(StateChange).filter_by(asset_id=asset_id).order_by(StateChange.at, StateChange.id)
    return list(db.session.scalars(query))
