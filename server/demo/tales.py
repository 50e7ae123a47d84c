"""What went wrong in the demo county: one line a story, from the finding to where it stands today."""

from __future__ import annotations

from dataclasses import dataclass

SENT = ("found", "confirm", "assign")
MENDED = (*SENT, "begin", "finish")
DONE = (*MENDED, "accept")


@dataclass(frozen=True)
class Tale:
    """One trouble with one thing.

    place  village's number and kind of thing
    code   the question that was answered 有问题, or a kind of public report
    steps  what has happened so far
    days   days ago of the first step and of the last one
    yuan   what the repair costs
    """

    place: tuple[int, str]
    code: str
    words: str
    steps: tuple[str, ...]
    days: tuple[int, int]
    yuan: int = 600
    public: bool = False
    part: int | None = None
    end: str = ""


TALES = (
    Tale((1, "street_light"), "SL01", "3号灯晚上不亮", ("found",), (2, 2), part=3),
    Tale((5, "culture_sport"), "CS11", "场地上堆了玉米秆", ("found",), (1, 1)),
    Tale((9, "pump_station"), "PS07", "阀门一直滴水", ("found",), (3, 3)),
    Tale((2, "well"), "WE01", "昨天开始不出水了", ("found", "join"), (2, 1), public=True),
    Tale((3, "canal"), "CA03", "渠里淤了半米深", ("found", "confirm"), (4, 2)),
    Tale((10, "clinic"), "CL08", "门口扶手松了", ("found", "confirm"), (5, 3)),
    Tale((1, "greenhouse"), "GH02", "2号棚的膜刮破了两米", SENT, (4, 1), yuan=450, part=2),
    Tale((6, "well"), "WE04", "出水管裂了，边浇边漏", SENT, (6, 2), yuan=780),
    Tale((11, "canal"), "CA09", "护栏倒了十来米，娃娃常在边上耍", SENT, (2, 1), yuan=1900),
    Tale((2, "rural_road"), "RR08", "水沟叫土埋了", (*SENT, "begin"), (5, 1), yuan=1500),
    Tale(
        (7, "street_light"), "SL05", "电池箱叫人撬开了", (*SENT, "begin", "pause"), (9, 2), yuan=1200,
        end="等电池到货",
    ),
    Tale((3, "culture_sport"), "CS05", "东边两盏灯不亮", MENDED, (8, 1), yuan=360),
    Tale((11, "well"), "WE07", "刷卡机不认卡", MENDED, (10, 2), yuan=900),
    Tale((4, "street_light"), "SL01", "村口的灯黑了好几天", DONE, (12, 2), yuan=240, public=True),
    Tale((9, "canal"), "CA06", "分水口的闸板断了", DONE, (14, 3), yuan=650),
    Tale(
        (5, "well"), "WE01", "井里抽不上水", (*DONE, "fixed"), (26, 12), yuan=1800, public=True,
        end="出水了，谢谢",
    ),
    Tale((12, "street_light"), "SL01", "庙前头的灯不亮", (*DONE, "fixed"), (24, 15), yuan=180, public=True),
    Tale(
        (6, "culture_sport"), "CS06", "台阶塌了一块", (*DONE, "not_fixed"), (15, 1), yuan=520, public=True,
        end="抹的水泥又裂了，老人上去打晃",
    ),
    Tale(
        (7, "greenhouse"), "GH06", "浇水管子不出水", ("found", "reject"), (7, 5), public=True,
        end="管子没坏，是总阀没开，已经教会怎么开了",
    ),
    Tale(
        (12, "greenhouse"), "GH02", "棚膜老化，漏风", (*MENDED, "refuse"), (13, 2), yuan=1600,
        end="北边接缝没压紧，还漏风",
    ),
    Tale((8, "pv_station"), "PV16", "围栏倒了一段", ("found", "confirm", "ask_money"), (6, 1), yuan=6800),
)  # fmt: skip
