"""Reading people by the places of their posts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from server.core.clock import today
from server.core.db import db
from server.core.problems import NotFound
from server.identity.access.models import PERSONNEL_ROLES, Actor
from server.identity.accounts.models import Post, SignIn, User
from server.identity.appointments.rules import Appointment, Offer, is_of_a_department, roles_for
from server.identity.regions.queries import county_of, region

STATES = ("active", "new", "suspended")
WHOLE_COUNTY = frozenset({"sys_admin", "sec_admin"})


def reach(actor: Actor) -> list[str]:
    """Return the paths inside which the actor looks after people; an administrator's is the county."""
    if actor.user is not None and actor.roles & WHOLE_COUNTY:
        county = county_of(actor.user.county_code)
        return [county.path] if county else []
    return sorted({scope.path for scope in actor.scopes if scope.role in PERSONNEL_ROLES})


def standing(user: User) -> list[Post]:
    """Return the posts by which a person is found: those he holds or will hold, else those he held last."""
    lasting = [post for post in user.posts if post.to_on is None or post.to_on >= today()]
    if lasting:
        return lasting
    last = max((post.to_on for post in user.posts if post.to_on), default=None)
    return [post for post in user.posts if post.to_on == last]


def offers(county_code: str, appointment: Appointment, user_id: UUID | None) -> list[Offer]:
    """Return the posts that an appointment would give, one by one, for the question who may give them.

    Raises NotFound for a region that the county does not have, TickNeeded.
    """
    place = region(appointment.region_code)
    if place is None or place.county_code != county_code or place.valid_to_on is not None:
        raise NotFound
    return [
        Offer(
            county_code, role, place.path,
            appointment.dept_id if is_of_a_department(role) else None, user_id,
        )
        for role in roles_for(appointment.preset, appointment.ticks)
    ]  # fmt: skip


def _inside(paths: Iterable[str]) -> ColumnElement[bool]:
    clauses = [
        clause
        for path in sorted(set(paths))
        for clause in (Post.region_path == path, Post.region_path.startswith(f"{path}/", autoescape=True))
    ]
    return or_(*clauses) if clauses else Post.id.is_(None)


def people_in(
    county_code: str, paths: Iterable[str], words: str, state: str, limit: int, after: UUID | None
) -> list[User]:
    """Return the people with a post inside one of the paths, by name; those without any post by their last.

    words  part of a name, or the name they sign in by
    state  one of STATES, or empty for all
    after  the person that the previous page ended with
    """
    his = Post.user_id == User.id
    lasts = or_(Post.to_on.is_(None), Post.to_on >= today())
    inside = _inside(paths)
    found = or_(
        exists().where(his, lasts, inside),
        and_(~exists().where(his, lasts), exists().where(his, inside)),
    )
    query = select(User).where(User.county_code == county_code, found)
    for word in words.lower().split():
        query = query.where(or_(User.display_name.contains(word, autoescape=True), User.username == word))
    if state in STATES:
        query = query.where(_in_state(state))
    last = db.session.get(User, after) if after else None
    if last is not None:
        query = query.where(
            or_(
                User.display_name > last.display_name,
                (User.display_name == last.display_name) & (User.id > last.id),
            )
        )
    return list(db.session.scalars(query.order_by(User.display_name, User.id).limit(limit)).unique())


def _in_state(state: str) -> ColumnElement[bool]:
    opened = or_(User.password_hash.is_not(None), exists().where(SignIn.user_id == User.id))
    if state == "suspended":
        return User.status != "active"
    return and_(User.status == "active", opened if state == "active" else ~opened)


def states_of(users: Iterable[User]) -> dict[UUID, str]:
    """Return in which of STATES each person is; new: he never signed in and has nothing to sign in with."""
    people = list(users)
    query = select(SignIn.user_id).where(SignIn.user_id.in_([user.id for user in people])).distinct()
    seen = set(db.session.scalars(query))
    return {
        user.id: "suspended"
        if user.status != "active"
        else "active"
        if user.password_hash or user.id in seen
        else "new"
        for user in people
    }
