"""What happened to an asset, room by room: registration, plates, visits, reports, repairs, money, states.

Each room is asked once, however long the life.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from server.assets.register.models import Asset
from server.assets.register.queries import state_changes
from server.assets.tags.queries import ever_on
from server.core.clock import start_of
from server.field.damage import queries as damage
from server.field.inspections import queries as inspections
from server.field.work_orders import queries as work_orders
from server.field.work_orders.models import OrderStep, WorkOrder
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.web.desk.evidence import Photo
from server.web.desk.sentences import cost_of, flags_said, troubles_of, wrong, wrong_at
from server.web.desk.upward import told_defects
from server.web.look.dates import clock_words
from server.web.look.figures import money
from server.web.look.language import say

LONGEST = 2000  # visits read at most: a visit a day for five years
STATE_TONES = {"damaged": "red", "destroyed": "red", "good": "green"}
VISIT_TONES = {"rejected": "amber", "pending_review": "amber"}
REPAIR_TONES = {
    "create": "plain", "approve": "plain", "deny": "amber", "await_funds": "amber", "finish": "plain",
    "pass": "green", "fail": "red", "cancel": "amber",
}  # fmt: skip
MONEY_STEPS = {"submit_cost", "approve", "deny", "await_funds", "funded", "funded_approved"}


@dataclass
class Entry:
    """One thing that happened to an asset.

    when    as people say it; rooms: under which it is found, its own first
    kind, id  lead to its page, where it has one; photos: filled in for what is shown
    """

    at: datetime
    rooms: tuple[str, ...]
    what: str
    detail: str = ""
    tone: str = "plain"
    when: str = ""
    kind: str | None = None
    id: UUID | None = None
    shows: tuple[str, UUID] | None = None
    photos: list[Photo] = field(default_factory=list)

    @property
    def said_when(self) -> str:
        return self.when or clock_words(self.at)


def happenings(asset: Asset) -> Iterator[Entry]:
    """Yield all that happened to an asset as far as the actor may see it, in no order."""
    yield from _states(asset)
    yield from _plates(asset)
    yield from _visits(asset)
    yield from _reports(asset)
    yield from _repairs(asset)
    yield from _funds(asset)


def _states(asset: Asset) -> Iterator[Entry]:
    changes = state_changes(asset.id)
    if not any(change.dimension == "lifecycle" for change in changes):
        yield Entry(asset.created_at, ("register",), say("desk.life.registered"), asset.project_name or "")
    for change in changes:
        new = say(f"{change.dimension}.state.{change.new}")
        old = say(f"{change.dimension}.state.{change.old}") if change.old else ""
        what = say("desk.life.state_from" if old else "desk.life.state", old=old, new=new)
        room = "register" if change.dimension == "lifecycle" else "state"
        yield Entry(change.at, (room,), what, tone=STATE_TONES.get(change.new, "plain"))


def _plates(asset: Asset) -> Iterator[Entry]:
    plates = ever_on(asset.id)
    replaced = {plate.replaced_by: plate for plate in plates if plate.replaced_by}
    for plate in plates:
        if plate.bound_at is None:
            continue
        old, code = replaced.get(plate.token), plate.short_code.upper()
        what = say("desk.life.plate", code=code)
        if old:
            what = say("desk.life.plate_instead", code=code, old=old.short_code.upper())
        yield Entry(plate.bound_at, ("tag",), what)


def _visits(asset: Asset) -> Iterator[Entry]:
    visits = inspections.of_asset(asset.id, LONGEST)
    people = names(visit.inspector_id for visit in visits)
    for visit in visits:
        said = "、".join(wrong_at(defect) for defect in told_defects(visit)) or say("desk.life.visit_ok")
        detail = " · ".join(part for part in (people.get(visit.inspector_id, ""), flags_said(visit)) if part)
        tone = "amber" if visit.problem_count else VISIT_TONES.get(visit.status, "green")
        yield Entry(
            visit.done_at, ("visit",), said, detail, tone, kind="visit", id=visit.id,
            shows=("inspection", visit.id),
        )  # fmt: skip


def _reports(asset: Asset) -> Iterator[Entry]:
    for one in damage.of_asset(asset.id):
        if may(Permission.READ_REPORT, one):
            detail = f"{say(f'desk.channel.{one.channel}')} · {say(f'damage.state.{one.status}')}"
            yield Entry(
                one.reported_at, ("report",), say("desk.life.report", title=wrong(one)), detail, "red",
                kind="report", id=one.id, shows=("report", one.id),
            )  # fmt: skip


def _repairs(asset: Asset) -> Iterator[Entry]:
    orders = {order.id: order for order in work_orders.of_asset(asset.id)}
    troubles = troubles_of(orders.values())
    for step in work_orders.steps_of_orders(orders):
        if step.event in REPAIR_TONES or step.event in MONEY_STEPS:
            order = orders[step.order_id]
            yield _repair(step, order, troubles.get(order.report_id, ""))


def _repair(step: OrderStep, order: WorkOrder, trouble: str) -> Entry:
    done = step.event == "finish"
    cost = cost_of(order) if done or step.event in MONEY_STEPS else ""
    detail = " · ".join(part for part in (trouble, step.words or "", cost) if part)
    rooms = ("order", "money") if (done and cost) or step.event in MONEY_STEPS else ("order",)
    return Entry(
        step.at, rooms, say(f"desk.step.order.{step.event}"), detail, REPAIR_TONES.get(step.event, "plain"),
        kind="order", id=order.id, shows=("order", order.id) if done else None,
    )  # fmt: skip


def _funds(asset: Asset) -> Iterator[Entry]:
    for fund in asset.funds:
        what = say("desk.life.fund", source=say(f"public.fund.{fund.source}"), amount=money(fund.amount_fen))
        yield Entry(
            start_of(date(fund.year, 1, 1)), ("money",), what, when=say("desk.life.year", year=fund.year)
        )
