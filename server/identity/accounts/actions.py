"""Signing in and out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.identity.accounts.models import SignIn, User
from server.identity.accounts.queries import roles_of
from server.identity.accounts.rules import (
    SignInRefused,
    SignInTooSoon,
    fits,
    secret_hash,
    session_length,
    wait_after,
)
from server.services.audit_log.actions import Doer, acting_as, record
from server.services.settings.queries import setting

SECONDS_A_MINUTE = 60


def sign_in(username: str, password: str, device_id: str | None, user_agent: str, demo: bool) -> str:
    """Open a session and return its secret, to be kept in the cookie.

    A suspended user gets an upload-only session for a while, so that what he recorded is not lost.
    Raises SignInRefused, SignInTooSoon.
    """
    user = db.session.scalar(select(User).filter_by(username=username.strip().lower()))
    if user and user.next_try_at and user.next_try_at > now():
        seconds = (user.next_try_at - now()).total_seconds()
        raise SignInTooSoon(minutes=int(seconds // SECONDS_A_MINUTE) + 1)
    if not fits(user.password_hash if user else None, password) or user is None:
        if user:
            _note_failure(user.id)
        raise SignInRefused
    if (user.demo and not demo) or not _may_still_bring(user):
        raise SignInRefused
    return _open(user.id, device_id, user_agent)


def _may_still_bring(user: User) -> bool:
    if user.status == "active":
        return True
    days = int(setting(user.county_code, "upload_only_days"))
    return user.suspended_at is not None and now() - user.suspended_at < timedelta(days=days)


def _note_failure(user_id: UUID) -> None:
    with unit_of_work() as session:
        user = session.get_one(User, user_id, with_for_update=True)
        user.failed_count += 1
        user.next_try_at = now() + wait_after(user.failed_count)
        record(user.county_code, "account.sign_in_refused", "User", user.id)


def _open(user_id: UUID, device_id: str | None, user_agent: str) -> str:
    secret = secrets.token_urlsafe(32)
    with unit_of_work() as session, acting_as(Doer("user", user_id)):
        user = session.get_one(User, user_id, with_for_update=True)
        user.failed_count, user.next_try_at = 0, None
        session.add(
            SignIn(
                secret_hash=secret_hash(secret),
                county_code=user.county_code,
                user_id=user_id,
                device_id=device_id,
                user_agent=user_agent[:200],
                upload_only=user.status != "active",
                signed_in_at=now(),
                last_seen_on=today(),
                expires_at=now() + session_length(roles_of(user)),
            )
        )
        record(user.county_code, "account.sign_in", "User", user_id)
    return secret


def sign_out(secret: str) -> None:
    """End a session; ending one that is over already is no error."""
    with unit_of_work() as session:
        row = session.get(SignIn, secret_hash(secret))
        if row is not None and row.revoked_at is None:
            row.revoked_at = now()
            record(row.county_code, "account.sign_out", "User", row.user_id)


def roll_on(row: SignIn) -> None:
    """Let a session in use last longer, written at most once a day."""
    if row.last_seen_on == today():
        return
    with unit_of_work() as session:
        fresh = session.get_one(SignIn, row.secret_hash)
        user = session.get_one(User, fresh.user_id)
        fresh.last_seen_on, fresh.expires_at = today(), now() + session_length(roles_of(user))
