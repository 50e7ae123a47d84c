"""The rounds: one plan, last time's tasks and this time's, and the visits that were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import as_of, start_of, today
from server.demo.album import put_picture
from server.demo.chance import COUNTY, between, demo_id
from server.demo.stories import story_keys
from server.demo.things import Thing, things
from server.demo.visits import SENT_AFTER, moment_of, sound_answers, visit_of
from server.field.checklists.models import ChecklistTemplate
from server.field.checklists.queries import newest
from server.field.inspections.actions import file_inspection
from server.field.patrols import actions as patrols
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.services.audit_log.actions import Doer, acting_as
from server.services.settings.queries import setting

PHOTO_EVERY = 4
MORE_THAN_ALL = 1000
DONE_OF_TEN = 4
NOON = timedelta(hours=12)
LEFT_OUT = frozenset({"1/2/street_light", "4/3/culture_sport", "8/4/canal", "11/5/greenhouse"})
"""Things that nobody went to last time: their tasks are overdue."""


def walk_rounds(session: Session) -> None:
    """Give out last time's tasks and this time's by the real action, and make most of the visits."""
    session.add(
        PatrolPlan(
            id=demo_id("plan"),
            county_code=COUNTY,
            name="村级日常巡查",
            kind="routine",
            photo_every=PHOTO_EVERY,
            status="active",
        )
    )
    session.flush()
    before, yesterday = last_day_of_previous_round(today()), today() - timedelta(days=1)
    with as_of(start_of(before) + NOON):
        patrols.give_out(MORE_THAN_ALL)
    _visit(session, before, lambda thing: thing.key not in LEFT_OUT)
    patrols.give_out(MORE_THAN_ALL)
    _visit(session, yesterday, _is_done)
    session.flush()
    patrols.expire(MORE_THAN_ALL)


def last_day_of_previous_round(day: date) -> date:
    """Return the last day of the latest month whose days of grace are over too."""
    grace = int(setting(COUNTY, "patrol_grace_days"))
    return (day - timedelta(days=grace + 1)).replace(day=1) - timedelta(days=1)


def _is_done(thing: Thing) -> bool:
    if thing.key in LEFT_OUT or thing.key in story_keys():
        return False
    return between(1, 10, "done", thing.key) <= DONE_OF_TEN


def _visit(session: Session, until: date, is_visited: Callable[[Thing], bool]) -> None:
    session.flush()
    templates = newest(COUNTY)
    query = select(PatrolTask).where(PatrolTask.status == "pending", PatrolTask.window_start_on <= until)
    tasks = {task.asset_id: task for task in session.scalars(query).unique()}
    for thing in things():
        task = tasks.get(thing.id)
        if task is not None and is_visited(thing):
            _find_sound(thing, templates[thing.kind.asset_type], task, until)
            session.flush()


def _find_sound(thing: Thing, template: ChecklistTemplate, task: PatrolTask, until: date) -> None:
    """Let the village's worker find everything as it should be, in the first days of the round."""
    spare = min(2, (until - task.window_start_on).days)
    day = task.window_start_on + timedelta(days=between(0, spare, "day", thing.key, until))
    at = moment_of(thing, day)
    slots = {"plan/1"} if task.photo_asked or between(0, 1, "photo", thing.key) else set[str]()
    visit = visit_of(thing, template, at, sound_answers(template), slots, task.id)
    with as_of(at + SENT_AFTER), acting_as(Doer("user", visit.inspector_id)):
        inspection = file_inspection(demo_id("visit", task.id), visit)
        for slot in slots:
            put_picture("inspection", inspection.id, slot, thing.kind.asset_type, "sound")
