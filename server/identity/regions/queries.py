"""Reading the tree."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from server.core.db import db
from server.identity.regions.models import Region


def region(code: str) -> Region | None:
    """Return the region of a 12-digit code."""
    return db.session.get(Region, code)


def county_of(county_code: str) -> Region | None:
    """Return the region of a 6-digit county code."""
    return region(f"{county_code}000000")


def names_on(path: str) -> dict[str, str]:
    """Return the names on a path by level, such as {"township": "南山乡", "village": "前窑村"}."""
    rows = db.session.scalars(select(Region).where(Region.code.in_(path.split("/"))))
    return {row.level: row.name for row in rows}


def names_by_code(codes: Iterable[str]) -> dict[str, str]:
    """Return names by code."""
    rows = db.session.execute(select(Region.code, Region.name).where(Region.code.in_(set(codes))))
    return dict(rows.all())


def below(path: str, level: str) -> list[Region]:
    """Return the regions of a level that exist inside a path, the path's own region included, by code."""
    query = select(Region).where(
        Region.path.startswith(path, autoescape=True), Region.level == level, Region.valid_to_on.is_(None)
    )
    return list(db.session.scalars(query.order_by(Region.code)))
