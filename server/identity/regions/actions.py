"""Renaming, merging and moving places; everything that lies there follows, and no code is ever parsed.

A unit writes at most ROWS_A_UNIT rows.  What does not fit follows in further units; until the last of them
the posts of the place reach both its paths (access, actor_of), so that nobody loses sight of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.events import announce
from server.core.ids import new_id
from server.core.pinyin import initials
from server.core.problems import NotFound, VersionStale
from server.identity.regions.events import Allowance, RegionMoved, RegionRenamed
from server.identity.regions.models import Region, RegionChange
from server.identity.regions.rules import (
    BELOW_COUNTY,
    LEVELS,
    RegionBusy,
    RegionClosed,
    RegionUnfit,
    check_name,
    lie_on_one_way,
)
from server.services.audit_log.actions import record
from server.services.feed.actions import follow_place, tell_place_again, told_until_now

ROWS_A_UNIT = 1000
SAYS_WHERE = ("asset", "blank_tag")
"""What phones keep of these names the places they lie in."""


def rename(code: str, name: str, base_version: int | None = None) -> None:
    """Give a place a new name; it is still found by the old one.

    Raises NotFound, VersionStale, RegionClosed, RegionBusy, NameUnfit.
    """
    kept = check_name(name)
    with unit_of_work():
        place = _locked(code, base_version)
        if place.name == kept:
            return
        _refuse_busy(place)
        change = _begin_rename(place, kept)
        _carry(change)
    _finish(change.id)


def _begin_rename(place: Region, kept: str) -> RegionChange:
    change = _begin("rename", place, place.code, kept, place.path)
    place.name = kept
    return change


def merge(code: str, into_code: str, base_version: int | None = None) -> None:
    """Let a place go up in another of its level; the old one stays in the books with its last day.

    Raises NotFound, VersionStale, RegionClosed, RegionBusy, RegionUnfit.
    """
    with unit_of_work() as session:
        goal, place = _locked(into_code), _locked(code, base_version)
        unlike = place.level != goal.level or place.county_code != goal.county_code
        if unlike or place.level not in BELOW_COUNTY or place is goal:
            raise RegionUnfit
        _refuse_busy(place, goal)
        change = _begin("merge", place, goal.code, goal.name, goal.path)
        place.valid_to_on, place.merged_into = today(), goal.code
        below = update(Region).filter_by(parent_code=code, valid_to_on=None)
        session.execute(below.values(parent_code=goal.code))
        _carry(change)
    _finish(change.id)


def move(code: str, parent_code: str, base_version: int | None = None) -> None:
    """Let a place come under another parent of the same county, with all that is below it.

    Raises NotFound, VersionStale, RegionClosed, RegionBusy, RegionUnfit.
    """
    with unit_of_work():
        place, parent = _locked(code, base_version), _locked(parent_code)
        _refuse_busy(place, parent)
        change = _begin_move(place, parent)
        _carry(change)
    _finish(change.id)


def _begin_move(place: Region, parent: Region) -> RegionChange:
    fits = LEVELS.index(parent.level) == LEVELS.index(place.level) - 1
    if not fits or place.county_code != parent.county_code or place.parent_code == parent.code:
        raise RegionUnfit
    change = _begin("move", place, place.code, parent.name, f"{parent.path}/{place.code}")
    place.parent_code = parent.code
    return change


def begin_all(renamed: Mapping[str, str], moved: Mapping[str, str]) -> list[UUID]:
    """Begin what a list renames and moves, within its unit: all of it, or nothing of the whole list.

    renamed, moved  new names, and new parents, by code

    Returns the changes for `finish`; names come first, for they find what lies there by its old path.
    Raises as rename and move do.
    """
    places = {code: _locked(code) for code in sorted({*renamed, *moved, *moved.values()})}
    _refuse_busy(*places.values())
    begun = [_begin_rename(places[code], check_name(name)) for code, name in renamed.items()]
    begun += [_begin_move(places[code], places[parent]) for code, parent in moved.items()]
    return [change.id for change in begun]


def finish(change_ids: Iterable[UUID]) -> None:
    """Let everything follow changes that were begun, after the unit that began them."""
    for change_id in change_ids:
        _finish(change_id)


def _locked(code: str, base_version: int | None = None) -> Region:
    """Return a place, locked with its county: two changes of one county never begin at once."""
    known = db.session.get(Region, code)
    if known is None or known.county_code is None:
        raise NotFound
    hold(known.county_code)
    place = db.session.get_one(Region, code, with_for_update=True, populate_existing=True)
    if base_version is not None and place.version != base_version:
        raise VersionStale(now=place.version)
    if place.valid_to_on is not None:
        raise RegionClosed
    return place


def hold(county_code: str) -> None:
    """Wait for whoever writes down where something lies, and let nobody do so before this unit ends."""
    db.session.get(Region, f"{county_code}000000", with_for_update=True)


def _refuse_busy(*places: Region) -> None:
    """Refuse while rows still follow an earlier change of one of the places, or above or below one."""
    paths = [place.path for place in places]
    query = select(RegionChange.old_path, RegionChange.new_path).where(
        RegionChange.county_code.in_({place.county_code for place in places}),
        RegionChange.finished_at.is_(None),
    )
    for ends in db.session.execute(query):
        if any(lie_on_one_way(end, path) for end in ends for path in paths):
            raise RegionBusy


def _begin(kind: str, place: Region, new_code: str, new_name: str, new_path: str) -> RegionChange:
    county_code = place.county_code or ""
    change = RegionChange(
        id=new_id(),
        county_code=county_code,
        kind=kind,
        code=place.code,
        new_code=new_code,
        old_name=place.name,
        new_name=new_name,
        old_path=place.path,
        new_path=new_path,
        since_seq=0,
        begun_at=now(),
    )
    db.session.add(change)
    place.version += 1
    told = {"old": place.name, "new": new_name, "new_code": new_code}
    record(county_code, f"region.{kind}", "Region", place.code, **told)
    return change


def _carry(change: RegionChange) -> None:
    """Let as many rows follow as one unit may write; when none is left, the change is finished."""
    allowance = Allowance(ROWS_A_UNIT)
    words = f"{change.new_name} {initials(change.new_name)}".lower()
    db.session.flush()
    if change.kind == "rename":
        announce(RegionRenamed(change.county_code, change.new_path, words, allowance))
        county, path = change.county_code, change.new_path
        change.since_seq = change.since_seq or told_until_now(county)
        allowance.take(tell_place_again(county, path, SAYS_WHERE, change.since_seq, allowance.rows))
    else:
        _carry_paths(change, words, allowance)
    if allowance.rows:
        change.finished_at = now()
    db.session.flush()
    db.session.expire_all()


def _carry_paths(change: RegionChange, words: str, allowance: Allowance) -> None:
    moved = RegionMoved(
        change.county_code, change.old_path, change.new_path, change.code, change.new_code, words, allowance
    )
    closed = Region.merged_into.is_not(None)
    follow(Region.path, moved, ~closed, version=Region.version + 1)
    announce(moved)
    county, old, new = change.county_code, change.old_path, change.new_path
    allowance.take(follow_place(county, old, new, SAYS_WHERE, allowance.rows))


def follow(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    moved: RegionMoved,
    *where: Any,
    **also: Any,
) -> None:
    """Let the paths in one column follow a move, as many rows as this unit may still write.

    column  holds paths of regions, in a table with county_code and a key of one column
    where   which of the rows follow
    also    what else is set in the same rows
    """
    table = column.class_
    (key,) = table.__table__.primary_key
    inside = (
        table.county_code == moved.county_code,
        or_(column == moved.old_path, column.startswith(f"{moved.old_path}/", autoescape=True)),
        *where,
    )
    found = db.session.scalars(select(key).where(*inside).limit(moved.allowance.rows)).all()
    if found:
        path = moved.new_path + func.substr(column, len(moved.old_path) + 1)
        values = {column.key: path, **also}
        changed = update(table).where(key.in_(found), *inside).values(values)
        db.session.execute(changed.execution_options(synchronize_session=False))
        moved.allowance.take(len(found))


def _finish(change_id: UUID) -> None:
    while not _carry_once(change_id):
        pass


def _carry_once(change_id: UUID) -> bool:
    """Carry one unit's worth; True when the change is finished."""
    with unit_of_work() as session:
        hold(session.get_one(RegionChange, change_id).county_code)
        change = session.get_one(RegionChange, change_id, with_for_update=True, populate_existing=True)
        if change.finished_at is None:
            _carry(change)
        return change.finished_at is not None


def carry_on(_limit: int) -> int:
    """Finish changes that a stopped process left half done, a unit at a time; returns how many units."""
    query = select(RegionChange.id).where(RegionChange.finished_at.is_(None)).order_by(RegionChange.id)
    change_id = db.session.scalar(query.limit(1))
    if change_id is None:
        return 0
    _carry_once(change_id)
    return 1
