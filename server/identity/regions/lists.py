"""Taking in a list of regions: checked whole, staged in chunks, made part of the tree in one flip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, literal, select

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.identity.regions import actions
from server.identity.regions.models import Region, StagedRegion
from server.identity.regions.queries import current
from server.identity.regions.rules import Known, Line, Placed, lines_of, of_county, placed
from server.services.audit_log.actions import record

CHUNK = actions.ROWS_A_UNIT
KEPT_STAGED = timedelta(days=1)


@dataclass(frozen=True)
class Difference:
    """What one region of the list is now, and would become."""

    code: str
    now: str
    then: str


@dataclass(frozen=True)
class Plan:
    """What a staged list would change; what is in the tree and not in the list stays as it is.

    merged  on the list, but gone up in another place here: stays merged
    """

    batch_id: UUID
    new: list[StagedRegion] = field(default_factory=list)
    renamed: list[Difference] = field(default_factory=list)
    moved: list[Difference] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.renamed) + len(self.moved)


def stage(raw: bytes, county_code: str | None) -> Plan:
    """Check a list and keep it beside the tree, which it does not touch yet.

    county_code  take only this county and what is above it; None takes the whole list

    Raises ListRefused with every faulty line.
    """
    lines = lines_of(raw)
    found = placed(lines, _known())
    if county_code is not None:
        found = of_county(found, f"{county_code}000000")
    batch_id = new_id()
    for chunk in _chunks(found):
        with unit_of_work() as session:
            session.execute(insert(StagedRegion), [_staged(batch_id, one) for one in chunk])
    _forget_older()
    return plan(batch_id, county_code)


def _known() -> dict[str, Known]:
    columns = (Region.code, Region.level, Region.path, Region.county_code, Region.merged_into)
    rows = db.session.execute(select(*columns))
    return {
        code: Known(level, path, county, merged is not None) for code, level, path, county, merged in rows
    }


def _chunks(found: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def _staged(batch_id: UUID, one: Placed) -> dict[str, object]:
    return {
        "batch_id": batch_id, "code": one.line.code, "county_code": one.county_code, "level": one.line.level,
        "name": one.line.name, "parent_code": one.line.parent or None, "path": one.path,
        "is_statistical_only": one.line.is_statistical_only, "staged_at": now(),
    }  # fmt: skip


def _forget_older() -> None:
    with unit_of_work() as session:
        session.execute(delete(StagedRegion).where(StagedRegion.staged_at < now() - KEPT_STAGED))


def plan(batch_id: UUID, county_code: str | None) -> Plan:
    """Return what a staged list would change; raises NotFound for another county's, or one that is no more.

    county_code  whose list it may be; None for any
    """
    staged = list(
        db.session.scalars(select(StagedRegion).filter_by(batch_id=batch_id).order_by(StagedRegion.path))
    )
    if not staged or (county_code and any(one.county_code not in {None, county_code} for one in staged)):
        raise NotFound
    codes = select(StagedRegion.code).filter_by(batch_id=batch_id)
    tree = {one.code: one for one in db.session.scalars(select(Region).where(Region.code.in_(codes)))}
    told = Plan(batch_id)
    unchanged = sum(_compare(one, tree.get(one.code), told) for one in staged)
    return Plan(batch_id, told.new, told.renamed, told.moved, told.merged, unchanged)


def _compare(one: StagedRegion, there: Region | None, told: Plan) -> bool:
    """Add what one region would change to the plan; True when that is nothing."""
    if there is None:
        told.new.append(one)
        return False
    if there.valid_to_on is not None:
        told.merged.append(there.code)
        return False
    if there.county_code is None:
        return True  # a county's list does not rename the province
    before = len(told.renamed) + len(told.moved)
    if there.name != one.name:
        told.renamed.append(Difference(one.code, there.name, one.name))
    above = current(one.parent_code or "")
    parent = above.code if above else one.parent_code
    if parent != there.parent_code:
        told.moved.append(Difference(one.code, there.parent_code or "", parent or ""))
    return len(told.renamed) + len(told.moved) == before


def flip(batch_id: UUID, county_code: str | None) -> Plan:
    """Make a staged list part of the tree, whole or not at all; the same list again changes nothing.

    All new regions appear in one statement, and renames and moves begin with them; what lies there follows.
    Raises NotFound, ListRefused when the tree has changed so that the list fits no more, RegionBusy.
    """
    with unit_of_work() as session:
        _hold_counties(batch_id)
        told = plan(batch_id, county_code)
        _check_again(batch_id)
        _insert_new(batch_id, told)
        for code in sorted({one.county_code for one in told.new if one.county_code}):
            new = sum(one.county_code == code for one in told.new)
            record(code, "region.import", "Region", f"{code}000000", new=new)
        begun = actions.begin_all(
            {one.code: one.then for one in told.renamed}, {one.code: one.then for one in told.moved}
        )
        session.execute(delete(StagedRegion).filter_by(batch_id=batch_id))
    actions.finish(begun)
    return told


def _hold_counties(batch_id: UUID) -> None:
    codes = select(StagedRegion.county_code).filter_by(batch_id=batch_id).distinct()
    for code in sorted(filter(None, db.session.scalars(codes))):
        actions.hold(code)


def _check_again(batch_id: UUID) -> None:
    """Refuse a staged list that would not be staged any more; raises ListRefused, which names no lines."""
    query = select(StagedRegion).filter_by(batch_id=batch_id).order_by(StagedRegion.path)
    lines = [
        Line(0, one.code, one.level, one.name, one.parent_code or "", one.is_statistical_only)
        for one in db.session.scalars(query)
    ]
    placed(lines, _known())


def _insert_new(batch_id: UUID, told: Plan) -> None:
    columns = ("code", "county_code", "level", "name", "parent_code", "path", "is_statistical_only")
    staged = [getattr(StagedRegion, name) for name in columns]
    missing = select(*staged, literal(_first_day(told)), literal(1)).where(
        StagedRegion.batch_id == batch_id, StagedRegion.code.not_in(select(Region.code))
    )
    db.session.execute(insert(Region).from_select([*columns, "valid_from_on", "version"], missing))


def _first_day(told: Plan) -> date | None:
    """Return today; None where the county itself is new here: it was there before the system."""
    return None if any(one.level == "county" for one in told.new) else today()
