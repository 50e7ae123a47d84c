"""Passwords, back-off and how long a session lasts.  Source: security.md, Sign-in."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.core.problems import Problem
from server.identity.accounts.models import Role

WORKER_SESSION = timedelta(days=180)
STAFF_SESSION = timedelta(hours=8)
FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
FIELD_ROLES = frozenset({Role.PATROL_WORKER, Role.CUSTODIAN, Role.MAINTAINER})
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


def hashed(password: str) -> str:
    """Return the argon2id hash of a password (19 MiB, t=2)."""
    return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """True when the password is right; takes as long for a name that nobody has."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except VerifyMismatchError:
        return False


def wait_after(failed_count: int) -> timedelta:
    """Return how long an account rests after so many wrong passwords in a row."""
    extra = failed_count - FREE_TRIES
    return min(LONGEST_WAIT, timedelta(seconds=2**extra)) if extra > 0 else timedelta()


def session_length(roles: frozenset[str]) -> timedelta:
    """Return how long a session lasts: field workers roll on, staff sign in daily."""
    return WORKER_SESSION if roles and roles <= FIELD_ROLES else STAFF_SESSION


def secret_hash(secret: str) -> str:
    """Return the key under which a session's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(key: str, secret: str) -> str:
    """Return the token that unsafe requests of this session must carry."""
    return hmac.new(key.encode(), f"csrf {secret}".encode(), hashlib.sha256).hexdigest()
