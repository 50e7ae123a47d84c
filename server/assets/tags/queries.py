"""Reading plates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy import func as sql

from server.assets.register.models import Asset
from server.assets.tags.models import Tag
from server.core.db import db
from server.core.ids import normalised

REPLACEMENTS_FOLLOWED = 10
BLANK = ("generated", "printed")
HUNG = ("bound", "damaged")
LISTED = 200


def tag(token: str) -> Tag | None:
    """Return the plate of a token as it is printed, or None."""
    return db.session.get(Tag, normalised(token))


def current(token: str) -> Tag | None:
    """Return the plate, or the one that replaced it."""
    found = tag(token)
    for _ in range(REPLACEMENTS_FOLLOWED):
        if found is None or found.replaced_by is None:
            break
        found = db.session.get(Tag, found.replaced_by)
    return found


def by_short_code(code: str) -> Tag | None:
    """Return the plate of a typed short code."""
    return db.session.scalar(select(Tag).filter_by(short_code=normalised(code)))


def tags_of(asset_ids: Iterable[UUID]) -> dict[UUID, list[Tag]]:
    """Return the plates in use by asset, damaged ones included, and those printed again to be hung there."""
    grouped: dict[UUID, list[Tag]] = {}
    query = select(Tag).where(Tag.asset_id.in_(set(asset_ids)), Tag.status.in_((*HUNG, "printed")))
    for found in db.session.scalars(query.order_by(Tag.token)):
        if found.asset_id:
            grouped.setdefault(found.asset_id, []).append(found)
    return grouped


def ever_on(asset_id: UUID) -> list[Tag]:
    """Return every plate that an asset ever bore, replaced and revoked ones included."""
    return list(db.session.scalars(select(Tag).filter_by(asset_id=asset_id).order_by(Tag.bound_at)))


def former_codes(asset_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return tokens and short codes of replaced plates by asset: an old one still leads there."""
    grouped: dict[UUID, list[str]] = {}
    query = select(Tag).where(Tag.asset_id.in_(set(asset_ids)), Tag.replaced_by.is_not(None))
    for found in db.session.scalars(query.order_by(Tag.token)):
        if found.asset_id:
            grouped.setdefault(found.asset_id, []).extend((found.token, found.short_code))
    return grouped


def waiting_for_the_printer(county_code: str, path: str, limit: int) -> list[Tag]:
    """Return plates inside a place that were only made yet, locked until the unit ends."""
    query = select(Tag).where(Tag.county_code == county_code, Tag.status == "generated", _inside(path))
    return list(db.session.scalars(query.order_by(Tag.token).limit(limit).with_for_update()))


def broken_in(path: str) -> list[Tag]:
    """Return the plates inside a place that wait for a new one, the longest first."""
    query = select(Tag).where(_inside(path), Tag.status == "damaged")
    return list(db.session.scalars(query.order_by(Tag.damaged_on, Tag.token).limit(LISTED)))


def to_hang_again(path: str) -> list[Tag]:
    """Return the plates inside a place that were printed again and wait to be hung."""
    query = select(Tag).where(_inside(path), Tag.status == "printed", Tag.asset_id.is_not(None))
    return list(db.session.scalars(query.order_by(Tag.token).limit(LISTED)))


def tags_by_token(tokens: Iterable[str]) -> list[Tag]:
    """Return plates by token."""
    return list(db.session.scalars(select(Tag).where(Tag.token.in_(set(tokens)))))


@dataclass(frozen=True)
class Roll:
    """How many plates of a village wait to be hung, how many hang, how many are made but not printed."""

    blank: int = 0
    hung: int = 0
    made: int = 0


def rolls(path: str) -> dict[str, Roll]:
    """Return the rolls inside a place, by the village's path."""
    blank = Tag.asset_id.is_(None)
    counted = select(Tag.region_path, Tag.status, blank, sql.count()).where(_inside(path))
    found: dict[str, Roll] = {}
    for village, status, free, count in db.session.execute(
        counted.group_by(Tag.region_path, Tag.status, blank)
    ):
        known = found.get(village, Roll())
        found[village] = Roll(
            known.blank + count * bool(free and status in BLANK),
            known.hung + count * (status in HUNG),
            known.made + count * (status == "generated"),
        )
    return found


def blank_in(path: str, limit: int, after: str = "") -> list[Tag]:
    """Return blank plates inside a place by village and token, those after a token of the same list."""
    return _listed(path, limit, after, Tag.status.in_(BLANK), Tag.asset_id.is_(None))


def hung_in(path: str, limit: int, after: str = "") -> list[Tag]:
    """Return plates of the things of a place, by village and token; a household's thing has none."""
    public = Tag.asset_id.in_(select(Asset.id).where(Asset.ledger_tier != "household"))
    return _listed(path, limit, after, Tag.status.in_((*HUNG, "printed")), public)


def _listed(path: str, limit: int, after: str, *clauses: ColumnElement[bool]) -> list[Tag]:
    query = select(Tag).where(_inside(path), *clauses)
    last = db.session.scalar(select(Tag).where(_inside(path), Tag.token == after))
    if last is not None:
        query = query.where(tuple_(Tag.region_path, Tag.token) > tuple_(last.region_path, last.token))
    return list(db.session.scalars(query.order_by(Tag.region_path, Tag.token).limit(limit)))


def _inside(path: str) -> ColumnElement[bool]:
    return or_(Tag.region_path == path, Tag.region_path.startswith(f"{path}/", autoescape=True))
