"""Telling the tales by the product's own actions, each step at its moment and by whoever takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from server.core.clock import as_of, local, now, start_of, today
from server.core.db import db
from server.core.words import say
from server.demo.album import bring_picture
from server.demo.chance import COUNTY, between, demo_id
from server.demo.dangers import FENCED, LAYS_OPEN, is_to_be_safe
from server.demo.people import has_supervisor, mender_of, user_id
from server.demo.pictures import picture_in_light
from server.demo.tales import TALES, Tale
from server.demo.things import Thing, things
from server.demo.visits import sound_answers, visit_of
from server.field.checklists.models import ChecklistTemplate
from server.field.checklists.queries import newest
from server.field.damage import actions as damage
from server.field.damage.actions import PublicReport, Told
from server.field.damage.models import DamageReport
from server.field.damage.queries import of_inspection
from server.field.damage.safety import secure
from server.field.damage.verdicts import Verdict
from server.field.inspections.actions import file_inspection
from server.field.work_orders import actions as orders
from server.field.work_orders.actions import Assignment
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.repairs import Done
from server.services.audit_log.actions import PUBLIC, Doer, acting_as
from server.services.files.actions import put_aside
from server.services.files.queries import files_of

FEN_A_YUAN = 100
DAYS_TO_MEND = 5
NINE, A_WHILE = timedelta(hours=9), timedelta(minutes=50)


@cache
def thing_of(tale: Tale) -> Thing:
    """Return the thing that a tale is about."""
    number, asset_type = tale.place
    return next(t for t in things() if t.village.number == number and t.kind.asset_type == asset_type)


@cache
def story_keys() -> frozenset[str]:
    """Return the keys of the things that have a tale."""
    return frozenset(thing_of(tale).key for tale in TALES)


@dataclass
class Case:
    """A tale while it is told: what the steps so far have made."""

    tale: Tale
    template: ChecklistTemplate
    report_id: UUID | None = None
    told: Told | None = None

    @property
    def thing(self) -> Thing:
        return thing_of(self.tale)

    @property
    def report(self) -> DamageReport:
        return db.session.get_one(DamageReport, self.report_id)

    @property
    def order(self) -> WorkOrder:
        order = of_report(self.report.id)
        if order is None:
            raise LookupError(f"no order for {self.thing.name}")
        return order

    @property
    def severity(self) -> str | None:
        graded = {item["code"]: item["severity"] for item in self.template.body["items"]}
        return graded.get(self.tale.code)


def tell(tale: Tale) -> None:
    """Tell one tale; its past is then what these actions left behind."""
    case, until = Case(tale, newest(COUNTY)[thing_of(tale).kind.asset_type]), now()
    for step, at in zip(tale.steps, _moments(tale), strict=True):
        take, who = STEPS[step]
        with as_of(at), acting_as(who(case)):
            take(case, at)
            db.session.flush()
            if step in LAYS_OPEN and is_to_be_safe(case.report.severity, at, until):
                secure(case.report.id, FENCED)


def _moments(tale: Tale) -> list[datetime]:
    first, last = tale.days
    apart = (first - last) / max(1, len(tale.steps) - 1)
    ago = [first - int(apart * count) for count in range(len(tale.steps))]
    return [
        start_of(today() - timedelta(days=days)) + NINE + count * A_WHILE for count, days in enumerate(ago)
    ]


def _worker(case: Case) -> Doer:
    return PUBLIC if case.tale.public else Doer("user", user_id(f"worker{case.thing.village.number}"))


def _public(_case: Case) -> Doer:
    return PUBLIC


def _decider(case: Case) -> Doer:
    """Whoever may confirm and dispatch: the village, unless it is urgent, upward or not its own thing."""
    urgent = case.report.severity == "critical"
    village, township = case.thing.village, case.thing.village.township
    name = (
        f"township{township.number}"
        if urgent or case.report.level != "village"
        else f"village{village.number}"
    )
    return Doer("user", user_id(name))


def _township(case: Case) -> Doer:
    return Doer("user", user_id(f"township{case.thing.village.township.number}"))


def _mender(case: Case) -> Doer:
    return Doer("user", mender_of(case.thing.village))


def _acceptor(case: Case) -> Doer:
    """Whoever neither mended nor dispatched: the village's supervisor, else the township."""
    village = case.thing.village
    if case.order.level == "village" and has_supervisor(village):
        return Doer("user", user_id(f"supervisor{village.number}"))
    return Doer("user", user_id(f"townhead{village.township.number}"))


def _found(case: Case, at: datetime) -> None:
    (_found_by_villager if case.tale.public else _found_on_visit)(case, at)


