"""Giving out rounds, taking in visits and excuses."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from server.assets.custody.queries import custodies_of
from server.assets.register.models import Asset
from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import derived_id
from server.core.moves import may_move, move
from server.core.problems import NotFound, VersionStale
from server.field.checklists.queries import newest
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.patrols.rules import BY_TIME, MOVES, CancelWithoutWords, asks_photo, round_of
from server.identity.accounts.queries import holder_ids
from server.services.audit_log.actions import audited, record
from server.services.feed.actions import share, touch
from server.services.notices.actions import tell
from server.services.settings.queries import setting


def give_out(limit: int) -> int:
    """Give out the tasks of the present round that are not yet there, at most `limit`; returns how many."""
    made = 0
    unended = or_(PatrolPlan.ends_on.is_(None), PatrolPlan.ends_on >= today())
    for plan in db.session.scalars(select(PatrolPlan).where(PatrolPlan.status == "active", unended)).all():
        for round_, asset_types in _rounds_of(plan).items():
            if made < limit:
                made += _give_out(plan, asset_types, round_, limit - made)
    return made


def _rounds_of(plan: PatrolPlan) -> dict[tuple[date, date], list[str]]:
    """Return the types of assets by the round of a plan: a campaign has one, for all its days."""
    if plan.starts_on is None or plan.ends_on is None:
        return _rounds_now(plan.county_code)
    rounds = _rounds_now(plan.county_code).values()
    visited = [one for types in rounds for one in types]
    wanted = [one for one in visited if plan.asset_types is None or one in plan.asset_types]
    return {(plan.starts_on, plan.ends_on): wanted}


def _rounds_now(county_code: str) -> dict[tuple[date, date], list[str]]:
    """Return the types of assets by the round that they are in today."""
    rounds: dict[tuple[date, date], list[str]] = {}
    for asset_type, template in newest(county_code).items():
        if frequency := template.body.get("worker_frequency"):
            rounds.setdefault(round_of(frequency, today()), []).append(asset_type)
    return rounds


def _give_out(plan: PatrolPlan, asset_types: list[str], round_: tuple[date, date], limit: int) -> int:
    start, end = round_
    given = select(PatrolTask.asset_id).where(
        PatrolTask.county_code == plan.county_code,
        PatrolTask.plan_id == plan.id,
        PatrolTask.window_start_on == start,
    )
    due = select(Asset.id).where(
        Asset.county_code == plan.county_code,
        Asset.asset_type.in_(asset_types),
        Asset.lifecycle_status == "registered",
        Asset.ledger_tier != "household",
    )
    if plan.region_path:
        inside = Asset.region_path.startswith(f"{plan.region_path}/", autoescape=True)
        due = due.where(or_(Asset.region_path == plan.region_path, inside))
    # One set less the other: asked once for each asset it took twice as long, every half minute.
    query = due.except_(given).order_by(due.selected_columns.id).limit(limit)
    lacking = db.session.scalars(query).all()
    _add(plan, [(derived_id(plan.id, asset_id, start), asset_id, start, end) for asset_id in lacking])
    return len(lacking)


def _add(plan: PatrolPlan, due: list[tuple[UUID, UUID, date, date]]) -> None:
    if not due:
        return
    carers = custodies_of(asset_id for _, asset_id, _, _ in due)
    with unit_of_work() as session:
        for task_id, asset_id, start, end in due:
            assignee = next((c.user_id for c in carers.get(asset_id, []) if c.user_id), None)
            task = PatrolTask(
                id=task_id, county_code=plan.county_code, plan_id=plan.id, asset_id=asset_id,
                assignee_id=assignee, window_start_on=start, due_on=end,
                photo_asked=asks_photo(task_id, plan.photo_every), status="pending", version=1,
            )  # fmt: skip
            session.add(task)
            if assignee:
                share(plan.county_code, "task", task_id, f"user:{assignee}")
        record(plan.county_code, "patrol.give_out", "PatrolPlan", plan.id, tasks=len(due))


def expire(limit: int) -> int:
    """Mark rounds whose last day and grace are over as overdue; only the worker's own phone says so."""
    return _move_late("pending", "expire", "patrol_grace_days", limit)


def close_missed(limit: int) -> int:
    """Close rounds that nobody went on: 未巡, of the place and of no person; a late visit still counts."""
    return _move_late("overdue", "close_missed", "patrol_close_days", limit)


def lapse(limit: int) -> int:
    """File away rounds that nobody went on and whose days for a late visit are over."""
    missed = _move_late("missed", "lapse", "late_visit_days", limit)
    return missed + _move_late("excused", "lapse", "late_visit_days", limit - missed)


def _move_late(status: str, event: str, days: str, limit: int) -> int:
    query = select(PatrolTask.county_code).where(PatrolTask.status == status, PatrolTask.due_on < today())
    moved = 0
    for county_code in sorted(db.session.scalars(query.distinct())):
        last_day = today() - timedelta(days=int(setting(county_code, days)))
        moved += _move_county(county_code, status, event, last_day, limit - moved)
    return moved


