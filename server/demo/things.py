"""The assets with their parts, money, places and carers: fifteen in a village, named as people name them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from math import cos, radians, sin
from typing import Any
from uuid import UUID

from server.assets.custody.models import Custody
from server.assets.register.models import Asset, AssetFund, AssetUnit, StateChange
from server.assets.register.rules import asset_code
from server.assets.register.search import search_text
from server.core.clock import now, today
from server.core.geo import METRES_PER_DEGREE, Point, length_m
from server.demo.album import put_picture
from server.demo.book import Book
from server.demo.chance import COUNTY, between, demo_id, pick, short_code_of
from server.demo.kinds import Kind, kinds_in
from server.demo.people import IN_OFFICE_SINCE, org_id, user_id
from server.demo.places import Village, village
from server.demo.size import THREAD_THINGS, THREAD_VILLAGES
from server.demo.standing import Change, changes_of

FEN_A_YUAN = 100
STEPS_OF_A_LINE = 9
IN_BOOKS_FOR = timedelta(days=400)
_OWN_MONEY = {"self_raised": "nonfiscal", "east_west": "city", "designated": "central"}
_LEVELS = ("central", "province", "city", "county")
_SIDES = ("村东", "村西", "村南", "村北", "村口", "后街")
_SPOTS = ("南坡", "北梁", "河滩", "东沟", "西洼", "上台", "下滩", "柳树底", "老庙前", "石坝")


@dataclass(frozen=True)
class Thing:
    """One asset of the plan of the demo county; `key` names it in seeds and stories, such as "1/0/well"."""

    key: str
    kind: Kind
    village: Village
    code: str
    name: str
    place: int

    @cached_property
    def id(self) -> UUID:
        return demo_id("asset", self.code)

    @cached_property
    def line(self) -> list[Point] | None:
        return _line(self) if self.kind.is_line else None

    @cached_property
    def point(self) -> Point:
        line = self.line
        return line[len(line) // 2] if line else _near(self.village.centre, 60, 420, self.key)

    @cached_property
    def parts(self) -> list[UUID]:
        """The ids of its parts, by their numbers from 1; none for a thing without parts."""
        count = _amount(self) if self.kind.parts else 0
        return [demo_id("part", self.key, number) for number in range(1, count + 1)]

    @cached_property
    def carer(self) -> UUID | None:
        """Who cares for it; a household looks after its own."""
        return user_id(f"worker{self.village.number}") if self.kind.tagged else None


@dataclass(frozen=True)
class Seen:
    """What the latest visits say of a thing."""

    on: date | None = None
    result: str | None = None
    doubt: str | None = None


def things_in(home: Village, count: int) -> list[Thing]:
    """Return the first so many things of a village, at most fifteen."""
    found: list[Thing] = []
    serials: Counter[str] = Counter()
    for place, kind in enumerate(kinds_in(home.number)[:count]):
        serials[kind.subcategory] += 1
        region, serial = home.code, serials[kind.subcategory]
        if kind.tier == "department":  # the county's own: no village has two of a kind
            region, serial = f"{COUNTY}000000", home.number
        first = 2016 if home.number <= THREAD_VILLAGES and place < THREAD_THINGS else 2014
        code = asset_code(region, kind.subcategory, between(first, 2020, "year", home.code, place), serial)
        key = f"{home.number}/{place}/{kind.asset_type}"
        found.append(Thing(key, kind, home, code, _name(kind, home), place))
    return found


def _name(kind: Kind, home: Village) -> str:
    seed = (home.code, kind.asset_type)
    return kind.name.format(
        village=home.name,
        side=pick(_SIDES, "side", *seed),
        spot=pick(_SPOTS, "spot", *seed),
        number=between(1, 9, "number", *seed),
    )


@cache
def things() -> tuple[Thing, ...]:
    """Return the things that every demo county has, village by village."""
    homes = [village(number) for number in range(1, THREAD_VILLAGES + 1)]
    return tuple(thing for home in homes for thing in things_in(home, THREAD_THINGS))


def register(book: Book, thing: Thing, seen: Seen) -> None:
    """Put a thing into the register, in somebody's care, and show it to who may see it."""
    changes = changes_of(thing.key, thing.kind.tagged)
    book.add(Asset, **_asset(thing, seen, changes))
    _add_parts(book, thing)
    _add_funds(book, thing)
    _keep_history(book, thing, changes)
    _give_care(book, thing)
    put_picture(book, "asset", thing.id, "asset/1", thing.kind.asset_type, "sound", in_books_at())
    if thing.carer:
        book.share("asset", thing.id, f"all:{thing.village.path}")
        book.share("asset", thing.id, f"user:{thing.carer}")
    else:
        book.share("asset", thing.id, f"staff:{thing.village.path}")


def in_books_at() -> datetime:
    """Return the moment at which everything came into the books."""
    return now() - IN_BOOKS_FOR


