"""Signing in with a second factor, setting one up, and proving once more who one is."""

from __future__ import annotations

import secrets
from uuid import UUID

import pyotp
from flask import current_app
from sqlalchemy import delete, select

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import ALPHABET, new_id
from server.core.problems import NotFound
from server.core.sealing import seal
from server.identity.accounts.actions import Browser, known, note_failure, open_session, refuse_too_soon
from server.identity.accounts.models import SignIn, User
from server.identity.accounts.rules import keyed_hash
from server.identity.second_factors.models import RecoveryCode, SecondFactor
from server.identity.second_factors.queries import PURPOSE, factor_of, lacks_factor, secret_of
from server.identity.second_factors.rules import (
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    CodeNeeded,
    CodeWrong,
    FactorNeeded,
    fitting_step,
    recovery_form,
)
from server.services.audit_log.actions import audited, record


def sign_in(username: str, password: str, code: str, browser: Browser, demo: bool) -> str:
    """Open a session for a phone and return its secret; whoever lacks a second factor sets it up at the desk.

    code  of the second factor; empty where the person has none, or was not asked yet

    Raises SignInRefused, SignInTooSoon, CodeNeeded, CodeWrong, FactorNeeded.
    """
    user = known(username, password, browser, demo)
    if user.status == "active" and lacks_factor(user):
        raise FactorNeeded
    return enter(user, code, browser)


def enter(user: User, code: str, browser: Browser) -> str:
    """Open a session for whoever has told the right password and return its secret.

    Raises CodeNeeded, CodeWrong, SignInTooSoon.
    """
    demand_code(user, code, browser)
    return open_session(user, browser)


def demand_code(user: User, code: str, browser: Browser) -> None:
    """Go on only with the right code of whoever has a second factor.

    Raises CodeNeeded, CodeWrong, SignInTooSoon.
    """
    if factor_of(user.id) is None:
        return
    if not code.strip():
        raise CodeNeeded
    refuse_too_soon(user.username, browser)
    if not _take_code(user, code):
        note_failure(user.username, browser)
        raise CodeWrong


def _take_code(user: User, code: str) -> bool:
    """Use a code up: the phone's or one of the recovery codes; False when it fits nothing."""
    with unit_of_work() as session:
        factor = session.get_one(SecondFactor, user.id, with_for_update=True)
        step = fitting_step(secret_of(factor), code, now(), factor.last_step)
        if step is not None:
            factor.last_step = step
            return True
        query = select(RecoveryCode).filter_by(user_id=user.id, code_hash=_hash_of(code), used_at=None)
        spare = session.scalar(query.with_for_update())
        if spare is None:
            return False
        spare.used_at = now()
        record(user.county_code, "second_factor.recover", "User", user.id)
    return True


@audited("second_factor.begin")
def begin(user: User) -> SecondFactor:
    """Make a fresh secret, which counts once its first code is told; one that counts already stays."""
    found = db.session.get(SecondFactor, user.id, with_for_update=True)
    if found is not None and found.confirmed_at is not None:
        return found
    if found is None:
        found = SecondFactor(user_id=user.id, county_code=user.county_code)
        db.session.add(found)
    found.sealed = seal(pyotp.random_base32(), current_app.config["SECRET_KEY"], PURPOSE)
    found.begun_at = now()
    return found


def confirm(user: User, code: str) -> list[str]:
    """Let the factor count from its first right code on; returns the recovery codes, shown this once.

    Raises CodeWrong, NotFound.
    """
    with unit_of_work() as session:
        factor = session.get(SecondFactor, user.id, with_for_update=True)
        if factor is None or factor.confirmed_at is not None:
            raise NotFound
        factor.last_step = fitting_step(secret_of(factor), code, now(), None)
        if factor.last_step is None:
            raise CodeWrong
        factor.confirmed_at = now()
        record(user.county_code, "second_factor.confirm", "User", user.id)
        return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).filter_by(user_id=user.id))
    rows = [
        RecoveryCode(id=new_id(), county_code=user.county_code, user_id=user.id, code_hash=_hash_of(code))
        for code in codes
    ]
    db.session.add_all(rows)
    return codes


@audited("second_factor.take_off")
def take_off(user_id: UUID) -> SecondFactor:
    """Take a person's second factor off, because the phone is lost or he gives it up.

    Raises NotFound.
    """
    factor = db.session.get(SecondFactor, user_id, with_for_update=True)
    if factor is None:
        raise NotFound
    db.session.execute(delete(RecoveryCode).filter_by(user_id=user_id))
    db.session.delete(factor)
    return factor


def prove(user: User, row: SignIn, password: str, code: str, browser: Browser) -> None:
    """Note that the person behind a session has proved once more who he is.

    Raises SignInRefused, SignInTooSoon, CodeNeeded, CodeWrong.
    """
    known(user.username, password, browser, demo=True)
    demand_code(user, code, browser)
    with unit_of_work() as session:
        session.get_one(SignIn, row.secret_hash).proved_at = now()
        record(user.county_code, "account.prove", "User", user.id)


def _hash_of(code: str) -> str:
    return keyed_hash(current_app.config["SECRET_KEY"], f"recovery {recovery_form(code)}")
