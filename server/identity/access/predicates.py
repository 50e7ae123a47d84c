"""What the map may ask of an actor alone, or of an actor and a thing's place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.identity.access.models import Actor
from server.services.settings.queries import setting


def anyone(_actor: Actor, _subject: Any) -> bool:
    """Signed in or not."""
    return True


def signed_in(actor: Actor, _subject: Any) -> bool:
    """A user with a full session."""
    return actor.user is not None and not actor.upload_only


def may_bring(actor: Actor, _subject: Any) -> bool:
    """A user with any session, the upload-only one included."""
    return actor.user is not None


def holds(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles anywhere."""

    def has_role(actor: Actor, _subject: Any) -> bool:
        return signed_in(actor, None) and any(role in actor.roles for role in roles)

    return has_role


def administers(part: str) -> Callable[[Actor, Any], bool]:
    """Administers a part (sys_admin, sec_admin, audit_admin) of the county's system.

    Until the county separates its three administrators (security.md), the system's one does all three.
    """

    def is_administrator(actor: Actor, _subject: Any) -> bool:
        if not signed_in(actor, None) or actor.user is None:
            return False
        apart = setting(actor.user.county_code, "separate_administrators")
        return part in actor.roles or (not apart and "sys_admin" in actor.roles)

    return is_administrator


def in_region_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles at a place that covers the subject's (domain/3: in_region)."""

    def has_role_there(actor: Actor, subject: Any) -> bool:
        path = subject.asset.region_path
        return any(scope.role in roles and scope.covers(path) for scope in actor.scopes)

    return has_role_there


def in_whole_county_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles for the whole county."""

    def has_role_in_county(actor: Actor, _subject: Any) -> bool:
        if not signed_in(actor, None) or actor.user is None:
            return False
        county = f"{actor.user.county_code}000000"
        return any(scope.role in roles and scope.path.endswith(county) for scope in actor.scopes)

    return has_role_in_county


def of_own_county(actor: Actor, subject: Any) -> bool:
    """The thing belongs to the actor's county."""
    return actor.user is not None and subject.county_code == actor.user.county_code


def about_an_asset(_actor: Actor, subject: Any) -> bool:
    """The thing is or is about an asset, and so lies at a place."""
    return subject.asset is not None


def supervises_asset_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles for the department that supervises the asset (domain/3: supervises_asset)."""

    def oversees(actor: Actor, subject: Any) -> bool:
        asset = subject.asset
        return any(
            scope.role in roles and scope.dept_id is not None and scope.dept_id == asset.supervising_dept_id
            for scope in actor.scopes
        )

    return oversees