def _found_by_villager(case: Case, _at: datetime) -> None:
    tale = case.tale
    case.told = damage.report_publicly(
        case.thing.id,
        PublicReport(
            category=tale.code,
            title=say(f"trouble.{tale.code}"),
            severity=case.severity,
            words=tale.words,
            phone=None,
            upward=False,
            device_hash=_device(case, "reporter"),
            photos=[put_aside(picture_in_light(case.thing.kind.asset_type, "broken", case.thing.key))],
        ),
    )
    case.report_id = case.told.report.id


def _found_on_visit(case: Case, at: datetime) -> None:
    tale, slot = case.tale, f"problem/{case.tale.code}/1"
    answers = [answer for answer in sound_answers(case.template) if answer["code"] != tale.code]
    answer = {"code": tale.code, "value": "problem", "words": tale.words, "slots": [slot]}
    if tale.part:
        answer["unit_id"] = str(demo_id("part", case.thing.key, tale.part))
    visit = visit_of(case.thing, case.template, at, [*answers, answer], {slot})
    inspection = file_inspection(demo_id("story visit", case.thing.key), visit)
    bring_picture("inspection", inspection.id, slot, case.thing.kind.asset_type, "broken")
    db.session.flush()
    case.report_id = of_inspection(inspection.id)[0].id


def _join(case: Case, _at: datetime) -> None:
    damage.join(case.report.id, _device(case, "neighbour"), "我家地里也浇不上")


def _confirm(case: Case, _at: datetime) -> None:
    damage.verify(
        case.report.id, Verdict("confirm", publish_photos=_pictures(case.report)), case.report.version
    )


def _pictures(report: DamageReport) -> set[UUID]:
    own = files_of(report.county_code, "report", [report.id])
    return {file.id for file in [*own, *files_of(report.county_code, "inspection", [report.inspection_id])]}


def _reject(case: Case, _at: datetime) -> None:
    damage.verify(case.report.id, Verdict("reject", reason=case.tale.end), case.report.version)


def _assign(case: Case, at: datetime) -> None:
    due_on = local(at).date() + timedelta(days=DAYS_TO_MEND)
    assignment = Assignment(mender_of(case.thing.village), case.tale.yuan * FEN_A_YUAN, due_on)
    orders.assign(case.order.id, assignment, case.order.version)


def _ask_money(case: Case, _at: datetime) -> None:
    orders.submit_cost(case.order.id, case.tale.yuan * FEN_A_YUAN, "maintenance", case.order.version)


def _begin(case: Case, _at: datetime) -> None:
    bring_picture("order", case.order.id, "before/1", case.thing.kind.asset_type, "broken")
    orders.begin(case.order.id, 1, case.order.version)


def _pause(case: Case, _at: datetime) -> None:
    orders.pause(case.order.id, "parts", case.tale.end, case.order.version)


def _finish(case: Case, _at: datetime) -> None:
    cost_fen = case.tale.yuan * FEN_A_YUAN - between(0, 60, "saved", case.thing.key) * FEN_A_YUAN
    materials = [{"name": "材料", "quantity": "1", "cost_fen": cost_fen // 2}]
    bring_picture("order", case.order.id, "after/1", case.thing.kind.asset_type, "mended")
    orders.finish(case.order.id, Done(cost_fen, materials, "修好了，试过了"), 1, case.order.version)


def _accept(case: Case, _at: datetime) -> None:
    seen = {file.id for file in files_of(case.order.county_code, "order", [case.order.id])}
    orders.accept(case.order.id, "看过了，能用", seen, case.order.version)


def _refuse(case: Case, _at: datetime) -> None:
    orders.refuse(case.order.id, case.tale.end, case.order.version)


def _fixed(case: Case, _at: datetime) -> None:
    damage.reporter_says(_receipt(case), True, case.tale.end or None, None)


def _not_fixed(case: Case, _at: datetime) -> None:
    damage.reporter_says(_receipt(case), False, case.tale.end, None)


def _receipt(case: Case) -> str:
    token = case.told.voice.receipt_token if case.told else None
    if token is None:
        raise LookupError(f"no receipt for {case.thing.name}")
    return token


def _device(case: Case, who: str) -> str:
    return hashlib.sha256(f"{who} {case.thing.key}".encode()).hexdigest()


STEPS: dict[str, tuple[Callable[[Case, datetime], None], Callable[[Case], Doer]]] = {
    "found": (_found, _worker),
    "join": (_join, _public),
    "confirm": (_confirm, _decider),
    "reject": (_reject, _township),
    "assign": (_assign, _decider),
    "ask_money": (_ask_money, _decider),
    "begin": (_begin, _mender),
    "pause": (_pause, _mender),
    "finish": (_finish, _mender),
    "accept": (_accept, _acceptor),
    "refuse": (_refuse, _acceptor),
    "fixed": (_fixed, _public),
    "not_fixed": (_not_fixed, _public),
}
"""How each step is taken, and who takes it."""
