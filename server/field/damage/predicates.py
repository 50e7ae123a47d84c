"""What permissions.py may ask about a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.assets.custody.queries import is_custodian
from server.field.damage.models import DamageReport
from server.field.damage.rules import DEPARTMENT, DEPARTMENT_STAFF, PERSON, STAFF
from server.identity.access.models import Actor


def not_reporter(actor: Actor, subject: Any) -> bool:
    """Is not the one who reported it (nor made the visit that did)."""
    return actor.id is not None and subject.reporter_id != actor.id


def not_upward(_actor: Actor, subject: Any) -> bool:
    """Is a plain repair, which the village may deal with; what goes upward it may not."""
    return subject.upward is False


def up_to_major(_actor: Actor, subject: Any) -> bool:
    """Is not graded 紧急; a grade not yet given does not stand in the way, the verdict is checked again."""
    return str(subject.severity) != "critical"


def is_reporter(actor: Actor, subject: Any) -> bool:
    """Reported it himself, signed in."""
    return actor.id is not None and subject.reporter_id == actor.id


def not_about_him(actor: Actor, subject: Any) -> bool:
    """Is not complained of: what is said of whoever cares for a thing is not his to handle."""
    about_a_person = str(getattr(subject, "category", "")) == PERSON
    return actor.id is not None and not (about_a_person and is_custodian(actor.id, subject.asset.id))


def lies_at(level: str) -> Callable[[Actor, Any], bool]:
    """The report is this level's to deal with now (domain/3: is_assignee)."""

    def is_there(_actor: Actor, subject: Any) -> bool:
        return str(subject.level) == level

    return is_there


def level_of(actor: Actor, report: DamageReport) -> str | None:
    """Return the level at which the actor deals with a report: its own where he can, else his lowest."""
    path, department = report.asset.region_path, report.asset.supervising_dept_id
    held = {scope.role for scope in actor.scopes if scope.dept_id is None and scope.covers(path)}
    found = [level for level, role in STAFF.items() if role in held]
    if any(
        scope.role == DEPARTMENT_STAFF and department is not None and scope.dept_id == department
        for scope in actor.scopes
    ):
        found.append(DEPARTMENT)
    return report.level if report.level in found else found[0] if found else None
