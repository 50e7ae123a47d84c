"""Inviting people, giving and ending posts, suspending and taking back.  Who may: server/permissions.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from server.core.clock import now, today
from server.core.db import attempt, db
from server.core.ids import new_id
from server.core.pinyin import initials
from server.core.problems import NotFound, VersionStale
from server.identity.accounts.actions import end_outgrown
from server.identity.accounts.models import Post, SignIn, User
from server.identity.appointments.queries import offers
from server.identity.appointments.rules import (
    AdministratorsApart,
    Appointment,
    DaysTurned,
    Offer,
    PostHeld,
    PostOver,
    UsernameTaken,
    are_apart,
    check,
    next_name,
    usable,
)
from server.identity.regions.actions import follow
from server.identity.regions.events import RegionMoved
from server.identity.regions.queries import keep_still, region
from server.services.audit_log.actions import audited, record
from server.services.channels.models import Channel
from server.services.settings.queries import setting


@audited("person.invite")
def invite(
    county_code: str, display_name: str, username: str | None, org_id: UUID | None, appointment: Appointment
) -> User:
    """Make an account with its first posts and no password: the first session is opened by activation.

    username  None: pinyin initials and a number

    Raises NotFound, PostUnfit, TickNeeded, DepartmentNeeded, AdministratorsApart, UsernameUnfit,
    UsernameTaken.
    """
    keep_still(county_code)
    user = User(
        id=new_id(),
        county_code=county_code,
        username=usable(username) if username else _free_name(display_name),
        display_name=display_name,
        org_id=org_id or appointment.dept_id,
        password_hash=None,
        status="active",
        large_text=appointment.preset == "worker",
        demo=False,
        version=1,
        posts=[],
    )
    _add_new(user)
    _give(user, appointment)
    return user


def _add_new(user: User) -> None:
    if db.session.scalar(select(User.id).filter_by(username=user.username)) is not None:
        raise UsernameTaken
    try:
        with attempt():
            db.session.add(user)
            db.session.flush()
    except IntegrityError as taken:  # on PostgreSQL two clerks may choose the same name at once
        raise UsernameTaken from taken


def _free_name(display_name: str) -> str:
    stem = initials(display_name)
    query = select(User.username).where(User.username.startswith(stem, autoescape=True))
    return next_name(stem, set(db.session.scalars(query)))


@audited("person.appoint")
def appoint(user_id: UUID, appointment: Appointment, base_version: int) -> User:
    """Give a person further posts; those he holds there already stay as they are.

    Raises NotFound, VersionStale, PostHeld, and what `invite` raises about posts.
    """
    known = db.session.get(User, user_id)
    if known is None:
        raise NotFound
    keep_still(known.county_code)
    user = _locked(user_id, base_version)
    _give(user, appointment)
    return user


def _give(user: User, appointment: Appointment) -> None:
    wanted = offers(user.county_code, appointment, user.id)
    place = region(appointment.region_code)
    check(appointment, place.level if place else "", (offer.role for offer in wanted))
    missing = [offer for offer in wanted if not _is_held(user, offer, appointment.from_on)]
    if not missing:
        raise PostHeld
    _keep_apart(user, missing)
    for offer in missing:
        user.posts.append(_post(user, offer, appointment.from_on, appointment.to_on))
    end_outgrown(user)
    roles = [offer.role for offer in missing]
    record(user.county_code, "post.give", "User", user.id, roles=roles, region=appointment.region_code)


def _is_held(user: User, offer: Offer, from_on: date) -> bool:
    return any(
        (post.role, post.region_path, post.dept_id) == (offer.role, offer.region_path, offer.dept_id)
        and (post.to_on is None or post.to_on >= from_on)
        for post in user.posts
    )


def _keep_apart(user: User, wanted: Iterable[Offer]) -> None:
    lasting = [post.role for post in user.posts if post.to_on is None or post.to_on >= today()]
    apart = are_apart([*lasting, *(offer.role for offer in wanted)])
    if not apart and setting(user.county_code, "separate_administrators"):
        raise AdministratorsApart


def _post(user: User, offer: Offer, from_on: date, to_on: date | None) -> Post:
    return Post(
        id=new_id(),
        county_code=user.county_code,
        user_id=user.id,
        role=offer.role,
        region_path=offer.region_path,
        dept_id=offer.dept_id,
        from_on=from_on,
        to_on=to_on,
    )


@audited("person.end_post")
def end_post(user_id: UUID, post_id: UUID, to_on: date, base_version: int) -> User:
    """Let a post end with a day; from the next day on it opens nothing.

    to_on  last day; the day before its first for one that is never to begin

    Raises NotFound, VersionStale, PostOver, DaysTurned.
    """
    user = _locked(user_id, base_version)
    post = next((one for one in user.posts if one.id == post_id), None)
    if post is None:
        raise NotFound
    if post.to_on is not None and post.to_on < today():
        raise PostOver
    if (to_on - post.from_on).days < -1:
        raise DaysTurned
    post.to_on = to_on
    record(user.county_code, "post.end", "User", user.id, post=str(post.id), to_on=to_on.isoformat())
    return user


@audited("person.suspend")
def suspend(user_id: UUID, why: str, base_version: int) -> User:
    """Let a person see nothing from now on; for some days his phones may still bring what he recorded.

    Raises NotFound, VersionStale.
    """
    user = _locked(user_id, base_version)
    user.status, user.suspended_at, user.suspended_why = "suspended", now(), why
    _narrow_sessions(user_id, upload_only=True)
    return user


@audited("person.resume")
def resume(user_id: UUID, base_version: int) -> User:
    """Let a suspended person go on; raises NotFound, VersionStale."""
    user = _locked(user_id, base_version)
    user.status, user.suspended_at, user.suspended_why = "active", None, None
    _narrow_sessions(user_id, upload_only=False)
    return user


def _narrow_sessions(user_id: UUID, upload_only: bool) -> None:
    """Narrow the open sessions or widen them: a worker has no password to come back by."""
    open_ones = update(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None))
    db.session.execute(open_ones.values(upload_only=upload_only))


@audited("person.rename")
def rename(user_id: UUID, display_name: str, base_version: int) -> User:
    """Change the name that others read; raises NotFound, VersionStale."""
    user = _locked(user_id, base_version)
    user.display_name = display_name
    return user


def _locked(user_id: UUID, base_version: int) -> User:
    """Return the person, locked, his version counted on; raises NotFound, VersionStale."""
    user = db.session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound
    if user.version != base_version:
        raise VersionStale(now=user.version)
    user.version += 1
    return user


def follow_move(moved: RegionMoved) -> None:
    """Let posts that last, and the channels to those who hold them, follow their place.

    Posts that are over keep the old words.
    """
    follow(Channel.region_path, moved)
    follow(Post.region_path, moved, or_(Post.to_on.is_(None), Post.to_on >= today()))
