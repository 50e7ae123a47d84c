"""Reading tasks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.field.patrols.models import PatrolTask


def task(task_id: UUID) -> PatrolTask | None:
    """Return a task by id."""
    return db.session.get(PatrolTask, task_id)


def tasks_by_id(ids: Iterable[UUID]) -> list[PatrolTask]:
    """Return tasks by id."""
    return list(db.session.scalars(select(PatrolTask).where(PatrolTask.id.in_(set(ids)))))
