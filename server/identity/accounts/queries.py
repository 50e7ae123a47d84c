"""Reading users, the posts they hold now, and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from server.core.clock import now, today
from server.core.db import db
from server.identity.accounts.models import PRESETS, Post, SignIn, User
from server.identity.accounts.rules import secret_hash
from server.services.settings.queries import setting


def posts_now(user: User) -> list[Post]:
    """Return the posts that the user holds today."""
    day = today()
    return [post for post in user.posts if post.from_on <= day and (post.to_on is None or day <= post.to_on)]


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
    """Return the user and session of a cookie's secret, or None when it is over, revoked or unknown."""
    row = db.session.get(SignIn, secret_hash(secret))
    if row is None or row.revoked_at is not None or row.expires_at <= now():
        return None
    user = db.session.get(User, row.user_id)
    if user is None or not may_still_bring(user) or (user.status != "active" and not row.upload_only):
        return None
    return user, row


def user(user_id: UUID) -> User | None:
    """Return a user by id."""
    return db.session.get(User, user_id)


def names(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return display names by id."""
    wanted = {user_id for user_id in user_ids if user_id}
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return dict(rows.all())


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


def holders(role: str, path: str) -> list[User]:
    """Return the active users who hold a role at a place on this path (its own region or one above)."""
    steps = path.split("/")
    above = ["/".join(steps[: i + 1]) for i in range(len(steps))]
    query = (
        select(User).join(Post).where(Post.role == role, Post.region_path.in_(above), User.status == "active")
    )
    return [found for found in db.session.scalars(query).unique() if role in roles_of(found)]
