"""Reading tickets."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.core.clock import now
from server.core.db import db
from server.identity.accounts.models import User
from server.identity.accounts.rules import secret_hash
from server.identity.activation.models import Activation
from server.identity.activation.rules import (
    PersonSuspended,
    TicketMisplaced,
    TicketOver,
    TicketUnknown,
    TicketUsed,
    TicketWithdrawn,
)


def state_of(activation_id: UUID, user_id: UUID) -> str | None:
    """Return how a person's ticket stands: waiting, used, or over; None when it is not his."""
    found = db.session.get(Activation, activation_id)
    if found is None or found.user_id != user_id:
        return None
    if found.used_at is not None:
        return "used"
    return "over" if found.withdrawn_at or found.expires_at <= now() else "waiting"


def look_up(ticket: str, purpose: str, demo: bool) -> User:
    """Return whom a ticket is for, without using it up.

    purpose  what the asker can open with it: phone or password

    Raises TicketUnknown, TicketOver, TicketUsed, TicketWithdrawn, PersonSuspended, TicketMisplaced.
    """
    found = db.session.scalar(select(Activation).filter_by(ticket_hash=secret_hash(ticket)))
    return person_of(found, purpose, demo)


def person_of(found: Activation | None, purpose: str, demo: bool) -> User:
    """Return whom a ticket lets in.  Raises as look_up does."""
    user = db.session.get(User, found.user_id) if found else None
    if found is None or user is None or (user.demo and not demo):
        raise TicketUnknown
    if found.used_at is not None:
        raise TicketUsed
    if found.withdrawn_at is not None:
        raise TicketWithdrawn
    if found.expires_at <= now():
        raise TicketOver
    if user.status != "active":
        raise PersonSuspended
    if found.purpose != purpose:
        raise TicketMisplaced
    return user
