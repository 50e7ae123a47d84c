"""Reading users, the posts they hold now, and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session, joinedload

from server.core.clock import now, today
from server.core.db import db
from server.identity.accounts.models import FIELD_ROLES, PRESETS, Post, SignIn, User
from server.identity.accounts.rules import secret_hash, session_length
from server.services.settings.queries import setting

_KEPT = "holders by county and role"


def posts_now(user: User) -> list[Post]:
    """Return the posts that the user holds today."""
    day = today()
    return [post for post in user.posts if post.from_on <= day and (post.to_on is None or day <= post.to_on)]


def posts_from_now(user: User) -> list[Post]:
    """Return the posts that the user holds today or will hold."""
    return [post for post in user.posts if post.to_on is None or today() <= post.to_on]


def roles_of(user: User) -> frozenset[str]:
    """Return the roles that the user holds today."""
    return frozenset(post.role for post in posts_now(user))


def presets_of(user: User) -> list[str]:
    """Return the presets that cover the user's roles today."""
    roles = roles_of(user)
    return [name for name, wanted in PRESETS.items() if roles & set(wanted)]


def may_still_bring(user: User) -> bool:
    """True for an active user, and for a suspended one while the days for bringing his records last."""
    if user.status == "active":
        return True
    days = int(setting(user.county_code, "upload_only_days"))
    return user.suspended_at is not None and now() - user.suspended_at < timedelta(days=days)


def session_of(secret: str) -> tuple[User, SignIn] | None:
    """Return the user and session of a cookie's secret, or None when it is over, revoked or unknown.

    A session opened before its user was suspended goes on, for bringing only: see brings_only.
    One that a field worker opened is over on the day from which he holds a higher post: see is_outgrown.
    """
    query = select(User, SignIn).join(SignIn, SignIn.user_id == User.id).options(joinedload(User.posts))
    found = db.session.execute(query.where(SignIn.secret_hash == secret_hash(secret))).unique().one_or_none()
    if found is None:
        return None
    user, row = found
    over = row.revoked_at is not None or row.expires_at <= now()
    if over or not may_still_bring(user) or _was_idle(user, row) or is_outgrown(user, row):
        return None
    return user, row


def is_outgrown(user: User, row: SignIn) -> bool:
    """True for a session that staff may not have: opened by a QR code, or longer ago than a day's work.

    Whoever held the phone of a field worker must not hold an office by it.
    """
    roles = roles_of(user)
    if roles <= FIELD_ROLES:
        return False
    return row.opened_by is not None or now() - row.signed_in_at >= session_length(roles)


def brings_only(user: User, row: SignIn) -> bool:
    """True for a session that may only bring what its user recorded: he is suspended, or was at its start."""
    return row.upload_only or user.status != "active"


def was_revoked(secret: str) -> bool:
    """True when somebody ended the session, rather than its own browser or time."""
    row = db.session.get(SignIn, secret_hash(secret))
    return row is not None and row.revoked_at is not None and row.revoked_by is not None


def idle_after(user: User) -> timedelta | None:
    """Return after how long without a request staff are signed out; None for never, and for field workers."""
    if roles_of(user) <= FIELD_ROLES:
        return None
    minutes = int(setting(user.county_code, "idle_minutes"))
    return timedelta(minutes=minutes) if minutes else None


def _was_idle(user: User, row: SignIn) -> bool:
    after = idle_after(user)
    return after is not None and row.last_seen_at is not None and now() - row.last_seen_at > after


def open_sign_ins(user_id: UUID) -> list[SignIn]:
    """Return the sessions of a user that are not over, the latest first."""
    query = select(SignIn).where(
        SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now()
    )
    return list(db.session.scalars(query.order_by(SignIn.signed_in_at.desc())))


def sign_in_row(sign_in_id: UUID) -> SignIn | None:
    """Return a session by the id that may be shown."""
    return db.session.scalar(select(SignIn).filter_by(id=sign_in_id))


