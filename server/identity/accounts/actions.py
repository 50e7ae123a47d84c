"""Signing in and out, sessions and passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core.clock import now, today
from server.core.db import attempt, db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.identity.accounts.models import FIELD_ROLES, Post, Role, SignIn, SignInTry, User
from server.identity.accounts.queries import (
    common_passwords,
    idle_after,
    is_outgrown,
    may_still_bring,
    open_sign_ins,
    roles_of,
    sign_in_row,
)
from server.identity.accounts.rules import (
    WORKER_SESSION,
    NameTaken,
    OldPasswordWrong,
    SignInRefused,
    SignInTooSoon,
    address_wait_after,
    fits,
    hashed,
    keyed_hash,
    refuse_weak,
    secret_hash,
    session_length,
    wait_after,
)
from server.identity.regions.queries import county_of
from server.services.audit_log.actions import Doer, acting_as, audited, doer, record

SECONDS_A_MINUTE = 60
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Browser:
    """What asks to be let in, as far as it is remembered.

    address  where it asks from; only a keyed hash is kept, for a day
    had      the secret of the session that it has had until now
    """

    address: str
    user_agent: str = ""
    device_id: str | None = None
    had: str | None = None


def known(username: str, password: str, browser: Browser, demo: bool) -> User:
    """Return the user of a name and its password; a suspended one too, who may still bring what he recorded.

    Raises SignInRefused, SignInTooSoon.
    """
    name = username.strip().lower()
    if not name or not password:
        raise SignInRefused
    refuse_too_soon(name, browser)
    user = db.session.scalar(select(User).filter_by(username=name))
    right = fits(user.password_hash if user else None, password)
    if not right or user is None or (user.demo and not demo) or not may_still_bring(user):
        note_failure(name, browser)
        raise SignInRefused
    return user


def refuse_too_soon(name: str, browser: Browser) -> None:
    """Refuse while the name or the address rests after wrong passwords.

    Raises SignInTooSoon.
    """
    keys = [_key("name", name), _key("address", browser.address)]
    rests = select(SignInTry.next_try_at).where(SignInTry.key_hash.in_(keys))
    until = max(db.session.scalars(rests), default=now())
    if until > now():
        raise SignInTooSoon(minutes=int((until - now()).total_seconds() // SECONDS_A_MINUTE) + 1)


def note_failure(name: str, browser: Browser) -> None:
    """Count for every typed name alike, so that neither answer nor time tells whether somebody has it."""
    with unit_of_work() as session:
        tried = _tries(session, _key("name", name))
        tried.failed_count += 1
        tried.next_try_at, tried.last_failed_at = now() + wait_after(tried.failed_count), now()
        there = _tries(session, _key("address", browser.address))
        there.failed_count = there.failed_count + 1 if now() - there.last_failed_at < HOUR else 1
        there.next_try_at, there.last_failed_at = now() + address_wait_after(there.failed_count), now()


def _tries(session: Session, key: str) -> SignInTry:
    """Return the counter under a key, locked; whoever comes second to a new one waits and finds it."""
    found = session.get(SignInTry, key, with_for_update=True)
    if found is not None:
        return found
    fresh = SignInTry(key_hash=key, failed_count=0, next_try_at=now(), last_failed_at=now())
    try:
        with attempt():
            session.add(fresh)
            session.flush()
    except IntegrityError:
        return session.get_one(SignInTry, key, with_for_update=True)
    return fresh


def _key(what: str, text: str) -> str:
    return keyed_hash(current_app.config["SECRET_KEY"], f"{what} {text}")


def forget_tries(most: int) -> int:
    """Forget names and addresses whose last wrong password is a day old; returns how many."""
    with unit_of_work() as session:
        old = select(SignInTry.key_hash).where(SignInTry.last_failed_at < now() - DAY)
        keys = list(session.scalars(old.limit(most)))
        session.execute(delete(SignInTry).where(SignInTry.key_hash.in_(keys)))
    return len(keys)


def open_session(user: User, browser: Browser, opened_by: UUID | None = None) -> str:
    """Open a session and return its secret, to be kept in the cookie; the browser's former one ends.

    opened_by  whose QR code opened it; None when the person's own password did
    """
    secret = secrets.token_urlsafe(32)
    with unit_of_work() as session, acting_as(Doer("user", user.id)):
        user = session.get_one(User, user.id, with_for_update=True)
        session.execute(delete(SignInTry).filter_by(key_hash=_key("name", user.username)))
        if browser.had:
            sign_out(browser.had)
        opened = SignIn(
            secret_hash=secret_hash(secret),
            county_code=user.county_code,
            user_id=user.id,
            device_id=browser.device_id,
            user_agent=browser.user_agent[:200],
            upload_only=user.status != "active",
            opened_by=opened_by,
            signed_in_at=now(),
            last_seen_on=today(),
            last_seen_at=now() if idle_after(user) else None,
            proved_at=None if opened_by else now(),
            expires_at=now() + session_length(roles_of(user)),
        )
        session.add(opened)
        record(user.county_code, "account.sign_in", "User", user.id, by=str(opened_by or user.id))
    return secret


def sign_out(secret: str) -> None:
    """End a session; ending one that is over already is no error."""
    with unit_of_work() as session:
        row = session.get(SignIn, secret_hash(secret))
        if row is not None and row.revoked_at is None:
            row.revoked_at = now()
            record(row.county_code, "account.sign_out", "User", row.user_id)


@audited("account.revoke_session")
def revoke(sign_in_id: UUID) -> SignIn:
    """End somebody's session: the phone keeps what is unsent, forgets what it was shown, and asks who it is.

    Raises NotFound.
    """
    row = sign_in_row(sign_in_id)
    if row is None:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now(), doer().user_id
    return row


def end_outgrown(user: User) -> None:
    """End the sessions that are too weak or too old for the posts a user holds today, shorten the others.

    Within the unit of whoever gives him a post.  What his phone has not sent comes after he signed in anew.
    """
    roles = roles_of(user)
    for row in open_sign_ins(user.id):
        if is_outgrown(user, row):
            row.revoked_at, row.revoked_by = now(), doer().user_id
            record(row.county_code, "account.outgrow_session", "User", user.id)
        elif not roles <= FIELD_ROLES:
            row.expires_at = min(row.expires_at, row.signed_in_at + session_length(roles))


def change_password(user: User, old: str, new: str, browser: Browser) -> None:
    """Let a person choose another password; all sessions but that of this browser end.

    Raises OldPasswordWrong, PasswordRefused, SignInTooSoon.
    """
    try:
        known(user.username, old, browser, demo=True)
    except SignInRefused as wrong:
        raise OldPasswordWrong from wrong
    with unit_of_work() as session:
        set_password(session.get_one(User, user.id, with_for_update=True), new, browser.had)
        record(user.county_code, "account.change_password", "User", user.id)


def set_password(user: User, new: str, kept_secret: str | None) -> None:
    """Give a user a password, within the unit of whoever may; his other sessions end.

    Raises PasswordRefused.
    """
    refuse_weak(new, user.username, roles_of(user), common_passwords())
    user.password_hash = hashed(new)
    others = update(SignIn).where(
        SignIn.user_id == user.id,
        SignIn.revoked_at.is_(None),
        SignIn.secret_hash != (secret_hash(kept_secret) if kept_secret else ""),
    )
    db.session.execute(others.values(revoked_at=now(), revoked_by=user.id))


@audited("account.create_administrator")
def create_administrator(county_code: str, username: str, display_name: str) -> User:
    """Make the county's first account, which no password opens before its link was used.

    Raises NotFound for a county that is not in the tree, NameTaken.
    """
    county = county_of(county_code)
    if county is None:
        raise NotFound
    if db.session.scalar(select(User.id).filter_by(username=username)):
        raise NameTaken
    user = User(
        id=new_id(), county_code=county_code, username=username, display_name=display_name, status="active"
    )
    db.session.add(user)
    db.session.flush()
    post = Post(
        id=new_id(), county_code=county_code, user_id=user.id, role=Role.SYS_ADMIN, region_path=county.path,
        from_on=today(),
    )  # fmt: skip
    db.session.add(post)
    return user


def roll_on(row: SignIn) -> None:
    """Let a field worker's session in use last longer, written at most once a day; others end when they end.

    Where staff are signed out idle, the minute in which one was last seen is kept too.
    """
    user = db.session.get_one(User, row.user_id)
    watched = idle_after(user) is not None
    just_seen = row.last_seen_at is not None and now() - row.last_seen_at < SEEN_EVERY
    if row.upload_only or (row.last_seen_on == today() and (just_seen or not watched)):
        return
    with unit_of_work() as session:
        fresh = session.get_one(SignIn, row.secret_hash)
        length = session_length(roles_of(session.get_one(User, fresh.user_id)))
        fresh.last_seen_on, fresh.last_seen_at = today(), now() if watched else None
        rolls = length == WORKER_SESSION
        fresh.expires_at = now() + length if rolls else min(fresh.expires_at, now() + length)
