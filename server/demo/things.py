"""The 120 assets with their parts, money, places and carers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import cos, radians, sin
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from server.assets.custody.models import Custody
from server.assets.register.models import Asset, AssetFund, AssetUnit, StateChange
from server.assets.register.rules import asset_code
from server.assets.register.search import search_text
from server.core.clock import now, today
from server.core.geo import METRES_PER_DEGREE, Point, length_m
from server.demo.album import put_picture
from server.demo.chance import COUNTY, between, demo_id, pick, short_code_of
from server.demo.kinds import Kind, kinds_in
from server.demo.people import IN_OFFICE_SINCE, org_id, user_id
from server.demo.places import Village, villages
from server.services.feed.actions import share

FEN_A_YUAN = 100
STEPS_OF_A_LINE = 9
IN_BOOKS_FOR = timedelta(days=400)
_FISCAL_FUNDS = ("special_fiscal", "integrated_fiscal", "industry_aid")
_LEVELS = ("central", "province", "city", "county")


@dataclass(frozen=True)
class Thing:
    """One asset of the plan of the demo county; `key` names it in seeds and stories, such as "1/well"."""

    key: str
    kind: Kind
    village: Village
    code: str
    name: str

    @property
    def id(self) -> UUID:
        return demo_id("asset", self.code)

    @property
    def line(self) -> list[Point] | None:
        return _line(self) if self.kind.is_line else None

    @property
    def point(self) -> Point:
        line = self.line
        return line[len(line) // 2] if line else _near(self.village.centre, 60, 420, self.key)


@cache
def things() -> tuple[Thing, ...]:
    """Return all things, village by village."""
    found: list[Thing] = []
    serials: Counter[str] = Counter()
    for village in villages():
        for place, kind in enumerate(kinds_in(village.number)):
            region = f"{COUNTY}000000" if kind.tier == "department" else village.code
            serials[region + kind.subcategory] += 1
            year = between(2016, 2020, "year", village.code, place)
            code = asset_code(region, kind.subcategory, year, serials[region + kind.subcategory])
            key = f"{village.number}/{place}/{kind.asset_type}"
            found.append(Thing(key, kind, village, code, kind.name.format(village=village.name)))
    return tuple(found)


def register_things(session: Session) -> None:
    """Put every thing into the register, sound and in somebody's care, and show it to who may see it."""
    for thing in things():
        asset = _asset(thing)
        session.add(asset)
        session.flush()
        session.add_all(
            [*_parts(thing, asset), *_funds(thing, asset), *_history(asset), _custody(thing, asset)]
        )
        put_picture("asset", asset.id, "asset/1", thing.kind.asset_type, "sound")
        _tell(thing, asset)
    session.flush()


def _asset(thing: Thing) -> Asset:
    kind, village = thing.kind, thing.village
    line, point = thing.line, thing.point
    amount = between(*kind.quantity, "quantity", thing.key)
    year = int(thing.code[16:20])
    return Asset(
        id=thing.id,
        county_code=COUNTY,
        asset_code=thing.code,
        name=thing.name,
        category=kind.subcategory[:2],
        subcategory=kind.subcategory,
        asset_type=kind.asset_type,
        nature=kind.nature,
        ledger_tier=kind.tier,
        region_code=village.code,
        region_path=village.path,
        address=f"{village.township.name}{village.name}",
        spec=kind.spec,
        quantity=round(length_m(line)) if line else amount,
        unit=kind.unit,
        formed_year=year,
        project_name=f"{year}年{village.township.name}帮扶项目",
        original_value_fen=_value_fen(thing),
        owner_org_id=_owner(thing),
        supervising_dept_id=org_id("department", kind.dept),
        lat=point.lat,
        lng=point.lng,
        accuracy_m=float(between(4, 12, "accuracy", thing.key)),
        coord_source="survey",
        line=[[p.lat, p.lng] for p in line] if line else None,
        sensitive=kind.sensitive,
        lifecycle_status="registered",
        use_status="in_use",
        condition_grade="good",
        search_text=_search_text(thing),
        created_at=now() - IN_BOOKS_FOR,
        version=1,
    )


def _search_text(thing: Thing) -> str:
    codes = [thing.code, short_code_of(thing.key)] if thing.kind.tagged else [thing.code]
    return search_text([thing.name, thing.village.name, thing.village.township.name], codes)


