"""损坏报告: how a report comes into each state, and how a person gets tied to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from server.assets.custody.actions import assign as give_care
from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.moves import Moves
from server.field.damage import clocks, verdicts
from server.field.damage.actions import PublicReport, report_publicly, reporter_says
from server.field.damage.models import DamageReport
from server.field.damage.orders import order_ended
from server.field.damage.queries import of_inspection
from server.field.damage.rules import MOVES
from server.field.damage.steps import locked, take
from server.field.damage.verdicts import Verdict, verify
from server.field.inspections.actions import file_inspection
from server.field.inspections.rules import Visit
from server.field.work_orders.queries import of_report
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World, swept
from tests.field.machines import Departure, Guard, Who
from tests.makers import all_pictures, make_asset, shelved

THEIRS = "大家管的井"
LEVELS = {"village_admin": "village", "township_staff": "township", "county_staff": "county"}
BORN = {"fixed_on_spot"}
HIGHER = ("township_staff", "county_staff")
TURNED_DOWN = {"reject", "no_repair"}
ONE_STEP = "domain/3 lets confirm come in one step; turning down, joining and handing on do so too (ADR 0007)"


def way_to(state: str, born: str = "submitted", table: Moves = MOVES) -> list[str]:
    """Return the shortest list of events that leads to a state, through a confirmation where one does."""
    usual = {key: to for key, to in table.items() if key[1] not in TURNED_DOWN}
    return _shortest(state, born, usual if state in usual.values() else table)


def _shortest(state: str, born: str, table: Moves) -> list[str]:
    ways: dict[str, list[str]] = {born: []}
    waiting = [born]
    while waiting:
        at = waiting.pop(0)
        for (source, event), target in table.items():
            if source == at and target not in ways:
                ways[target] = [*ways[at], event]
                waiting.append(target)
    return ways[state]


def old(report_id: UUID) -> None:
    """Let a report have been told and settled long ago."""
    with unit_of_work():
        report = locked(report_id)
        report.reported_at = report.resolved_at = report.closed_at = now() - timedelta(days=400)
        report.asked_at = report.decided_at = report.reported_at
        report.nothing_found = True


def _visited(world: World, case: Case) -> None:
    """A visit that marks something opens a report."""
    visit = Visit(
        world.county.asset_id, world.county.people["worker"], "worker", now(), now(), now(), "well",
        "2026.11-2", [{"code": "WE11", "value": "problem", "words": "脏"}], False, set(),
    )  # fmt: skip
    with acting_as(Doer("user", world.county.people["worker"])):
        inspection = file_inspection(new_id(), visit)
    (case.subject,) = of_inspection(inspection.id)


def _accepted(_world: World, case: Case) -> None:
    """Accepting the repair calls down."""
    with unit_of_work():
        verdicts.repaired(case.subject.id)


def _given_up(_world: World, case: Case) -> None:
    """An order that ends with nothing mended calls down."""
    with unit_of_work():
        order_ended(case.subject.id, "没有钱")


NOBODYS = "nobodys"


def _level_of(person: Actor, case: Case) -> str | None:
    """Return the level whose clerk a person is at the place of the record; None for all others."""
    path = case.notes["asset"].region_path
    for scope in person.scopes:
        if scope.role in LEVELS and scope.covers(path):
            return LEVELS[scope.role]
        if scope.role == "dept_staff" and scope.dept_id == case.notes["asset"].supervising_dept_id:
            return "dept"
    return None


def _cared_for_by_all(world: World) -> Asset:
    """Return a thing beside the well for which everybody who handles reports cares."""
    well = db.session.get_one(Asset, world.county.asset_id)
    found = db.session.scalar(select(Asset).filter_by(name=THEIRS))
    if found is None:
        with unit_of_work():
            found = make_asset(
                world.county.paths["village11"], THEIRS, supervising_dept_id=well.supervising_dept_id
            )
            for person in world.crowd.values():
                if person.roles & {*LEVELS, "dept_staff", "township_approver", "county_approver"}:
                    assert person.id is not None
                    give_care(found.id, "volunteer", person.id, None)
    _ = found.region_path
    db.session.expunge(found)
    return found


class DamageReports(Adapter):
    """Reports: a villager's well that is broken, urgent or a matter for those above."""

    machine = "damage_report"
    moves = MOVES
    variants = ("plain", "urgent", "upward")
    bonds = ("is_reporter", "is_assignee", "is_complained_of")
    asks = {
        "report": (Permission.REPORT_DAMAGE,),
        "confirm": (Permission.CONFIRM_DAMAGE,),
        "reject": (Permission.REJECT_DAMAGE,),
        "transfer_supervise": (Permission.REJECT_DAMAGE,),
        "claim": (Permission.CLAIM_REPORT,),
        "merge": (Permission.HANDLE_REPORT,),
        "ask": (Permission.HANDLE_REPORT,),
        "supply": (Permission.HANDLE_REPORT, Permission.ANSWER_REPORT),
        "reassign": (Permission.STEER_REPORT,),
        "supervise": (Permission.STEER_REPORT,),
        "call_back": (Permission.STEER_REPORT,),
        "feedback_ok": (Permission.ANSWER_REPORT,),
        "feedback_bad": (Permission.ANSWER_REPORT, Permission.STEER_REPORT),
        "appeal": (Permission.ANSWER_REPORT, Permission.STEER_REPORT),
        "no_repair": (Permission.DROP_REPAIR,),
        "review_ok": (Permission.REVIEW_SPOT_FIX,),
        "review_bad": (Permission.REVIEW_SPOT_FIX,),
        "dispatch": (Permission.DISPATCH,),
        "redispatch": (Permission.DISPATCH,),
    }
    doors = {
        "report": "public.send_report",
        "report_upward": "public.send_report",
        "feedback_ok": "public.following.say_of_mine",
        "feedback_bad": "public.following.say_of_mine",
        "supply": "public.following.answer",
        "appeal": "public.following.object_to_refusal",
        "passerby_ok": "public.say_of_repair",
        "passerby_bad": "public.say_of_repair",
    }
    systems = {
        "report": _visited,
        "accept_fixed": swept(clocks.close_spot_fixes, old),
        "repaired": _accepted,
        "order_ended": _given_up,
        "feedback_ok": swept(clocks.close_silent, old),
        "archive": swept(clocks.archive, old),
        "timeout": swept(clocks.end_unanswered, old),
        "lapse": swept(clocks.lapse, old),
    }
    departures = (
        Departure(
            "report",
            "whoever cares for a thing reports it too; all others use the plate",
            actors=(
                Who("public"),
                Who("system"),
                *(
                    Who(role, ("in_region",))
                    for role in (
                        "patrol_worker",
                        "custodian",
                        "village_admin",
                        "township_staff",
                        "county_staff",
                    )
                ),
            ),
        ),
        Departure(
            "report_upward",
            "one permission and door with report: the kind says where it goes",
            dropped=True,
        ),
        Departure(
            "report_fixed", "it comes with a visit, and whoever may visit stands in inspection", dropped=True
        ),
        Departure("confirm", "whoever reported does not confirm (ADR 0007)", besides=("not_reporter",)),
        Departure("reject", "whoever reported does not decide on it (ADR 0007)", besides=("not_reporter",)),
        Departure(
            "transfer_supervise",
            "whoever reported does not decide on it (ADR 0007)",
            besides=("not_reporter",),
        ),
        Departure("reject", ONE_STEP, sources=("submitted",), to="rejected", like="reject"),
        Departure("merge", ONE_STEP, sources=("submitted",), to="merged", like="merge"),
        Departure(
            "dispatch",
            "sending a mender is the order's: what those above confirmed or took over is not the village's",
            actors=(
                Who("village_admin", ("in_region",), (Guard("at_level", {"level": "village"}),)),
                Who("township_staff", ("in_region",)),
                Who("county_staff", ("in_region",)),
                Who("dept_staff", ("supervises_asset",)),
            ),
        ),
        Departure(
            "redispatch",
            "after 没修好 a department may send a mender again to what it supervises, as it did before",
            actors=(
                Who("township_staff", ("in_region",)),
                Who("county_staff", ("in_region",)),
                Who("dept_staff", ("supervises_asset",)),
            ),
        ),
        Departure(
            "passerby_bad",
            "two devices reopen (feedback_bad); what one passer-by says is a step of its own",
            sources=("resolved", "closed"),
            to="(same)",
            like="passerby_ok",
        ),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        if state == "(new)":
            return Case(db.session.get_one(Asset, world.county.asset_id))
        report = _told(world, variant)
        if state in BORN:
            with unit_of_work():
                locked(report.id).status = state
        for event in way_to(state, _born(state)):
            _take(world, report, event)
        report = db.session.get_one(DamageReport, report.id)
        order = of_report(report.id)
        for record in (report, order):
            if record is not None:
                _ = record.asset.region_path
                db.session.expunge(record)  # so that `tie` changes it in memory alone
        theirs = _cared_for_by_all(world)
        notes = {"order": order, "level": report.level, "category": report.category, "asset": report.asset}
        return Case(report, {**notes, "theirs": theirs})

    def state_of(self, case: Case) -> str:
        return db.session.scalars(select(DamageReport.status).filter_by(id=case.subject.id)).one()

    def subject(self, case: Case, event: str) -> Any:
        return case.notes["order"] if event in {"dispatch", "redispatch"} else case.subject

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        report = case.subject
        if not isinstance(report, DamageReport):
            return bond == NO_BOND
        level = _level_of(person, case)
        if bond == "is_reporter" and person.user and person.user.county_code != report.county_code:
            return False
        set_committed_value(report, "reporter_id", person.id if bond == "is_reporter" else None)
        complained_of = bond == "is_complained_of"
        set_committed_value(report, "category", "person" if complained_of else case.notes["category"])
        set_committed_value(report, "asset", case.notes["theirs"] if complained_of else case.notes["asset"])
        mine = level if bond == "is_assignee" else NOBODYS
        set_committed_value(report, "level", mine)
        return bond != "is_assignee" or level is not None

    def holds(self, guard: Guard, case: Case) -> bool:
        if guard.name == "upward_category":
            return bool(case.subject.upward) is guard.params["expected"]
        if guard.name == "at_level":
            return bool(case.notes["level"] == guard.params["level"])
        return super().holds(guard, case)


def _born(state: str) -> str:
    return state if state in BORN else "submitted"


def _told(world: World, variant: str) -> DamageReport:
    """Return a new report of a villager, each of another kind of trouble so that none joins another."""
    count = db.session.query(DamageReport).count()
    told = PublicReport(
        f"T{count}", "坏了", "critical" if variant == "urgent" else "minor", "坏了", None,
        upward=variant == "upward", device_hash=f"{count:064d}", photos=[shelved(count % 250)],
    )  # fmt: skip
    return report_publicly(world.county.asset_id, told).report


def _take(world: World, report: DamageReport, event: str) -> None:
    if event == "confirm":
        _confirm(world, report)
    elif event == "repaired":
        _accepted(world, Case(report))
    elif event == "feedback_bad":
        reporter_says(str(report.voices[0].receipt_token), False, "没修好", None)
    else:
        with unit_of_work():
            take(locked(report.id), event)


def _confirm(world: World, report: DamageReport) -> None:
    with acting_as(Doer("user", world.county.people["county"])):
        verify(report.id, Verdict("confirm", report.severity, publish_photos=all_pictures()), None)
