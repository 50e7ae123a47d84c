"""Reading tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from server.assets.register.models import Asset
from server.core.clock import today
from server.core.db import db
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.patrols.rules import CLOSED, ENDED, UNVISITED, WAITING

LISTED = 200
TWO = 2


def task(task_id: UUID) -> PatrolTask | None:
    """Return a task by id."""
    return db.session.get(PatrolTask, task_id)


def tasks_by_id(ids: Iterable[UUID]) -> list[PatrolTask]:
    """Return tasks by id."""
    return list(db.session.scalars(select(PatrolTask).where(PatrolTask.id.in_(set(ids)))))


def over_before(ids: Iterable[UUID], day: date) -> set[UUID]:
    """Return those of some tasks that have ended and whose round was over before a day."""
    query = select(PatrolTask.id).where(
        PatrolTask.id.in_(set(ids)), PatrolTask.status.in_(ENDED), PatrolTask.due_on < day
    )
    return set(db.session.scalars(query))


def campaigns_in(county_code: str, path: str) -> list[PatrolPlan]:
    """Return the campaigns whose day is not over that reach into a place or lie inside it, by last day."""
    steps = path.split("/")
    query = select(PatrolPlan).where(
        PatrolPlan.county_code == county_code,
        PatrolPlan.ends_on >= today(),
        or_(
            PatrolPlan.region_path.in_("/".join(steps[: end + 1]) for end in range(len(steps))),
            PatrolPlan.region_path.startswith(f"{path}/", autoescape=True),
        ),
    )
    return list(db.session.scalars(query.order_by(PatrolPlan.ends_on, PatrolPlan.id)))


def open_in(county_code: str, path: str, limit: int = LISTED) -> list[PatrolTask]:
    """Return the rounds inside a place that nobody answered yet, the longest due first."""
    query = (
        select(PatrolTask)
        .join(PatrolTask.asset)
        .where(PatrolTask.county_code == county_code, PatrolTask.status.in_(WAITING), _inside(path))
        .order_by(PatrolTask.due_on, Asset.name, PatrolTask.id)
    )
    return list(db.session.scalars(query.limit(limit)))


def twice_unvisited(county_code: str, path: str, limit: int = LISTED) -> list[tuple[PatrolTask, PatrolTask]]:
    """Return the last two rounds of each place inside which nobody went to in either, the latest first.

    Of places alone: whoever should have gone is asked of nobody here (domain/3, patrol.task).
    """
    turn = func.row_number().over(
        partition_by=PatrolTask.asset_id, order_by=(PatrolTask.due_on.desc(), PatrolTask.id)
    )
    ranked = (
        select(PatrolTask.id, turn.label("turn"))
        .join(Asset, Asset.id == PatrolTask.asset_id)
        .where(PatrolTask.county_code == county_code, PatrolTask.status.in_(CLOSED))
        .where(PatrolTask.due_on < today(), _inside(path))
        .subquery()
    )
    query = select(PatrolTask).join(ranked, ranked.c.id == PatrolTask.id).where(ranked.c.turn <= TWO)
    pairs: dict[UUID, list[PatrolTask]] = {}
    for task in db.session.scalars(query.order_by(PatrolTask.due_on.desc(), PatrolTask.id)):
        pairs.setdefault(task.asset_id, []).append(task)
    found = [(two[0], two[1]) for two in pairs.values() if len(two) == TWO and _nobody_went(two)]
    return sorted(found, key=lambda two: (two[0].asset.region_path, two[0].asset.name))[:limit]


def _nobody_went(tasks: list[PatrolTask]) -> bool:
    return all(task.status in UNVISITED for task in tasks)


def _inside(path: str) -> ColumnElement[bool]:
    return or_(Asset.region_path == path, Asset.region_path.startswith(f"{path}/", autoescape=True))
