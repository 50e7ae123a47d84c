"""The county's tree around 39.5 N, 112.4 E: as many townships and villages as its assets need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin

from server.core.geo import Point
from server.demo.book import Book
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
    (
        "100", "河湾镇", (0.012, -0.060),
        "前窑村 后窑村 东沟村 西沟村 河口村 渡口村 柳沟村 上窑村 三道湾村 石门村",
    ),
    (
        "200", "南梁乡", (-0.075, 0.030),
        "上梁村 下梁村 柳湾村 石桥村 羊圈沟村 南坪村 白土坡村 双井村 杨树湾村 韩家梁村",
    ),
    (
        "201", "北坡乡", (0.070, 0.065),
        "北坡村 杏树坪村 大井村 小井村 黄土咀村 榆树洼村 北梁村 马家坡村 二道梁村 沙河村",
    ),
    (
        "202", "东川乡", (0.020, 0.150),
        "东川村 川口村 苏家庄村 盐池村 碾子沟村 刘家窑村 新胜村 旧堡村 水泉村 红崖村",
    ),
)  # fmt: skip
_SMALL, _NAMED, _FULL, _LARGE = 4, len(_TOWNSHIPS), 10, 20
"""Villages of a township in the smallest county; townships with names; villages of these; of all others."""
_THREAD = 12
"""The first villages: four in each of three townships; the tales happen there."""
_MORE_TOWNSHIPS = (
    "青龙",
    "大泉",
    "平川",
    "云岭",
    "柏林",
    "黑水",
    "红岭",
    "安平",
    "永兴",
    "长沟",
    "白桥",
    "仁义",
)
_QUARTERS = ("镇", "乡", "东乡", "西乡", "南乡", "北乡", "上乡", "下乡", "新乡", "旧乡")
_MORE_VILLAGES = (
    "上庄", "下庄", "前沟", "后沟", "东坪", "西坪", "南洼", "北洼", "大湾", "小湾", "张家窑", "李家窑",
    "王家坡", "赵家坡", "榆林", "松树坡", "杨家湾", "柳树沟", "石盘", "土桥", "泉子", "沙坪", "红土沟",
    "黄家梁",
    "高家堡", "牛心", "羊泉", "马营", "二堡", "三堡", "五里铺", "十里铺", "桦林", "桃园", "梨花", "枣林",
    "新庄", "老庄", "中庄", "官地",
)  # fmt: skip
_FIRST_OFFSETS = ((0.010, 0.012), (-0.011, 0.010), (0.009, -0.014), (-0.012, -0.011))
_GOLDEN_DEG, _RING, _STEP = 137.5, 0.018, 0.0012  # further villages lie on a spiral around the township


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
    """A village of the demo county, counted from 1; the first twelve are the same in a county of any size."""

    number: int
    code: str
    name: str
    path: str
    centre: Point
    township: Township
    slot: int


def township(number: int) -> Township:
    """Return a township by its number."""
    if number <= _NAMED:
        part, name, offset, _ = _TOWNSHIPS[number - 1]
    else:
        count = number - _NAMED - 1
        first, quarter = _MORE_TOWNSHIPS[count % len(_MORE_TOWNSHIPS)], count // len(_MORE_TOWNSHIPS)
        part, name = str(198 + number), first + _QUARTERS[quarter % len(_QUARTERS)]
        offset = (0.09 * (number % 11 - 5), 0.16 + 0.11 * (number // 11 + 1))
    code = f"{COUNTY}{part}000"
    return Township(number, code, name, f"{COUNTY_PATH}/{code}", _moved(CENTRE, offset))


def village(number: int) -> Village:
    """Return a village by its number."""
    above, slot = _seat(number)
    home = township(above)
    code = f"{home.code[:9]}{201 + slot}"
    return Village(number, code, _name(home, slot), f"{home.path}/{code}", _spot(home, slot), home, slot)


def _seat(number: int) -> tuple[int, int]:
    """Return the township's number and the place in it: the thread's villages come first."""
    if number <= _THREAD:
        return (number - 1) // _SMALL + 1, (number - 1) % _SMALL
    later, full = number - _THREAD - 1, _FULL - _SMALL
    if later < full * (_NAMED - 1):
        return later // full + 1, _SMALL + later % full
    later -= full * (_NAMED - 1)
    if later < _FULL:
        return _NAMED, later
    later -= _FULL
    return _NAMED + 1 + later // _LARGE, later % _LARGE


def _name(home: Township, slot: int) -> str:
    if home.number <= _NAMED:
        return _TOWNSHIPS[home.number - 1][3].split()[slot]
    return _MORE_VILLAGES[(home.number * 7 + slot) % len(_MORE_VILLAGES)] + "村"


def _spot(home: Township, slot: int) -> Point:
    if slot < _SMALL:
        return _moved(home.centre, _FIRST_OFFSETS[slot])
    angle, away = radians(slot * _GOLDEN_DEG), _RING + _STEP * slot
    return _moved(home.centre, (away * cos(angle), away * sin(angle)))


def _moved(point: Point, offset: tuple[float, float]) -> Point:
    return Point(round(point.lat + offset[0], 6), round(point.lng + offset[1], 6))


def townships_of(villages: range) -> Iterator[Township]:
    """Return the townships that some villages lie in, by number."""
    return (township(number) for number in sorted({_seat(village_)[0] for village_ in villages}))


def settle_above(book: Book) -> None:
    """Put the county and what is above it into the tree; what is there already stays one."""
    for code, county_code, level, name, parent, path in _ABOVE:
        book.merge(
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


def settle(book: Book, place: Township | Village) -> None:
    """Put a township or a village into the tree."""
    is_village = isinstance(place, Village)
    book.add(
        Region,
        code=place.code,
        county_code=COUNTY,
        level="village" if is_village else "township",
        name=place.name,
        parent_code=place.township.code if isinstance(place, Village) else COUNTY_REGION,
        path=place.path,
        lat=place.centre.lat,
        lng=place.centre.lng,
    )
