"""巡查任务: how a round comes into each state, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from server.assets.register.models import Asset
from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.inspections.actions import file_inspection
from server.field.inspections.models import Inspection
from server.field.inspections.rules import Visit
from server.field.patrols import actions as patrols
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.patrols.rules import MOVES
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from server.sweeping import SWEEPS
from tests.field.adapters.inspection import COUNTY_TOO, VISITORS, made_visit
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World
from tests.field.machines import NEW, Departure, Who
from tests.makers import make_plan
from tests.web.crowd import ROLES

JUDGED = ("accept", "reject")
LONG_AGO = timedelta(days=100)


def swept(sweep: Callable[[int], int]) -> Callable[[World, Case], None]:
    """Return what lets a round's last day be long ago and a sweep come until nothing is left."""

    def come(_world: World, case: Case) -> None:
        with unit_of_work() as session:
            task = session.get_one(PatrolTask, case.subject.id)
            task.due_on, task.window_start_on = today() - LONG_AGO, today() - LONG_AGO - timedelta(days=29)
        assert sweep in SWEEPS.values()
        while sweep(100):
            pass

    return come


def _given_out(world: World, case: Case) -> None:
    """A round begins."""
    _plan()
    with unit_of_work() as session:
        session.query(PatrolTask).filter(PatrolTask.inspection_id.is_(None)).delete()
    patrols.give_out(100)
    case.subject = db.session.scalars(
        select(PatrolTask).filter_by(asset_id=world.county.asset_id, status="pending")
    ).one()


def _sound_visit(world: World, case: Case) -> None:
    """A visit that answers it passes by itself."""
    with unit_of_work() as session:
        session.get_one(PatrolTask, case.subject.id).status = "pending"
    at = now()
    visit = Visit(
        world.county.asset_id, world.county.people["worker"], "worker", at, at, at, "well",
        "2026.11-2", [{"code": "WE01", "value": "ok"}], True, set(), task_id=case.subject.id,
    )  # fmt: skip
    with acting_as(Doer("user", world.county.people["worker"])), unit_of_work():
        file_inspection(new_id(), visit)


def _plan() -> PatrolPlan:
    if db.session.query(PatrolPlan).first() is None:
        make_plan()
    return db.session.query(PatrolPlan).one()


class PatrolTasks(Adapter):
    """Rounds at the well."""

    machine = "patrol.task"
    moves = MOVES
    bonds = ("is_assignee", "is_inspector")
    asks = {
        "start": (Permission.START_TASK,),
        "abandon": (Permission.START_TASK,),
        "submit": (Permission.INSPECT,),
        "accept": (Permission.REVIEW_VISIT,),
        "reject": (Permission.REVIEW_VISIT,),
        "cannot_go": (Permission.EXCUSE_TASK,),
        "cancel": (Permission.CANCEL_TASK,),
    }
    systems = {
        "generate": _given_out,
        "accept": _sound_visit,
        "expire": swept(patrols.expire),
        "close_missed": swept(patrols.close_missed),
        "lapse": swept(patrols.lapse),
    }
    departures = (
        *(
            Departure(
                event,
                "a round is given to whoever cares for the thing; his other posts do not matter",
                actors=tuple(Who(str(role), ("is_assignee",)) for role in ROLES),
            )
            for event in ("start", "abandon")
        ),
        Departure(
            "cannot_go",
            "a round is given to whoever cares for the thing; his other posts do not matter",
            actors=(
                *(Who(str(role), ("is_assignee",)) for role in ROLES),
                Who("village_admin", ("in_region",)),
            ),
        ),
        Departure(
            "submit",
            "whoever may visit the thing answers its round: a visit is a visit (ADR 0007)",
            actors=VISITORS,
        ),
        *(
            Departure(
                event,
                "the county's staff judge visits too, so that a township of one clerk never blocks",
                actors=(
                    *COUNTY_TOO,
                    *((Who("system"),) if event == "accept" else ()),
                ),
            )
            for event in JUDGED
        ),
        Departure(
            "reject",
            "a visit that passed by itself is sent back when a late photo raises a flag (ADR 0007)",
            sources=("done",),
            to="returned",
            actors=COUNTY_TOO,
        ),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        well = db.session.get_one(Asset, world.county.asset_id)
        _ = well.region_path
        if state == NEW:
            return Case(None, {"asset": well})
        task = PatrolTask(
            id=new_id(), county_code="140699", plan_id=_plan().id, asset_id=well.id, status=state, version=1,
            window_start_on=today() - timedelta(days=9), due_on=today() + timedelta(days=9),
        )  # fmt: skip
        with unit_of_work() as session:
            session.add(task)
        visit = made_visit(world, "pending_review")
        _ = task.asset.region_path
        for record in (visit, task):
            db.session.expunge(record)  # so that `tie` changes it in memory alone
        return Case(task, {"asset": task.asset, "visit": visit})

    def state_of(self, case: Case) -> str:
        return str(db.session.scalars(select(PatrolTask.status).filter_by(id=case.subject.id)).one())

    def subject(self, case: Case, event: str) -> Any:
        if event == "submit":
            return case.notes["asset"]
        return case.notes["visit"] if event in JUDGED else case.subject

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        if case.subject is None:
            return bond == NO_BOND
        if bond and person.user and person.user.county_code != "140699":
            return False
        visit: Inspection = case.notes["visit"]
        set_committed_value(case.subject, "assignee_id", person.id if bond == "is_assignee" else None)
        set_committed_value(visit, "inspector_id", person.id if bond == "is_inspector" else None)
        return True
