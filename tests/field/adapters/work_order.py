"""维修工单: how an order comes into each state, and who mended, dispatched or raised it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict, verify
from server.field.work_orders import changes
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.rules import MOVES
from server.field.work_orders.steps import locked, take
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from server.services.settings.rules import SETTINGS
from server.sweeping import SWEEPS
from tests.field.adapters.damage_report import way_to
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World
from tests.field.machines import NEW, Departure, Guard, Who
from tests.makers import all_pictures, shelved

SMALL, DEAR = 150_000, 2_500_000  # 分: every village's own, and dearer than a township approves
MENDING = (Permission.MEND, Permission.RECORD_MENDING)
ABOVE_A_TOWNSHIPS = {"township_approver", "county_staff", "county_approver", "dept_approver"}


def _raised(world: World, case: Case) -> None:
    """A verdict opens an order."""
    case.subject = of_report(_confirmed(world, "plain").id)


def _left_alone(_world: World, case: Case) -> None:
    """Nobody has accepted it for a long time."""
    with unit_of_work():
        locked(case.subject.id, None).finished_at = now() - timedelta(days=400)
    assert changes.ask_townships in SWEEPS.values()
    while changes.ask_townships(100):
        pass
    order = db.session.get_one(WorkOrder, case.subject.id, populate_existing=True)
    assert order.passed_up_at is not None


class WorkOrders(Adapter):
    """Orders of a village: small, dear, urgent, and one for a department's own thing."""

    machine = "work_order"
    moves = MOVES
    variants = ("plain", "dear", "urgent", "departments")
    bonds = ("is_mender", "mender", "dispatcher", "is_author", "author is the township's")
    asks = {
        "create": (Permission.RAISE_ORDER,),
        "fast_assign": (Permission.DISPATCH,),
        "estimate": (Permission.ESTIMATE,),
        "submit_cost": (Permission.ESTIMATE,),
        "approve": (Permission.APPROVE_COST,),
        "deny": (Permission.APPROVE_COST,),
        "await_funds": (Permission.AWAIT_FUNDS,),
        "review_funds": (Permission.ESTIMATE,),
        "funded": (Permission.RECEIVE_FUNDS,),
        "funded_approved": (Permission.RECEIVE_FUNDS,),
        "close_not_fixed": (Permission.CLOSE_UNMENDED,),
        "assign": (Permission.DISPATCH,),
        "accept_job": MENDING,
        "pause": MENDING,
        "resume": MENDING,
        "start": MENDING,
        "finish": MENDING,
        "change_maintainer": (Permission.DISPATCH,),
        "pass": (Permission.ACCEPT_REPAIR,),
        "fail": (Permission.ACCEPT_REPAIR,),
        "ask_township": (Permission.ASK_TOWNSHIP,),
        "cancel": (Permission.CANCEL_ORDER,),
    }
    systems = {"create": _raised, "ask_township": _left_alone}

    departures = (
        Departure(
            "fast_assign",
            "one form sends a mender, before an approval and after it, to the same hands: "
            "else what came up to the county after 没修好 would have nobody to send at once",
            actors=(
                Who("village_admin", ("in_region",)),
                Who("township_staff", ("in_region",)),
                Who("county_staff", ("in_region",)),
                Who("dept_staff", ("supervises_asset",)),
            ),
        ),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        report = _confirmed(world, variant)
        order = of_report(report.id)
        assert order is not None
        for event in () if state == NEW else way_to(state, "created", MOVES):
            _take(world, order.id, event, variant)
        if state == NEW:
            _ = report.asset.region_path
            db.session.expunge(report)
            return Case(report)
        return Case(_alone(order, variant), {"township": world.county.people["township"]})

    def state_of(self, case: Case) -> str:
        return db.session.scalars(select(WorkOrder.status).filter_by(id=case.subject.id)).one()

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        order = case.subject
        if isinstance(order, DamageReport):
            return bond == NO_BOND
        known = case.notes.setdefault("as made", (order.mender_id, order.author_id, order.steps))
        mender_id, author_id, steps = known
        at_home = person.user is not None and person.user.county_code == order.county_code
        if bond == "is_mender" and not ("maintainer" in person.roles and at_home):
            return False  # only a mender of the county is ever sent
        more = {
            "is_mender": [_step("accept_job", person.id, person.id)],
            "mender": [_step("finish", person.id, mender_id)],
            "dispatcher": [_step("assign", person.id, mender_id)],
        }
        authors = {"is_author": person.id, "author is the township's": case.notes["township"]}
        set_committed_value(order, "mender_id", person.id if bond == "is_mender" else mender_id)
        set_committed_value(order, "author_id", authors.get(bond, author_id))
        set_committed_value(order, "steps", [*steps, *more.get(bond, [])])
        return True

    def relation(self, name: str, place: str, bond: str) -> bool:
        role = place.partition("@")[0]
        if name == "supervises_author":
            above = bond != "author is the township's" or role in ABOVE_A_TOWNSHIPS
            return bond != "is_author" and above
        if name == "not_mender":
            return bond not in {"is_mender", "mender"}
        return super().relation(name, place, bond)

    def holds(self, guard: Guard, case: Case) -> bool:
        if guard.name in {"amount_within_limit", "amount_above_limit"}:
            fen = getattr(case.subject, f"{guard.params['amount']}_fen") or 0
            within = fen <= SETTINGS[guard.params["setting"]].default
            return within is (guard.name == "amount_within_limit")
        return super().holds(guard, case)


def _step(event: str, actor_id: UUID | None, mender_id: UUID | None) -> Any:
    return SimpleNamespace(event=event, actor_id=actor_id, mender_id=mender_id)


def _alone(order: WorkOrder, variant: str) -> WorkOrder:
    """Return the order out of its session, so that `tie` changes it in memory alone."""
    db.session.refresh(order)
    thing, steps = order.asset, [_step(one.event, one.actor_id, one.mender_id) for one in order.steps]
    tier = "department" if variant == "departments" else thing.ledger_tier
    facts = {key: getattr(thing, key) for key in ("id", "region_path", "supervising_dept_id", "county_code")}
    db.session.expunge(order)
    set_committed_value(order, "asset", SimpleNamespace(**facts, ledger_tier=tier))
    set_committed_value(order, "steps", steps)
    return order


def _confirmed(world: World, variant: str) -> DamageReport:
    """Return a report that the village has confirmed, each of another kind so that none joins another."""
    count = db.session.query(DamageReport).count()
    severity = "critical" if variant == "urgent" else "minor"
    told = PublicReport(
        f"O{count}", "坏了", severity, "坏了", None, upward=False, device_hash=f"{count:064d}",
        photos=[shelved(count % 250)],
    )  # fmt: skip
    report = report_publicly(world.county.asset_id, told).report
    with acting_as(Doer("user", world.county.people["village"])):
        verify(report.id, Verdict("confirm", severity, publish_photos=all_pictures()), None)
    return db.session.get_one(DamageReport, report.id)


def _take(world: World, order_id: UUID, event: str, variant: str) -> None:
    people, fen = world.county.people, SMALL if variant in {"plain", "departments"} else DEAR
    doer = people["mender"] if event in {"accept_job", "pause", "finish"} else people["village"]
    with acting_as(Doer("user", doer)), unit_of_work():
        order = locked(order_id, None)
        if event == "submit_cost":
            order.estimate_fen = fen
        if event == "fast_assign":
            order.estimate_fen, order.mender_id = fen, people["mender"]
        if event == "finish":
            order.actual_cost_fen, order.finished_at = fen, now()
        take(order, event)
