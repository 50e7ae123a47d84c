"""Reading the tree."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from server.core.db import db
from server.identity.regions.models import Region, RegionChange

MERGES_FOLLOWED = 20


def region(code: str) -> Region | None:
    """Return the region of a 12-digit code."""
    return db.session.get(Region, code)


def keep_still(county_code: str) -> None:
    """Let no change of the county's places go on before this unit ends, and read them as they now are.

    For whoever writes down where something new lies; any number may do so at once.
    """
    db.session.get(
        Region, f"{county_code}000000", with_for_update={"read": True, "key_share": True}
    )  # fmt: skip
    for known in list(db.session.identity_map.values()):
        if isinstance(known, Region):
            db.session.expire(known)


def current(code: str) -> Region | None:
    """Return the region of a code, or the one that it went up in: phones offline still know the old one."""
    found = region(code)
    for _ in range(MERGES_FOLLOWED):
        if found is None or found.merged_into is None:
            break
        found = region(found.merged_into)
    return found


def county_of(county_code: str) -> Region | None:
    """Return the region of a 6-digit county code."""
    return region(f"{county_code}000000")


def by_code(codes: Iterable[str]) -> dict[str, Region]:
    """Return regions by code; while they are held, region() finds each without asking the database."""
    return {one.code: one for one in db.session.scalars(select(Region).where(Region.code.in_(set(codes))))}


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


def tree(county_code: str) -> list[Region]:
    """Return the county with all that lies in it, by path; what merged away stands where it was."""
    return list(db.session.scalars(select(Region).filter_by(county_code=county_code).order_by(Region.path)))


def reached_meanwhile(county_code: str, paths: list[str]) -> list[list[str]]:
    """Return each path, and the one it is known by elsewhere while a merge or move is still followed."""
    query = select(RegionChange.old_path, RegionChange.new_path).where(
        RegionChange.county_code == county_code,
        RegionChange.finished_at.is_(None),
        RegionChange.kind != "rename",
    )
    ways = [way for old, new in db.session.execute(query) for way in ((old, new), (new, old))]
    return [
        [
            path,
            *(there + path.removeprefix(here) for here, there in ways if f"{path}/".startswith(f"{here}/")),
        ]
        for path in paths
    ]


def changes_of(code: str) -> list[RegionChange]:
    """Return what happened to a place, what went up in it included, newest first."""
    query = select(RegionChange).where(or_(RegionChange.code == code, RegionChange.new_code == code))
    return list(db.session.scalars(query.order_by(RegionChange.id.desc())))
