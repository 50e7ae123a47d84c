"""Reading tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.field.patrols.models import PatrolTask
from server.field.patrols.rules import ENDED


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
