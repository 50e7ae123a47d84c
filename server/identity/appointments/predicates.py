"""What permissions.py may ask about posts and the people who hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.identity.appointments.queries import standing
from server.identity.regions.queries import region


def of_role(*roles: str) -> Callable[[Actor, Any], bool]:
    """The post is one of these."""

    def is_such_a_post(_actor: Actor, subject: Any) -> bool:
        return subject.role in roles

    return is_such_a_post


def not_of_role(*roles: str) -> Callable[[Actor, Any], bool]:
    """The post is none of these."""

    def is_another_post(_actor: Actor, subject: Any) -> bool:
        return subject.role not in roles

    return is_another_post


def over_place_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles at a place that covers the post's."""

    def holds_it_there(actor: Actor, subject: Any) -> bool:
        return any(scope.role in roles and scope.covers(subject.region_path) for scope in actor.scopes)

    return holds_it_there


def over_person_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles at a place that covers one of the person's posts."""

    def holds_it_over_one(actor: Actor, subject: Any) -> bool:
        return any(over_place_as(*roles)(actor, post) for post in standing(subject))

    return holds_it_over_one


def over_unit_as(*roles: str) -> Callable[[Actor, Any], bool]:
    """Holds one of these roles at a place that covers the unit's region."""

    def holds_it_over_unit(actor: Actor, subject: Any) -> bool:
        place = region(subject.region_code)
        return place is not None and any(
            scope.role in roles and scope.covers(place.path) for scope in actor.scopes
        )

    return holds_it_over_unit


def unit_of_kind(*kinds: str) -> Callable[[Actor, Any], bool]:
    """The unit is of one of these kinds."""

    def is_such_a_unit(_actor: Actor, subject: Any) -> bool:
        return subject.kind in kinds

    return is_such_a_unit


def in_own_county(actor: Actor, subject: Any) -> bool:
    """The thing belongs to the actor's county."""
    return actor.user is not None and actor.user.county_code == subject.county_code


def not_to_oneself(actor: Actor, subject: Any) -> bool:
    """The post is somebody else's: nobody appoints himself to anything."""
    return actor.id is not None and subject.user_id != actor.id


def not_oneself(actor: Actor, subject: Any) -> bool:
    """The person is somebody else."""
    return actor.id is not None and subject.id != actor.id


def could_give_all_his_posts(actor: Actor, subject: Any) -> bool:
    """Could give each post that the person holds: nobody ends or suspends what he could not give."""
    posts = standing(subject)
    return bool(posts) and all(may(Permission.GIVE_POST, post, actor) for post in posts)
