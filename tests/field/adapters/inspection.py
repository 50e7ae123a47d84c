"""巡查记录: how a visit comes into each state, and who made it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.inspections.actions import file_inspection
from server.field.inspections.models import Inspection
from server.field.inspections.rules import MOVES, Visit
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World
from tests.field.machines import NEW, Departure, Guard, Who
from tests.makers import PLACE

MINOR = (Guard("severity_in", {"values": ["minor"]}),)
PLACES = ("patrol_worker", "custodian", "village_admin", "township_staff", "county_staff")
VISITORS = (
    *(Who(role, ("in_region",)) for role in PLACES),
    Who("dept_staff", ("supervises_asset",)),
)
COUNTY_TOO = (
    Who("village_admin", ("in_region", "not_inspector"), MINOR),
    Who("township_staff", ("in_region", "not_inspector")),
    Who("county_staff", ("in_region", "not_inspector")),
)
BOTH_JUDGE = "the county's staff judge visits too, so that a township of one clerk never blocks"
ON_THE_PHONE = "lives on the phone alone: what it sends is a finished visit"
FAR = {**PLACE, "lat": 39.53}


def filed(world: World, sound: bool) -> Inspection:
    """File a visit of the worker's: sound and near, or so far away that a person looks."""
    at = now()
    visit = Visit(
        world.county.asset_id, world.county.people["worker"], "worker", at, at, at, "well",
        "2026.11-2", [{"code": "WE01", "value": "ok"}], True, set(), place=None if sound else FAR,
    )  # fmt: skip
    with acting_as(Doer("user", world.county.people["worker"])), unit_of_work():
        return file_inspection(new_id(), visit)


def made_visit(world: World, state: str, severity: str | None = None) -> Inspection:
    """Return a visit in a state, committed."""
    visit = filed(world, sound=True)
    with unit_of_work() as session:
        row = session.get_one(Inspection, visit.id)
        row.status, row.max_severity = state, severity
    _ = row.asset.region_path
    return row


def _passes(world: World, case: Case) -> None:
    case.subject = filed(world, sound=True)


def _is_flagged(world: World, case: Case) -> None:
    case.subject = filed(world, sound=False)


class Inspections(Adapter):
    """Visits to the well: with nothing found, and with something grave."""

    machine = "inspection"
    moves = MOVES
    variants = ("plain", "grave")
    bonds = ("is_inspector",)
    asks = {
        "open": (Permission.INSPECT,),
        "approve": (Permission.REVIEW_VISIT,),
        "reject": (Permission.REVIEW_VISIT,),
        "void": (Permission.VOID_VISIT,),
    }
    systems = {"auto": _passes, "flag": _is_flagged}
    departures = (
        Departure("open", "whoever may visit may, task or not; experts come by their task", actors=VISITORS),
        Departure("finish", ON_THE_PHONE, dropped=True),
        Departure("sync", ON_THE_PHONE, dropped=True),
        Departure("approve", BOTH_JUDGE, actors=COUNTY_TOO),
        Departure("reject", BOTH_JUDGE, actors=COUNTY_TOO),
        Departure(
            "flag",
            "a photo may come days after its visit, and then show that it was used before (ADR 0007)",
            sources=("auto_passed",),
            to="pending_review",
            actors=(Who("system"),),
        ),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        if state == NEW:
            return Case(db.session.get_one(Asset, world.county.asset_id))
        visit = made_visit(world, state, "major" if variant == "grave" else None)
        db.session.expunge(visit)  # so that `tie` changes it in memory alone
        return Case(visit)

    def state_of(self, case: Case) -> str:
        return str(db.session.scalars(select(Inspection.status).filter_by(id=case.subject.id)).one())

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        if not isinstance(case.subject, Inspection):
            return bond == NO_BOND
        if bond and person.user and person.user.county_code != "140699":
            return False
        set_committed_value(case.subject, "inspector_id", person.id if bond else None)
        return True

    def holds(self, guard: Guard, case: Case) -> bool:
        if guard.name == "severity_in":
            return (getattr(case.subject, "max_severity", None) or "minor") in guard.params["values"]
        return super().holds(guard, case)

    def subject(self, case: Case, event: str) -> Any:
        return case.subject
