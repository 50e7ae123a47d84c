"""Signing in and out."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import select

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.identity.accounts.models import SignIn, SignInTry, User
from server.identity.accounts.queries import may_still_bring, roles_of
from server.identity.accounts.rules import (
    SignInRefused,
    SignInTooSoon,
    fits,
    secret_hash,
    session_length,
    wait_after,
)
from server.services.audit_log.actions import Doer, acting_as, record

SECONDS_A_MINUTE = 60


def sign_in(username: str, password: str, device_id: str | None, user_agent: str, demo: bool) -> str:
    """Open a session and return its secret, to be kept in the cookie.

    A suspended user gets an upload-only session for a while, so that what he recorded is not lost.
    Raises SignInRefused, SignInTooSoon.
    """
    name = username.strip().lower()
    if not name or not password:
        raise SignInRefused
    _refuse_too_soon(name)
    user = db.session.scalar(select(User).filter_by(username=name))
    right = fits(user.password_hash if user else None, password)
    if not right or user is None or (user.demo and not demo) or not may_still_bring(user):
        _note_failure(name)
        raise SignInRefused
    return _open(user.id, name, device_id, user_agent)


def _refuse_too_soon(name: str) -> None:
    tried = db.session.get(SignInTry, secret_hash(name))
    if tried is not None and tried.next_try_at > now():
        seconds = (tried.next_try_at - now()).total_seconds()
        raise SignInTooSoon(minutes=int(seconds // SECONDS_A_MINUTE) + 1)


def _note_failure(name: str) -> None:
    """Count for every typed name alike, so that neither answer nor time tells whether somebody has it."""
    with unit_of_work() as session:
        tried = session.get(SignInTry, secret_hash(name), with_for_update=True)
        if tried is None:
            tried = SignInTry(name_hash=secret_hash(name), failed_count=0, next_try_at=now())
            session.add(tried)
        tried.failed_count += 1
        tried.next_try_at = now() + wait_after(tried.failed_count)


def _open(user_id: UUID, name: str, device_id: str | None, user_agent: str) -> str:
    secret = secrets.token_urlsafe(32)
    with unit_of_work() as session, acting_as(Doer("user", user_id)):
        user = session.get_one(User, user_id, with_for_update=True)
        tried = session.get(SignInTry, secret_hash(name))
        if tried is not None:
            session.delete(tried)
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
    """Let a session in use last longer, written at most once a day; an upload-only one ends when it ends."""
    if row.last_seen_on == today() or row.upload_only:
        return
    with unit_of_work() as session:
        fresh = session.get_one(SignIn, row.secret_hash)
        user = session.get_one(User, fresh.user_id)
        fresh.last_seen_on, fresh.expires_at = today(), now() + session_length(roles_of(user))
