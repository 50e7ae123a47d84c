"""The kinds of things of the demo county: how they are named, counted, paid for and who oversees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind; `name` is filled with the village's name, a side (村东), a spot (南坡) or a number.

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
    funds: tuple[str, ...] = ("special_fiscal", "integrated_fiscal", "industry_aid")


ROAD = Kind(
    "rural_road", "0101", "{village}通村路", "米", (900, 2600), (380_000, 1_150_000), "traffic",
    "水泥路面，宽 4 米", is_line=True,
)  # fmt: skip
LANE = Kind(
    "rural_road", "0101", "{side}路", "米", (300, 1500), (120_000, 640_000), "traffic",
    "水泥路面，宽 3.5 米", is_line=True, funds=("special_fiscal", "work_relief", "transition"),
)  # fmt: skip
BRIDGE = Kind(
    "bridge_culvert", "0101", "{spot}桥", "座", (1, 1), (90_000, 420_000), "traffic", "单跨板桥，宽 4.5 米",
)  # fmt: skip
CANAL = Kind(
    "canal", "0102", "{village}灌溉渠", "米", (600, 1800), (160_000, 420_000), "water",
    "混凝土衬砌渠道", is_line=True,
)  # fmt: skip
DITCH = Kind(
    "canal", "0102", "{spot}渠", "米", (400, 1500), (90_000, 360_000), "water",
    "混凝土衬砌，底宽 0.6 米", is_line=True,
)  # fmt: skip
WELL = Kind(
    "well", "0102", "{village}机井", "眼", (2, 5), (120_000, 320_000), "water", "井深 120 米，带潜水泵",
    parts="{number}号井",
)  # fmt: skip
FAR_WELL = Kind(
    "well", "0102", "{village}南地机井", "眼", (2, 3), (120_000, 220_000), "water", "井深 150 米，带潜水泵",
    parts="{number}号井",
)  # fmt: skip
SPOT_WELL = Kind(
    "well", "0102", "{spot}井", "眼", (1, 3), (90_000, 240_000), "water", "井深 110 米，带潜水泵",
    parts="{number}号井",
)  # fmt: skip
LIGHTS = Kind(
    "street_light", "0107", "{village}太阳能路灯", "盏", (8, 16), (32_000, 90_000), "agriculture",
    "6 米杆，LED 灯头", parts="{number}号灯",
)  # fmt: skip
SIDE_LIGHTS = Kind(
    "street_light", "0107", "{side}路灯", "盏", (5, 14), (20_000, 76_000), "agriculture",
    "太阳能，6 米杆", parts="{number}号灯", funds=("special_fiscal", "east_west", "designated"),
)  # fmt: skip
PUMP = Kind(
    "pump_station", "0102", "{village}提水泵站", "座", (1, 1), (260_000, 580_000), "water", "两台离心泵",
    tier="township",
)  # fmt: skip
LIFT = Kind(
    "pump_station", "0102", "{number}号提水站", "座", (1, 1), (180_000, 460_000), "water", "扬程 60 米",
    tier="township",
)  # fmt: skip
TANK = Kind(
    "water_tank", "0102", "{spot}蓄水池", "座", (1, 1), (60_000, 260_000), "water", "500 立方米，钢筋混凝土",
)  # fmt: skip
WATER = Kind(
    "drinking_water", "0103", "{village}饮水工程", "处", (1, 1), (300_000, 760_000), "water",
    "水源井、蓄水池和入户管网", tier="department", sensitive=True,
)  # fmt: skip
POWER = Kind(
    "power_network", "0104", "{side}变压器台区", "台", (1, 2), (90_000, 240_000), "energy",
    "200 千伏安变压器和低压线路", tier="department", sensitive=True,
)  # fmt: skip
TOILET = Kind(
    "sanitation", "0106", "{side}公厕", "座", (1, 1), (60_000, 150_000), "agriculture", "水冲式，男女各四位",
)  # fmt: skip
SLOPE = Kind(
    "ecology", "0108", "{spot}护坡林", "亩", (20, 120), (80_000, 380_000), "agriculture",
    "油松、沙棘和石砌护坡",
)  # fmt: skip
SCHOOL = Kind(
    "school", "0201", "{village}幼儿园", "处", (1, 1), (420_000, 980_000), "education", "两层六班，带操场",
    tier="department",
)  # fmt: skip
CLINIC = Kind(
    "clinic", "0204", "{village}卫生室", "处", (1, 1), (90_000, 180_000), "health", "三间，带药房和留观床",
)  # fmt: skip
SQUARE = Kind(
    "culture_sport", "0202", "{village}文化广场", "处", (1, 1), (80_000, 240_000), "agriculture",
    "硬化场地，带健身器材和篮球架",
)  # fmt: skip
HOUSES = Kind(
    "relocation_house", "0401", "{village}安置点住房", "幢", (2, 6), (1_200_000, 3_600_000), "reform",
    "砖混两层联排", parts="{number}号楼", tier="township", funds=("relocation",),
)  # fmt: skip
FACILITY = Kind(
    "relocation_facility", "0402", "{village}安置点配套", "处", (1, 1), (260_000, 880_000), "reform",
    "道路、排水和路灯", tier="township", funds=("relocation", "gov_debt"),
)  # fmt: skip
SOLAR = Kind(
    "pv_station", "0307", "{village}村级光伏电站", "千瓦", (100, 300), (700_000, 1_900_000), "energy",
    "地面支架，并网发电", nature="operating", sensitive=True,
)  # fmt: skip
GREENHOUSE = Kind(
    "greenhouse", "0301", "{village}蔬菜大棚", "座", (3, 8), (240_000, 640_000), "agriculture",
    "日光温室，长 60 米", nature="operating", parts="{number}号棚",
)  # fmt: skip
LIVESTOCK = Kind(
    "livestock", "0303", "{spot}养羊场", "处", (1, 1), (260_000, 720_000), "agriculture",
    "羊舍两栋，带青贮窖", nature="operating",
)  # fmt: skip
WORKSHOP = Kind(
    "workshop", "0304", "{village}帮扶车间", "处", (1, 1), (380_000, 1_100_000), "agriculture",
    "小杂粮加工，钢构厂房", nature="operating", funds=("special_fiscal", "east_west"),
)  # fmt: skip
TOURISM = Kind(
    "tourism", "0305", "{spot}采摘园", "处", (1, 1), (180_000, 560_000), "agriculture",
    "步道、停车场和木屋", nature="operating",
)  # fmt: skip
SHOP = Kind(
    "ecommerce", "0306", "{village}电商服务站", "处", (1, 1), (60_000, 160_000), "agriculture",
    "一间，带快递货架", nature="operating",
)  # fmt: skip
SHARES = Kind(
    "equity", "0308", "{village}入股杂粮公司", "股", (20, 80), (200_000, 600_000), "agriculture",
    "村集体入股，保底分红", nature="operating",
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
_THREAD = 12
_LATER = (LANE, SPOT_WELL, SIDE_LIGHTS, SQUARE, DITCH, CLINIC, LIFT, WATER, BRIDGE, TOILET, TANK)
_WELFARE = (POWER, SLOPE, SCHOOL, HOUSES, FACILITY)
_OPERATING = (LIVESTOCK, WORKSHOP, TOURISM, SHOP, SHARES, GREENHOUSE, SOLAR)
_HOUSEHOLD = (ROOF_SOLAR, YARD_GREENHOUSE)


def kinds_in(village_number: int) -> list[Kind]:
    """Return the fifteen things of a village; the first ten of the first villages never change.

    About six in a hundred things earn money, as in the county that was counted (domain/7).
    """
    if village_number > _THREAD:
        return [*_LATER, *_four_more(village_number)]
    old, new = _INSTEAD.get(village_number, (None, None))
    usual = [new if new and kind is old else kind for kind in _USUAL]
    welfare = [_WELFARE[(village_number + step) % len(_WELFARE)] for step in range(2)]
    return [*usual, BRIDGE, TOILET, TANK, *welfare]


def _four_more(number: int) -> list[Kind]:
    welfare = [_WELFARE[(number + step) % len(_WELFARE)] for step in range(4)]
    if number % 3 == 0:
        welfare[0] = _OPERATING[number // 3 % len(_OPERATING)]
    if number % 4 == 1:
        welfare[1] = _HOUSEHOLD[number // 4 % len(_HOUSEHOLD)]
    return welfare
