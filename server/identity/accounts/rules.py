"""Passwords, back-off, how long sessions last, what browsers are called.  Source: security.md, Sign-in."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection
from datetime import timedelta
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.core.problems import Problem
from server.identity.accounts.models import FIELD_ROLES, Role

WORKER_SESSION = timedelta(days=180)
STAFF_SESSION = timedelta(hours=8)
FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
FREE_TRIES_AN_HOUR, ADDRESS_WAIT = 60, timedelta(minutes=1)
"""Of an address: a whole village may stand behind one, so it rests late and briefly."""
SHORTEST, SHORTEST_OF_ADMINISTRATORS, LONGEST = 8, 12, 128
ADMINISTRATORS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
SHORTEST_NAME = 3  # a name of two letters stands by chance in many a good password
PRODUCT = ("guanhu", "管护")
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _hasher.hash("nobody has this password")


class SignInRefused(Problem):
    """Name or password is wrong; which of the two is not told."""

    code, status = "accounts/sign-in-refused", 401


class SignInTooSoon(Problem):
    """Too many wrong passwords; facts: minutes to wait."""

    code, status = "accounts/sign-in-too-soon", 429


class SignInNeeded(Problem):
    """Nobody is signed in, or the session has ended."""

    code, status = "accounts/sign-in-needed", 401


class SessionRevoked(SignInNeeded):
    """The session was ended by somebody: the phone keeps what is unsent and forgets what it was shown."""

    code, status = "accounts/session-revoked", 401


class BringsOnly(SignInNeeded):
    """The user is suspended: what he recorded may still be brought, nothing else."""

    code, status = "accounts/brings-only", 401


class NameTaken(Problem):
    """Somebody signs in by that name already."""

    code, status = "accounts/name-taken", 409


class PasswordRefused(Problem):
    """A new password that may not be chosen; each reason is a class of its own."""

    status = 422


class PasswordTooShort(PasswordRefused):
    """Fewer characters than asked; facts: least."""

    code = "accounts/password-too-short"


class PasswordTooLong(PasswordRefused):
    """More characters than anybody types; facts: most."""

    code = "accounts/password-too-long"


class PasswordCommon(PasswordRefused):
    """One of those that are tried first everywhere."""

    code = "accounts/password-common"


class PasswordNamed(PasswordRefused):
    """It contains the user name or the product's name."""

    code = "accounts/password-named"


class OldPasswordWrong(PasswordRefused):
    """Whoever changes a password must know the old one."""

    code = "accounts/old-password-wrong"


def hashed(password: str) -> str:
    """Return the argon2id hash of a password (19 MiB, t=2), however its accents were typed."""
    return _hasher.hash(normalize("NFC", password))


def fits(password_hash: str | None, password: str) -> bool:
    """True when the password is right; takes as long for a name that nobody has."""
    told = normalize("NFC", password)
    try:
        right = _hasher.verify(password_hash or _NOBODY, told[:LONGEST])
    except VerifyMismatchError:
        return False
    return right and password_hash is not None and len(told) <= LONGEST


def refuse_weak(password: str, username: str, roles: frozenset[str], common: Collection[str]) -> None:
    """Refuse a password that others would try; which kinds of characters it has is nobody's business.

    domain/6 asks for three of four kinds; security.md follows NIST SP 800-63B and asks for length instead.
    common  lowercase

    Raises PasswordTooShort, PasswordTooLong, PasswordCommon, PasswordNamed.
    """
    told = normalize("NFC", password).casefold()
    least = SHORTEST_OF_ADMINISTRATORS if roles & ADMINISTRATORS else SHORTEST
    if len(normalize("NFC", password)) < least:
        raise PasswordTooShort(least=least)
    if len(normalize("NFC", password)) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    named = username.casefold() if len(username) >= SHORTEST_NAME else PRODUCT[0]
    if any(name in told for name in (*PRODUCT, named)):
        raise PasswordNamed
    if told in common or len(set(told)) == 1:
        raise PasswordCommon


def wait_after(failed_count: int) -> timedelta:
    """Return how long an account rests after so many wrong passwords in a row."""
    extra = failed_count - FREE_TRIES
    return min(LONGEST_WAIT, timedelta(seconds=2**extra)) if extra > 0 else timedelta()


def address_wait_after(failed_count: int) -> timedelta:
    """Return how long an address rests after so many wrong passwords within an hour."""
    return ADDRESS_WAIT if failed_count > FREE_TRIES_AN_HOUR else timedelta()


def session_length(roles: frozenset[str]) -> timedelta:
    """Return how long a session lasts: field workers roll on, staff sign in daily."""
    return WORKER_SESSION if roles and roles <= FIELD_ROLES else STAFF_SESSION


def secret_hash(secret: str) -> str:
    """Return the key under which a session's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(key: str, secret: str) -> str:
    """Return the token that unsafe requests of this session must carry."""
    return hmac.new(key.encode(), f"csrf {secret}".encode(), hashlib.sha256).hexdigest()


def keyed_hash(key: str, text: str) -> str:
    """Return what is kept of a text that must not be read or guessed from the database."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


_MAKERS = {
    "huawei": r"huawei|harmonyos|hmscore",
    "honor": r"honor",
    "xiaomi": r"xiaomi|redmi|miui|mi \d",
    "oppo": r"oppo|oneplus|realme|heytap",
    "vivo": r"vivo",
    "iphone": r"iphone",
    "ipad": r"ipad",
    "android": r"android",
    "windows": r"windows",
    "mac": r"macintosh",
    "linux": r"linux|x11",
}
_BROWSERS = {
    "wechat": r"micromessenger",
    "huawei": r"huaweibrowser",
    "edge": r"edg/",
    "firefox": r"firefox/",
    "chrome": r"chrome/",
    "safari": r"safari/",
}


def maker_of(user_agent: str) -> str:
    """Return which kind of device speaks so, coarsely: one of the words app.device.<kind>."""
    return _first(_MAKERS, user_agent)


def browser_of(user_agent: str) -> str:
    """Return which browser speaks so, coarsely: one of the words app.browser.<kind>."""
    return _first(_BROWSERS, user_agent)


def _first(patterns: dict[str, str], user_agent: str) -> str:
    told = user_agent.lower()
    return next((name for name, pattern in patterns.items() if re.search(pattern, told)), "other")
