"""Presets with their ticks, the places where a post may be held, and names to sign in by.

Source: security.md (six presets), domain/2 (roles).  Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.core.problems import Problem
from server.identity.accounts.models import PRESETS, Role

STAFF, APPROVER, DEPARTMENT = "staff", "approver", "department"
TICKS: dict[str, dict[str, Role]] = {
    "township": {STAFF: Role.TOWNSHIP_STAFF, APPROVER: Role.TOWNSHIP_APPROVER},
    "county": {
        STAFF: Role.COUNTY_STAFF,
        APPROVER: Role.COUNTY_APPROVER,
        "finance": Role.FINANCE,
        "audit": Role.AUDITOR,
        "archive": Role.ARCHIVIST,
    },
    "administrator": {"system": Role.SYS_ADMIN, "security": Role.SEC_ADMIN, "log": Role.AUDIT_ADMIN},
}
"""What may be ticked in a preset; at the county, 部门 makes staff and approver those of one department."""
OF_A_DEPARTMENT = {Role.COUNTY_STAFF: Role.DEPT_STAFF, Role.COUNTY_APPROVER: Role.DEPT_APPROVER}
OFFERED = (*PRESETS, "administrator")
ADMINISTRATORS = frozenset(TICKS["administrator"].values())
LEVELS: dict[str, tuple[str, ...]] = {
    "worker": ("village", "township"),
    "maintainer": ("township", "county"),
    "village": ("village",),
    "village_supervisor": ("village",),
    "township": ("township",),
    "county": ("county",),
    "administrator": ("county",),
}
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,38}")


@dataclass(frozen=True)
class Appointment:
    """Posts to be given together.

    to_on  last day; None while they last
    """

    preset: str
    ticks: frozenset[str]
    region_code: str
    dept_id: UUID | None
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True)
class Offer:
    """One post as the map of permissions judges it before it is given; user_id None for a new person."""

    county_code: str
    role: str
    region_path: str
    dept_id: UUID | None
    user_id: UUID | None


class PostUnfit(Problem):
    """Such a post is not held in such a place."""

    code, status = "appointments/post-unfit", 422


class PostNotYours(Problem):
    """The asker gives other posts, but not this one."""

    code, status = "appointments/post-not-yours", 422


class TickNeeded(Problem):
    """A preset with ticks was chosen without any of them."""

    code, status = "appointments/tick-needed", 422


class DepartmentNeeded(Problem):
    """A department's person was to be appointed without saying which department."""

    code, status = "appointments/department-needed", 422


class PostHeld(Problem):
    """He holds these posts there already."""

    code, status = "appointments/post-held", 409


class PostOver(Problem):
    """The post is over; a new one is given, the old one stays in the books as it was."""

    code, status = "appointments/post-over", 409


class DaysTurned(Problem):
    """The last day lies before the first."""

    code, status = "appointments/days-turned", 422


class AdministratorsApart(Problem):
    """One person would hold two of the three administrators' posts, which the county keeps apart."""

    code, status = "appointments/administrators-apart", 422


class UsernameTaken(Problem):
    """Somebody has this name already."""

    code, status = "appointments/username-taken", 409


class UsernameUnfit(Problem):
    """A name to sign in by begins with a letter and has only letters, digits, dots and dashes."""

    code, status = "appointments/username-unfit", 422


def roles_for(preset: str, ticks: Collection[str]) -> list[Role]:
    """Return the roles that a preset with its ticks stands for; raises TickNeeded."""
    if preset not in TICKS:
        return list(PRESETS[preset])
    found = [role for tick, role in TICKS[preset].items() if tick in ticks]
    if preset == "county" and DEPARTMENT in ticks:
        found = [OF_A_DEPARTMENT.get(role, role) for role in found]
    if not found:
        raise TickNeeded
    return found


def is_of_a_department(role: str) -> bool:
    """True for roles that are held for one department."""
    return role in OF_A_DEPARTMENT.values()


def check(appointment: Appointment, level: str, roles: Iterable[str]) -> None:
    """Refuse posts in places that have none such, a department's without one, and days in the wrong order.

    level  of the region where the posts would be held
    """
    if level not in LEVELS[appointment.preset]:
        raise PostUnfit
    if appointment.dept_id is None and any(is_of_a_department(role) for role in roles):
        raise DepartmentNeeded
    if appointment.to_on is not None and appointment.to_on < appointment.from_on:
        raise DaysTurned


def are_apart(roles: Iterable[str]) -> bool:
    """True unless two of the three administrators are among the roles."""
    return len(ADMINISTRATORS.intersection(roles)) < 2


def usable(typed: str) -> str:
    """Return a name to sign in by as it is kept; raises UsernameUnfit."""
    name = typed.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise UsernameUnfit
    return name


def next_name(initials: str, taken: Collection[str]) -> str:
    """Return the first free name of pinyin initials and a number: wjg1, wjg2 …"""
    stem = initials[:30] or "u"
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"