@cache
def common_passwords() -> frozenset[str]:
    """Return the passwords that are tried first everywhere, lowercase; the file says whence."""
    lines = (Path(__file__).parent / "data" / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def user(user_id: UUID) -> User | None:
    """Return a user by id."""
    return db.session.get(User, user_id)


def users_by_id(ids: Iterable[UUID]) -> dict[UUID, User]:
    """Return users by id, with their posts; unknown ids are missing."""
    return {row.id: row for row in db.session.scalars(select(User).where(User.id.in_(set(ids))))}


def user_named(username: str) -> User | None:
    """Return a user by the name he signs in by."""
    return db.session.scalar(select(User).filter_by(username=username.strip().lower()))


def counties() -> list[str]:
    """Return the counties that have users."""
    return list(db.session.scalars(select(User.county_code).distinct().order_by(User.county_code)))


def names(user_ids: Iterable[UUID | None], county_code: str | None = None) -> dict[UUID, str]:
    """Return display names by id; where somebody may have made the ids up, of this county's people alone."""
    wanted = {user_id for user_id in user_ids if user_id}
    query = select(User.id, User.display_name).where(User.id.in_(wanted))
    if county_code is not None:
        query = query.where(User.county_code == county_code)
    return dict(db.session.execute(query).all())


def holder_ids(path: str, *roles: str) -> set[UUID]:
    """Return the ids of those who hold one of these roles at a place on this path."""
    return {found.id for role in roles for found in holders(role, path)}


def department_ids(dept_id: UUID | None, role: str) -> set[UUID]:
    """Return the ids of those who hold a department's post; nobody without a department."""
    query = select(User).join(Post).where(Post.dept_id == dept_id, Post.role == role, User.status == "active")
    found = db.session.scalars(query).unique() if dept_id else ()
    return {one.id for one in found if any(p.role == role and p.dept_id == dept_id for p in posts_now(one))}


def ids_at(path: str, dept_id: UUID | None) -> set[UUID]:
    """Return the ids of the active people with a post at a place or below it, or with one of a department."""
    reach = or_(Post.region_path == path, Post.region_path.startswith(f"{path}/", autoescape=True))
    day = today()
    query = (
        select(Post.user_id)
        .join(User, Post.user_id == User.id)
        .where(
            reach, User.status == "active", Post.from_on <= day, or_(Post.to_on.is_(None), Post.to_on >= day)
        )
    )
    return set(db.session.scalars(query.where(Post.dept_id == dept_id) if dept_id else query))


def ids_named(county_code: str, words: str) -> list[UUID]:
    """Return the ids of a county's people whose name holds these words, or who sign in by them."""
    named = User.display_name.contains(words, autoescape=True) | (User.username == words)
    return list(db.session.scalars(select(User.id).where(User.county_code == county_code, named)))


def holder_ids_in(county_code: str, role: str, path: str) -> set[UUID]:
    """Return what holder_ids returns for one role; the county is asked once for each transaction."""
    kept: dict[tuple[str, str], list[tuple[str, UUID]]] = db.session().info.setdefault(_KEPT, {})
    if (county_code, role) not in kept:
        kept[county_code, role] = _held_in(county_code, role)
    return {id_ for at, id_ in kept[county_code, role] if f"{path}/".startswith(f"{at}/")}


def _held_in(county_code: str, role: str) -> list[tuple[str, UUID]]:
    query = (
        select(User)
        .join(Post)
        .where(Post.county_code == county_code, Post.role == role, User.status == "active")
    )
    found = db.session.scalars(query).unique()
    return [(post.region_path, one.id) for one in found for post in posts_now(one) if post.role == role]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: object) -> None:
    session.info.pop(_KEPT, None)


def holders_in(county_code: str, *roles: str) -> list[User]:
    """Return the active users of a county who hold one of these roles today, wherever, by name."""
    query = (
        select(User)
        .join(Post)
        .where(User.county_code == county_code, Post.role.in_(roles), User.status == "active")
        .order_by(User.display_name, User.id)
    )
    return [one for one in db.session.scalars(query).unique() if not roles_of(one).isdisjoint(roles)]


def holder_ids_by_path(role: str, paths: Iterable[str]) -> dict[str, set[UUID]]:
    """Return the ids of the active users who hold a role at a place on each path, asked for in one go."""
    wanted = set(paths)
    above = {path[:end] for path in wanted for end in _ends(path)}
    query = (
        select(User).join(Post).where(Post.role == role, Post.region_path.in_(above), User.status == "active")
    )
    held = [
        (post.region_path, user.id)
        for user in db.session.scalars(query).unique()
        for post in posts_now(user)
        if post.role == role
    ]
    return {path: {id_ for at, id_ in held if f"{path}/".startswith(f"{at}/")} for path in wanted}


def _ends(path: str) -> list[int]:
    """Return where each place on a path ends."""
    return [at for at, sign in enumerate(f"{path}/") if sign == "/"]


def holders(role: str, path: str) -> list[User]:
    """Return the active users who hold a role at a place on this path (its own region or one above)."""
    steps = path.split("/")
    above = ["/".join(steps[: i + 1]) for i in range(len(steps))]
    query = (
        select(User).join(Post).where(Post.role == role, Post.region_path.in_(above), User.status == "active")
    )
    return [found for found in db.session.scalars(query).unique() if role in roles_of(found)]
