"""Codes of a phone (RFC 6238: SHA-1, six digits, half minutes), and codes for the day it is lost."""

from __future__ import annotations

from datetime import datetime

import pyotp

from server.core.ids import normalised
from server.core.problems import Problem
from server.identity.accounts.rules import SignInRefused

STEP_S = 30
DRIFT = 1  # steps a phone's clock may be off, either way
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10


class CodeNeeded(SignInRefused):
    """The password is right; the code of the phone is still lacking."""

    code = "second_factors/code-needed"


class CodeWrong(SignInRefused):
    """The code is wrong, too old, or was used before."""

    code = "second_factors/code-wrong"


class FactorNeeded(Problem):
    """The county asks this person for a second factor, and he has none yet."""

    code, status = "second_factors/factor-needed", 403


class ProofNeeded(Problem):
    """What was asked for is grave: the person proves once more who he is, then it goes on."""

    code, status = "second_factors/proof-needed", 403


def fitting_step(secret: str, code: str, moment: datetime, last_step: int | None) -> int | None:
    """Return the half minute whose code this is; None when it is none, or one taken before.

    secret  base32
    """
    told = code.replace(" ", "")
    present = int(moment.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if pyotp.utils.strings_equal(told, totp.at(step * STEP_S)):
            return step if last_step is None or step > last_step else None
    return None


def address_of(secret: str, username: str, app_name: str) -> str:
    """Return the address that an authenticator scans."""
    return pyotp.TOTP(secret, name=username, issuer=app_name).provisioning_uri()


def recovery_form(typed: str) -> str:
    """Return a recovery code as it was hashed, however it was typed."""
    return normalised(typed)


def asks_factor(roles: frozenset[str], totp_roles: list[str], field_roles: frozenset[str]) -> bool:
    """True when the county asks one of these roles for a second factor; nobody needs one outdoors."""
    return bool(roles & (set(totp_roles) - field_roles))
