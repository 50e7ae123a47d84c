"""The county's tree: three townships of four villages, around 39.5 N, 112.4 E."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.core.geo import Point
from server.demo.chance import COUNTY
from server.identity.regions.models import Region

PROVINCE, CITY, COUNTY_REGION = "140000000000", "140600000000", f"{COUNTY}000000"
COUNTY_PATH = f"{PROVINCE}/{CITY}/{COUNTY_REGION}"
COUNTY_NAME = "示范县"
CENTRE = Point(39.5, 112.4)
_ABOVE = (
    (PROVINCE, None, "province", "山西省", None, PROVINCE),
    (CITY, None, "city", "朔州市", PROVINCE, f"{PROVINCE}/{CITY}"),
    (COUNTY_REGION, COUNTY, "county", COUNTY_NAME, CITY, COUNTY_PATH),
)
_TOWNSHIPS = (
    ("100", "河湾镇", (0.012, -0.060), ("前窑村", "后窑村", "东沟村", "西沟村")),
    ("200", "南梁乡", (-0.075, 0.030), ("上梁村", "下梁村", "柳湾村", "石桥村")),
    ("201", "北坡乡", (0.070, 0.065), ("北坡村", "杏树坪村", "大井村", "小井村")),
)
_VILLAGE_OFFSETS = ((0.010, 0.012), (-0.011, 0.010), (0.009, -0.014), (-0.012, -0.011))


@dataclass(frozen=True)
class Township:
    """A township of the demo county, counted from 1."""

    number: int
    code: str
    name: str
    path: str
    centre: Point


@dataclass(frozen=True)
class Village:
    """A village of the demo county, counted from 1 over all townships."""

    number: int
    code: str
    name: str
    path: str
    centre: Point
    township: Township


def townships() -> list[Township]:
    """Return the townships in order of their codes."""
    return [
        Township(number, code := f"{COUNTY}{part}000", name, f"{COUNTY_PATH}/{code}", _moved(CENTRE, offset))
        for number, (part, name, offset, _) in enumerate(_TOWNSHIPS, 1)
    ]


def villages() -> list[Village]:
    """Return the villages in order of their codes."""
    found: list[Village] = []
    for township, (part, _, _, names) in zip(townships(), _TOWNSHIPS, strict=True):
        for place, name in enumerate(names):
            code = f"{COUNTY}{part}{201 + place}"
            centre = _moved(township.centre, _VILLAGE_OFFSETS[place])
            found.append(Village(len(found) + 1, code, name, f"{township.path}/{code}", centre, township))
    return found


def _moved(point: Point, offset: tuple[float, float]) -> Point:
    return Point(round(point.lat + offset[0], 6), round(point.lng + offset[1], 6))


def settle_regions(session: Session) -> None:
    """Put the county, what is above it and what is in it into the tree; what is there already stays one."""
    for code, county_code, level, name, parent, path in _ABOVE:
        session.merge(
            Region(
                code=code,
                county_code=county_code,
                level=level,
                name=name,
                parent_code=parent,
                path=path,
                lat=CENTRE.lat if county_code else None,
                lng=CENTRE.lng if county_code else None,
            )
        )
    for township in townships():
        session.add(_region(township, "township", COUNTY_REGION))
    for village in villages():
        session.add(_region(village, "village", village.township.code))
    session.flush()


def _region(place: Township | Village, level: str, parent: str) -> Region:
    return Region(
        code=place.code,
        county_code=COUNTY,
        level=level,
        name=place.name,
        parent_code=parent,
        path=place.path,
        lat=place.centre.lat,
        lng=place.centre.lng,
    )
