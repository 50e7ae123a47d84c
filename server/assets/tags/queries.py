"""Reading plates."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.assets.tags.models import Tag
from server.core.db import db
from server.core.ids import normalised

REPLACEMENTS_FOLLOWED = 10


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
    """Return the plates in use by asset, damaged ones included."""
    grouped: dict[UUID, list[Tag]] = {}
    query = select(Tag).where(Tag.asset_id.in_(set(asset_ids)), Tag.status.in_(["bound", "damaged"]))
    for found in db.session.scalars(query.order_by(Tag.token)):
        if found.asset_id:
            grouped.setdefault(found.asset_id, []).append(found)
    return grouped


def tags_by_token(tokens: Iterable[str]) -> list[Tag]:
    """Return plates by token."""
    return list(db.session.scalars(select(Tag).where(Tag.token.in_(set(tokens)))))