def _move_county(county_code: str, status: str, event: str, last_day: date, limit: int) -> int:
    query = select(PatrolTask).where(
        PatrolTask.county_code == county_code, PatrolTask.status == status, PatrolTask.due_on < last_day
    )
    with unit_of_work() as session:
        late = list(session.scalars(query.limit(limit).with_for_update(of=PatrolTask)))
        for task in late:
            _move(task, event)
        if event == "close_missed":
            _tell_of_missed(late)
        if late:
            record(county_code, f"task.{event}", "PatrolTask", late[0].id, tasks=len(late))
    return len(late)


def _tell_of_missed(tasks: list[PatrolTask]) -> None:
    """Remind each village once how many of its places nobody went to; no person is named or counted."""
    by_village = Counter(task.asset.region_path for task in tasks)
    for path, places in sorted(by_village.items()):
        readers = holder_ids(path, "village_admin")
        tell(tasks[0].county_code, readers, "rounds_missed", "/desk/assets", places=places)


def submit(
    task_id: UUID, asset_id: UUID, inspection_id: UUID, passed: bool, started_at: datetime | None = None
) -> PatrolTask | None:
    """Let a visit answer its task, late or not; one that passed by itself is done.

    started_at  when the visit began, as its phone tells; a round that nobody reported begun begins with it

    A task of another asset, or one that is over already, is left as it is: the visit counts all the same.
    """
    task = db.session.get(PatrolTask, task_id, with_for_update={"of": PatrolTask}, populate_existing=True)
    if task is None or task.asset_id != asset_id or not may_move(MOVES, task.status, "submit"):
        return None
    _move(task, "submit")
    task.inspection_id, task.started_at = inspection_id, task.started_at or started_at
    if passed:
        task.status = move(MOVES, task.status, "accept")
    return task


def review(inspection_id: UUID, event: str, words: str | None = None) -> None:
    """Let the review of a visit decide its task: accept or reject; an accepted one that is done stays so.

    words  why another visit is asked for, within recheck_days
    """
    task = db.session.scalar(select(PatrolTask).filter_by(inspection_id=inspection_id))
    if task is None or not may_move(MOVES, task.status, event):
        return
    _move(task, event)
    if task.status == "returned":
        task.redo_on = today() + timedelta(days=int(setting(task.county_code, "recheck_days")))
        task.redo_words = words


def take_back(inspection_id: UUID, words: str | None) -> None:
    """Ask again for a visit that turned out to be none, while a late visit to its round still counts."""
    task = db.session.scalar(select(PatrolTask).filter_by(inspection_id=inspection_id))
    if task is None:
        return
    days = timedelta(days=int(setting(task.county_code, "late_visit_days")))
    if task.due_on + days >= today():
        review(inspection_id, "reject", words)


@audited("task.start")
def start(task_id: UUID, base_version: int | None) -> PatrolTask:
    """Note that somebody stands at the place; a phone without signal need not say so.

    Raises NotFound, VersionStale, MoveRefused.
    """
    task = _locked(task_id, base_version)
    _move(task, "start")
    task.started_at = now()
    return task


@audited("task.abandon")
def abandon(task_id: UUID, base_version: int | None) -> PatrolTask:
    """Put a visit off that was begun; what was told so far stays on the phone.

    Raises NotFound, VersionStale, MoveRefused.
    """
    task = _locked(task_id, base_version)
    _move(task, "abandon")
    task.started_at = None
    return task


@audited("task.cancel")
def cancel(task_id: UUID, reason: str, words: str | None, base_version: int | None) -> PatrolTask:
    """Call a round off: nobody has to go, and nobody missed anything.

    reason  one of CANCELS; "other" needs words

    Raises NotFound, VersionStale, CancelWithoutWords, MoveRefused.
    """
    if reason == "other" and not words:
        raise CancelWithoutWords
    task = _locked(task_id, base_version)
    _move(task, "cancel")
    task.cancel_reason, task.cancel_words = reason, words
    return task


@audited("task.excuse")
def excuse(task_id: UUID, reason: str, words: str | None, base_version: int | None) -> PatrolTask:
    """Take 去不了 for an answer; no proof is asked, nothing is held against anyone.

    reason  one of EXCUSES

    Raises NotFound, VersionStale, MoveRefused.
    """
    task = _locked(task_id, base_version)
    _move(task, "cannot_go")
    task.excuse, task.excuse_words = reason, words
    readers = holder_ids(task.asset.region_path, "village_admin")
    tell(task.county_code, readers, "task_excused", f"/desk/assets/{task.asset_id}", thing=task.asset.name)
    return task


def _locked(task_id: UUID, base_version: int | None) -> PatrolTask:
    task = db.session.get(PatrolTask, task_id, with_for_update={"of": PatrolTask}, populate_existing=True)
    if task is None:
        raise NotFound
    if base_version is not None and base_version != task.version:
        raise VersionStale(now=task.version)
    return task


def _move(task: PatrolTask, event: str) -> None:
    """Bring a task on; where time alone does it, what a phone saved before still counts."""
    task.status = move(MOVES, task.status, event)
    task.version += event not in BY_TIME
    touch(task.county_code, "task", task.id)
