"""How the map is read: OR of ANDs of predicates.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.core.problems import Problem
from server.identity.access.models import Actor, Permission

Predicate = Callable[[Actor, Any], bool]
PermissionMap = Mapping[Permission, Sequence[Sequence[Predicate]]]


class Forbidden(Problem):
    """The asker may see the thing, but not do this to it."""

    code, status = "access/forbidden", 403


class OriginRefused(Problem):
    """An unsafe request came from another site, or without the token of its session."""

    code, status = "access/origin-refused", 403


def allows(map_: PermissionMap, permission: Permission, actor: Actor, subject: Any) -> bool:
    """True when all predicates of at least one row hold for the actor and the subject."""
    return any(all(holds(actor, subject) for holds in row) for row in map_[permission])
