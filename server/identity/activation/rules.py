"""How long a ticket works, what it opens, and why it may not."""

from __future__ import annotations

from datetime import timedelta

from server.core.problems import Problem
from server.identity.accounts.models import FIELD_ROLES

SHOWN_FOR = timedelta(minutes=10)
SENT_FOR = timedelta(days=1)  # by the command line: whoever installs it has to hand it over
PHONE, PASSWORD = "phone", "password"


class TicketUnknown(Problem):
    """No such ticket was ever shown: a picture of something else, or a torn address."""

    code, status = "activation/ticket-unknown", 404


class TicketOver(Problem):
    """The ticket's ten minutes are over."""

    code, status = "activation/ticket-over", 410


class TicketUsed(Problem):
    """Somebody has used the ticket already."""

    code, status = "activation/ticket-used", 410


class TicketWithdrawn(Problem):
    """A newer ticket was shown for the same person."""

    code, status = "activation/ticket-withdrawn", 410


class PersonSuspended(Problem):
    """The person's account is suspended, so nothing is opened for him."""

    code, status = "activation/person-suspended", 409


class TicketMisplaced(Problem):
    """The ticket leads to the choice of a password, not into the phone app, or the reverse."""

    code, status = "activation/ticket-misplaced", 409


def purpose_for(roles: frozenset[str]) -> str:
    """Return what a ticket opens: a field worker's phone, or for staff the choice of a password."""
    return PHONE if roles and roles <= FIELD_ROLES else PASSWORD