def _asset(thing: Thing, seen: Seen, changes: list[Change]) -> dict[str, Any]:
    kind, home, line, point = thing.kind, thing.village, thing.line, thing.point
    year, states = int(thing.code[16:20]), {change.dimension: change.new for change in changes}
    return {
        "id": thing.id,
        "county_code": COUNTY,
        "asset_code": thing.code,
        "name": thing.name,
        "category": kind.subcategory[:2],
        "subcategory": kind.subcategory,
        "asset_type": kind.asset_type,
        "nature": kind.nature,
        "ledger_tier": kind.tier,
        "region_code": home.code,
        "region_path": home.path,
        "address": f"{home.township.name}{home.name}",
        "spec": kind.spec,
        "quantity": round(length_m(line)) if line else _amount(thing),
        "unit": kind.unit,
        "formed_year": year,
        "project_name": f"{year}年{home.township.name}帮扶项目",
        "original_value_fen": _value_fen(thing),
        "owner_org_id": _owner(thing),
        "supervising_dept_id": org_id("department", kind.dept),
        "lat": point.lat,
        "lng": point.lng,
        "accuracy_m": float(between(4, 12, "accuracy", thing.key)),
        "coord_source": "survey",
        "line": [[p.lat, p.lng] for p in line] if line else None,
        "sensitive": kind.sensitive,
        "lifecycle_status": "registered",
        "use_status": states.get("use", "in_use"),
        "condition_grade": states.get("condition", "unknown"),
        "pending_condition": seen.doubt,
        "last_inspected_on": seen.on,
        "last_result": seen.result,
        "search_text": _search_text(thing),
        "created_at": in_books_at(),
        "version": 1 + sum(change.days_ago is not None for change in changes),
    }


def _search_text(thing: Thing) -> str:
    codes = [thing.code, short_code_of(thing.key)] if thing.kind.tagged else [thing.code]
    return search_text([thing.name, thing.village.name, thing.village.township.name], codes)


def _amount(thing: Thing) -> int:
    return between(*thing.kind.quantity, "quantity", thing.key)


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
    metres = _amount(thing) / STEPS_OF_A_LINE
    heading = between(0, 359, "heading", thing.key)
    line = [_near(thing.village.centre, 40, 160, thing.key)]
    for step in range(STEPS_OF_A_LINE):
        line.append(walk(line[-1], metres, heading + between(-25, 25, "bend", thing.key, step)))
    return line


def _near(centre: Point, low_m: int, high_m: int, *seed: object) -> Point:
    return walk(centre, between(low_m, high_m, "away", *seed), between(0, 359, "direction", *seed))


def walk(start: Point, metres: float, heading_deg: float) -> Point:
    """Return the point so many metres away on the plain."""
    north, east = metres * cos(radians(heading_deg)), metres * sin(radians(heading_deg))
    lat = start.lat + north / METRES_PER_DEGREE
    return Point(round(lat, 6), round(start.lng + east / METRES_PER_DEGREE / cos(radians(lat)), 6))


def _add_parts(book: Book, thing: Thing) -> None:
    for number, part in enumerate(thing.parts, 1):
        point = _near(thing.point, 15, 180, thing.key, "part", number)
        book.add(
            AssetUnit,
            id=part,
            county_code=COUNTY,
            asset_id=thing.id,
            unit_no=number,
            name=thing.kind.parts.format(number=number),
            lat=point.lat,
            lng=point.lng,
            condition_grade="good",
        )


def _add_funds(book: Book, thing: Thing) -> None:
    total, source = _value_fen(thing), pick(thing.kind.funds, "fund", thing.key)
    own = total // 10 if between(0, 2, "own money", thing.key) == 0 else 0
    shares = [(source, _OWN_MONEY.get(source, pick(_LEVELS, "level", thing.key)), total - own)]
    if own:
        shares.append(("self_raised", _OWN_MONEY["self_raised"], own))
    for source, level, fen in shares:
        book.add(
            AssetFund,
            id=demo_id("fund", thing.key, source),
            county_code=COUNTY,
            asset_id=thing.id,
            source=source,
            level=level,
            year=int(thing.code[16:20]),
            amount_fen=fen,
        )


def _keep_history(book: Book, thing: Thing, changes: list[Change]) -> None:
    for change in (Change("lifecycle", "register", "submitted", "registered"), *changes):
        book.add(
            StateChange,
            id=demo_id("change", thing.id, change.dimension, *([change.event] if change.days_ago else [])),
            county_code=COUNTY,
            asset_id=thing.id,
            dimension=change.dimension,
            event=change.event,
            old=change.old,
            new=change.new,
            source_kind="asset",
            source_id=str(thing.id),
            at=now() - timedelta(days=change.days_ago) if change.days_ago else in_books_at(),
        )


def _give_care(book: Book, thing: Thing) -> None:
    home, kind = thing.village, thing.kind
    carers: list[tuple[str, UUID | None, UUID | None]] = [("household", None, None)]
    if kind.tagged:
        carers = [("public_welfare_post", thing.carer, org_id("village", home.code))]
    if kind.tier == "department":
        carers.append(("department_unit", None, org_id("department", kind.dept)))
    for rank, (how, user, org) in enumerate(carers):
        book.add(
            Custody,
            id=demo_id("custody", thing.key, *([how] if rank else [])),
            county_code=COUNTY,
            asset_id=thing.id,
            kind=how,
            user_id=user,
            org_id=org,
            is_primary=rank == 0,
            from_on=min(IN_OFFICE_SINCE, today()),
        )
