"""The ten kinds of things of the demo county: how they are named, counted, paid for and who oversees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind; `name` is filled with the village's name.

    yuan      original value of one, from and to
    quantity  from and to, in `unit`
    parts     name of a part with its number; "" for a thing without parts
    """

    asset_type: str
    subcategory: str
    name: str
    unit: str
    quantity: tuple[int, int]
    yuan: tuple[int, int]
    dept: str
    spec: str
    nature: str = "public_welfare"
    tier: str = "village"
    parts: str = ""
    is_line: bool = False
    sensitive: bool = False
    tagged: bool = True


ROAD = Kind(
    "rural_road", "0101", "{village}通村路", "米", (900, 2600), (380_000, 1_150_000), "traffic",
    "水泥路面，宽 4 米", is_line=True,
)  # fmt: skip
CANAL = Kind(
    "canal", "0102", "{village}灌溉渠", "米", (600, 1800), (160_000, 420_000), "water",
    "混凝土衬砌渠道", is_line=True,
)  # fmt: skip
WELL = Kind(
    "well", "0102", "{village}机井", "眼", (2, 5), (120_000, 320_000), "water", "井深 120 米，带潜水泵",
    parts="{number}号井",
)  # fmt: skip
FAR_WELL = Kind(
    "well", "0102", "{village}南地机井", "眼", (2, 3), (120_000, 220_000), "water", "井深 150 米，带潜水泵",
    parts="{number}号井",
)  # fmt: skip
LIGHTS = Kind(
    "street_light", "0107", "{village}太阳能路灯", "盏", (8, 16), (32_000, 90_000), "agriculture",
    "6 米杆，LED 灯头", parts="{number}号灯",
)  # fmt: skip
PUMP = Kind(
    "pump_station", "0102", "{village}提水泵站", "座", (1, 1), (260_000, 580_000), "water", "两台离心泵",
    tier="township",
)  # fmt: skip
WATER = Kind(
    "drinking_water", "0103", "{village}饮水工程", "处", (1, 1), (300_000, 760_000), "water",
    "水源井、蓄水池和入户管网", tier="department", sensitive=True,
)  # fmt: skip
SOLAR = Kind(
    "pv_station", "0307", "{village}村级光伏电站", "千瓦", (100, 300), (700_000, 1_900_000), "energy",
    "地面支架，并网发电", nature="operating", sensitive=True,
)  # fmt: skip
GREENHOUSE = Kind(
    "greenhouse", "0301", "{village}蔬菜大棚", "座", (3, 8), (240_000, 640_000), "agriculture",
    "日光温室，长 60 米", nature="operating", parts="{number}号棚",
)  # fmt: skip
CLINIC = Kind(
    "clinic",
    "0204",
    "{village}卫生室",
    "处",
    (1, 1),
    (90_000, 180_000),
    "agriculture",
    "三间，带药房和留观床",
)
SQUARE = Kind(
    "culture_sport", "0202", "{village}文化广场", "处", (1, 1), (80_000, 240_000), "agriculture",
    "硬化场地，带健身器材和篮球架",
)  # fmt: skip
ROOF_SOLAR = Kind(
    "pv_station", "0307", "{village}户用光伏", "千瓦", (3, 5), (18_000, 32_000), "energy", "屋顶光伏",
    nature="household", tier="household", sensitive=True, tagged=False,
)  # fmt: skip
YARD_GREENHOUSE = Kind(
    "greenhouse", "0301", "{village}庭院小棚", "座", (1, 1), (6_000, 15_000), "agriculture", "庭院拱棚",
    nature="household", tier="household", tagged=False,
)  # fmt: skip

_USUAL = (WELL, ROAD, LIGHTS, SQUARE, CANAL, GREENHOUSE, CLINIC, PUMP, WATER, SOLAR)
_INSTEAD = {
    3: (CLINIC, FAR_WELL),
    4: (PUMP, ROOF_SOLAR),
    6: (CLINIC, FAR_WELL),
    7: (PUMP, YARD_GREENHOUSE),
    10: (PUMP, ROOF_SOLAR),
    12: (PUMP, YARD_GREENHOUSE),
}
"""Villages differ: what one of them has instead of the usual thing."""


def kinds_in(village_number: int) -> list[Kind]:
    """Return the ten things of a village."""
    old, new = _INSTEAD.get(village_number, (None, None))
    return [new if new and kind is old else kind for kind in _USUAL]
