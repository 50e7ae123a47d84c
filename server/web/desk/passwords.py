"""A new password in a form: typed twice, because nobody sees what he types."""

from __future__ import annotations

from flask import request

from server.identity.accounts.rules import (
    ADMINISTRATORS,
    SHORTEST,
    SHORTEST_OF_ADMINISTRATORS,
    PasswordRefused,
)


class PasswordsDiffer(PasswordRefused):
    """The two times it was typed are not the same."""

    code = "desk/passwords-differ"


def asked_twice() -> str:
    """Return the new password of the form.  Raises PasswordsDiffer."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise PasswordsDiffer
    return new


def least(roles: frozenset[str]) -> int:
    """Return how many characters a password needs."""
    return SHORTEST_OF_ADMINISTRATORS if roles & ADMINISTRATORS else SHORTEST
