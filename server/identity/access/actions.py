"""Asking the map: for a route, for an item, for a button."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import current_app, g

from server.core.problems import NotFound
from server.identity.access.models import BRINGING, NOBODY, SIGHT, Actor, Permission
from server.identity.access.rules import Forbidden, PermissionMap, allows
from server.identity.accounts.rules import BringsOnly, SignInNeeded

P = ParamSpec("P")
R = TypeVar("R")
Finder = Callable[..., Any]
PUBLIC = "public"


def actor() -> Actor:
    """Return whoever makes the present request."""
    found: Actor = g.get("actor", NOBODY)
    return found


def may(permission: Permission, subject: Any = None, by: Actor | None = None) -> bool:
    """True when the actor may do this to the subject; a suspended one only brings what he recorded."""
    someone = by or actor()
    if someone.upload_only and permission not in BRINGING:
        return False
    map_: PermissionMap = current_app.extensions["permissions"]
    return allows(map_, permission, someone, subject)


def require(permission: Permission, subject: Any = None, by: Actor | None = None) -> None:
    """Refuse unless the actor may.

    Raises BringsOnly, SignInNeeded for nobody (SessionRevoked when his session was ended), NotFound for what
    lies out of sight, Forbidden for the rest.
    """
    someone = by or actor()
    if may(permission, subject, someone):
        return
    if someone.user is None:
        raise g.get("ended", SignInNeeded)
    if subject is None and someone.upload_only:
        raise BringsOnly
    if subject is not None and not may(SIGHT.get(permission, Permission.READ_ASSET), subject, someone):
        raise NotFound
    raise Forbidden


def requires(permission: Permission, on: Finder | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a route; `on` finds its subject from the address and raises NotFound first."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(permission, on(*args, **kwargs) if on and actor().user else None)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route that anyone may ask, signed in or not."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in_id() -> UUID:
    """Return the id of the user behind a guarded request."""
    found = actor().id
    if found is None:
        raise SignInNeeded
    return found