def _value_fen(thing: Thing) -> int:
    low, high = thing.kind.yuan
    return between(low // 1000, high // 1000, "value", thing.key) * 1000 * FEN_A_YUAN


def _owner(thing: Thing) -> UUID | None:
    owners = {
        "village": org_id("village", thing.village.code),
        "township": org_id("township", thing.village.township.code),
        "department": org_id("department", thing.kind.dept),
    }
    return owners.get(thing.kind.tier)


def _line(thing: Thing) -> list[Point]:
    metres = between(*thing.kind.quantity, "quantity", thing.key) / STEPS_OF_A_LINE
    heading = between(0, 359, "heading", thing.key)
    line = [_near(thing.village.centre, 40, 160, thing.key)]
    for step in range(STEPS_OF_A_LINE):
        line.append(_walk(line[-1], metres, heading + between(-25, 25, "bend", thing.key, step)))
    return line


def _near(centre: Point, low_m: int, high_m: int, *seed: object) -> Point:
    return _walk(centre, between(low_m, high_m, "away", *seed), between(0, 359, "direction", *seed))


def _walk(start: Point, metres: float, heading_deg: float) -> Point:
    north, east = metres * cos(radians(heading_deg)), metres * sin(radians(heading_deg))
    lat = start.lat + north / METRES_PER_DEGREE
    return Point(round(lat, 6), round(start.lng + east / METRES_PER_DEGREE / cos(radians(lat)), 6))


def _parts(thing: Thing, asset: Asset) -> list[AssetUnit]:
    if not thing.kind.parts or asset.point is None:
        return []
    parts = []
    for number in range(1, int(asset.quantity or 0) + 1):
        point = _near(asset.point, 15, 180, thing.key, "part", number)
        parts.append(
            AssetUnit(
                id=demo_id("part", thing.key, number),
                county_code=COUNTY,
                asset_id=asset.id,
                unit_no=number,
                name=thing.kind.parts.format(number=number),
                lat=point.lat,
                lng=point.lng,
                condition_grade="good",
            )
        )
    return parts


def _funds(thing: Thing, asset: Asset) -> list[AssetFund]:
    total, year = asset.original_value_fen or 0, asset.formed_year or 0
    own = total // 10 if between(0, 2, "own money", thing.key) == 0 else 0
    shares = [(pick(_FISCAL_FUNDS, "fund", thing.key), pick(_LEVELS, "level", thing.key), total - own)]
    if own:
        shares.append(("self_raised", "nonfiscal", own))
    return [
        AssetFund(
            id=demo_id("fund", thing.key, source),
            county_code=COUNTY,
            asset_id=asset.id,
            source=source,
            level=level,
            year=year,
            amount_fen=fen,
        )
        for source, level, fen in shares
    ]


def _history(asset: Asset) -> list[StateChange]:
    rows: list[tuple[str, str, str | None, str]] = [
        ("lifecycle", "register", "submitted", "registered"),
        ("condition", "assess_good", "unknown", "good"),
    ]
    facts: dict[str, Any] = {"county_code": COUNTY, "asset_id": asset.id, "source_kind": "asset"}
    return [
        StateChange(
            id=demo_id("change", asset.id, dimension),
            dimension=dimension,
            event=event,
            old=old,
            new=new,
            source_id=str(asset.id),
            actor_id=None,
            at=asset.created_at,
            **facts,
        )
        for dimension, event, old, new in rows
    ]


def carer_of(thing: Thing) -> UUID | None:
    """Return who cares for a thing; a household looks after its own."""
    return user_id(f"worker{thing.village.number}") if thing.kind.tagged else None


def _custody(thing: Thing, asset: Asset) -> Custody:
    kind = "public_welfare_post" if thing.kind.tagged else "household"
    return Custody(
        id=demo_id("custody", thing.key),
        county_code=COUNTY,
        asset_id=asset.id,
        kind=kind,
        user_id=carer_of(thing),
        org_id=org_id("village", thing.village.code) if thing.kind.tagged else None,
        is_primary=True,
        from_on=min(IN_OFFICE_SINCE, today()),
    )


def _tell(thing: Thing, asset: Asset) -> None:
    if carer := carer_of(thing):
        share(COUNTY, "asset", asset.id, f"all:{asset.region_path}")
        share(COUNTY, "asset", asset.id, f"user:{carer}")
    else:
        share(COUNTY, "asset", asset.id, f"staff:{asset.region_path}")
