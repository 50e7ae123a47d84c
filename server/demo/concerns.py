"""What people of the demo county say to those above, told by the usual actions, and how far it has come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from server.core.clock import as_of, start_of, today
from server.core.db import db
from server.core.words import say
from server.demo.chance import COUNTY
from server.demo.people import user_id
from server.demo.things import Thing, things
from server.field.damage.events import DamageTransferred
from server.field.damage.models import DamageReport
from server.field.supervision_comments import handling, ratings
from server.field.supervision_comments.actions import Concern as Said
from server.field.supervision_comments.actions import raise_comment, take_over
from server.field.supervision_comments.handling import Answer
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import of_report
from server.services.audit_log.actions import PUBLIC, SYSTEM, Doer, acting_as

NINE, AN_HOUR = timedelta(hours=9), timedelta(hours=1)
LOOKED_INTO = ("accept", "start")
ANSWERED = (*LOOKED_INTO, "answer")
LONG_AGO_DAYS = 8
_AFTER_ALL = ("去看过，确实占着", "已经腾出来了", "办完了")


@dataclass(frozen=True)
class Concern:
    """One concern.

    place     village's number and kind of thing
    about     village, township or other
    steps     what has been done with it so far, each a day after the one before
    days_ago  when it was said
    answer    what was found, what is done, by when
    """

    place: tuple[int, str]
    category: str
    words: str
    steps: tuple[str, ...] = ()
    days_ago: int = 1
    about: str = "village"
    phone: str | None = None
    answer: tuple[str, str, str] = ("", "", "")
    end: str = ""


CONCERNS = (
    Concern((8, "culture_sport"), "occupied", "有人把广场圈起来停车", days_ago=2),
    Concern((1, "greenhouse"), "idle", "3号棚空了两年，也没人问", days_ago=6),
    Concern((3, "canal"), "absent", "一夏天没见人来看渠", ("accept",), 3),
    Concern((6, "well"), "person", "打电话从来不接", LOOKED_INTO, 5, phone="199****0611"),
    Concern(
        (2, "culture_sport"), "misused", "活动室锁着放村里的化肥", ANSWERED, 9,
        answer=("去看过，里面堆着二十袋化肥", "村里已搬走，活动室天天开门", "已经办完"),
    ),
    Concern(
        (5, "street_light"), "advice", "小学门口路黑，能不能移一盏过去", (*ANSWERED, "satisfied"), 20,
        answer=("晚上去看过，确实黑", "把村口多出来的一盏移过去", "12月10日前"), end="谢谢",
    ),
    Concern(
        (9, "canal"), "occupied", "渠边地叫人垫了盖房", (*ANSWERED, "unsatisfied"), 14,
        answer=("量过，占了渠沿两米", "让他自己拆", "下个月"), end="说了三回了，还没拆",
    ),
    Concern((7, "greenhouse"), "idle", "乡里包出去的棚没人种", ("accept",), 4, about="township"),
)  # fmt: skip


def hand_on() -> None:
    """Let what was reported as broken and handed on go on as a concern; what is long ago was answered."""
    handed = select(DamageReport).filter_by(county_code=COUNTY, status="transferred")
    for report in db.session.scalars(handed.order_by(DamageReport.reported_at)).unique().all():
        at = report.decided_at or report.reported_at
        with as_of(at), acting_as(SYSTEM):
            take_over(DamageTransferred(report.id, report.category))
            db.session.flush()
        if at < start_of(today() - timedelta(days=LONG_AGO_DAYS)):
            _settle(report, at)


def _settle(report: DamageReport, at: datetime) -> None:
    one = of_report(report.id)
    told = Concern((0, ""), report.category, "", answer=_AFTER_ALL, end="好")
    for count, step in enumerate((*ANSWERED, "satisfied"), 1):
        by = PUBLIC if step == "satisfied" else Doer("user", report.decided_by)
        with as_of(at + count * timedelta(days=1)), acting_as(by):
            if one is not None:
                _TAKE[step](one.id, told)
                db.session.flush()


def tell(concern: Concern) -> None:
    """Tell one concern; what was done with it is then what these actions left behind."""
    thing = next(one for one in things() if (one.village.number, one.kind.asset_type) == concern.place)
    at = start_of(today() - timedelta(days=concern.days_ago)) + NINE
    said = Said(
        concern.category, say(f"trouble.{concern.category}"), concern.about, concern.words, concern.phone,
        device_hash=hashlib.sha256(f"concern {thing.key} {concern.category}".encode()).hexdigest(),
    )  # fmt: skip
    with as_of(at), acting_as(PUBLIC):
        comment_id = raise_comment(thing.id, said).comment.id
        db.session.flush()
    for count, step in enumerate(concern.steps, 1):
        with as_of(at + count * (timedelta(days=1) + AN_HOUR)), acting_as(_by(thing, concern, step)):
            _TAKE[step](comment_id, concern)
            db.session.flush()


def _by(thing: Thing, concern: Concern, step: str) -> Doer:
    if step in {"satisfied", "unsatisfied"}:
        return PUBLIC
    township = concern.about == "village"
    return Doer("user", user_id(f"township{thing.village.township.number}" if township else "county1"))


def _rate(satisfied: bool) -> Callable[[UUID, Concern], SupervisionComment]:
    return lambda id_, concern: ratings.rate(id_, satisfied, concern.end)


_TAKE: dict[str, Callable[[UUID, Concern], SupervisionComment]] = {
    "accept": lambda id_, _: handling.accept(id_, None),
    "start": lambda id_, _: handling.start(id_, None),
    "answer": lambda id_, concern: handling.answer(id_, Answer(*concern.answer), None),
    "satisfied": _rate(True),
    "unsatisfied": _rate(False),
}
