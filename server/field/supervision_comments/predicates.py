"""What permissions.py may ask about a comment: nobody deals with what is said of himself (domain/3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.identity.access.models import Actor, Scope

Predicate = Callable[[Actor, Any], bool]


def level_of(role: str) -> str:
    """Return where a role decides: village, township, county, city; a department stands beside them."""
    found = role.partition("_")[0]
    return found if found in {"township", "county", "city", "dept"} else "village"


def not_complained_of(actor: Actor, subject: Any) -> bool:
    """Is neither the person nor in the unit that it is about (domain/3: not_complained_of)."""
    if actor.user is None or actor.id == subject.about_user_id:
        return False
    units = {actor.user.org_id, *(scope.dept_id for scope in actor.scopes)} - {None}
    if subject.about_org_id in units:
        return False
    return not any(_belongs(scope, subject) for scope in actor.scopes)


def _belongs(scope: Scope, subject: Any) -> bool:
    """True for a post in the village, township or county that it is about."""
    return level_of(scope.role) == subject.about and scope.covers(subject.asset.region_path)


def at_level(*levels: str) -> Predicate:
    """Is now for one of these levels to deal with (domain/3: at_handling_level)."""

    def is_there(_actor: Actor, subject: Any) -> bool:
        return subject.level in levels

    return is_there


def with_office(_actor: Actor, subject: Any) -> bool:
    """Is dealt with by the office of its level itself, not by a department."""
    return subject.dept_id is None


def in_handling_department_as(*roles: str) -> Predicate:
    """Holds one of these roles for the department that deals with it (domain/3: is_assignee)."""

    def deals_with_it(actor: Actor, subject: Any) -> bool:
        return subject.dept_id is not None and any(
            scope.role in roles and scope.dept_id == subject.dept_id for scope in actor.scopes
        )

    return deals_with_it


def reached_township(_actor: Actor, subject: Any) -> bool:
    """Did not go past the township to those above."""
    return "township" in {subject.first_level, subject.level}


def not_discipline(_actor: Actor, subject: Any) -> bool:
    """Was not handed on as a matter of discipline, of which nothing stays below the county."""
    return str(subject.refer_reason) != "discipline"


def never_handled(actor: Actor, subject: Any) -> bool:
    """Neither has nor had it, nor the actor's unit (domain/3: not_assignee)."""
    had = set(subject.handled_by)
    own = {str(actor.id), *(str(scope.dept_id) for scope in actor.scopes if scope.dept_id)}
    path = subject.asset.region_path
    own |= {level_of(scope.role) for scope in actor.scopes if not scope.dept_id and scope.covers(path)}
    return had.isdisjoint(own)
