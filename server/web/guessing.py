"""Who tries tickets that were never shown is asked to wait; a right one is never counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request
from limits import parse

from server.core.problems import TooMany
from server.identity.activation.rules import TicketUnknown

WRONG = parse("60 per hour")  # of one address: a whole village may stand behind it


@contextmanager
def counted_guesses() -> Iterator[None]:
    """Let a ticket be tried inside.  Raises TooMany after too many wrong ones."""
    counters = current_app.extensions["public_limits"].limiter
    if not counters.test(WRONG, "ticket", request.remote_addr or ""):
        raise TooMany
    try:
        yield
    except TicketUnknown:
        counters.hit(WRONG, "ticket", request.remote_addr or "")
        raise
