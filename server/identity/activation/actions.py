"""Showing a ticket, and using it up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.identity.accounts.actions import DAY, Browser, open_session, set_password
from server.identity.accounts.models import User
from server.identity.accounts.queries import common_passwords, roles_of
from server.identity.accounts.rules import refuse_weak, secret_hash
from server.identity.activation.models import Activation
from server.identity.activation.queries import look_up, person_of
from server.identity.activation.rules import (
    PASSWORD,
    PHONE,
    SHOWN_FOR,
    PersonSuspended,
    TicketUnknown,
    purpose_for,
)
from server.identity.second_factors.actions import demand_code
from server.services.audit_log.actions import Doer, acting_as, doer, record


@dataclass(frozen=True)
class Shown:
    """A ticket as it is shown once; the database keeps only its hash."""

    id: UUID
    ticket: str
    purpose: str


def show_ticket(user_id: UUID, lasts: timedelta = SHOWN_FOR) -> Shown:
    """Return a fresh ticket for a person; an older one that nobody used does not work any more.

    Raises NotFound, PersonSuspended.
    """
    ticket = secrets.token_urlsafe(24)
    with unit_of_work() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is None:
            raise NotFound
        if user.status != "active":
            raise PersonSuspended
        older = update(Activation).filter_by(user_id=user_id, used_at=None, withdrawn_at=None)
        session.execute(older.values(withdrawn_at=now()))
        shown = Activation(
            id=new_id(),
            county_code=user.county_code,
            user_id=user_id,
            ticket_hash=secret_hash(ticket),
            purpose=purpose_for(roles_of(user)),
            shown_by=doer().user_id,
            shown_at=now(),
            expires_at=now() + lasts,
        )
        session.add(shown)
        record(user.county_code, "activation.show", "User", user_id)
    return Shown(shown.id, ticket, shown.purpose)


def open_phone(ticket: str, browser: Browser, demo: bool) -> str:
    """Use a ticket up and return the secret of the session that it opens.  Raises as look_up does."""
    with unit_of_work():
        shown, user = _use(ticket, PHONE, demo)
        return open_session(user, browser, opened_by=shown.shown_by or user.id)


def choose_password(ticket: str, password: str, code: str, browser: Browser, demo: bool) -> str:
    """Use a ticket up for a new password and return the secret of a session; all the former ones end.

    Raises as look_up does, PasswordRefused, CodeNeeded, CodeWrong.
    """
    person = look_up(ticket, PASSWORD, demo)
    refuse_weak(password, person.username, roles_of(person), common_passwords())
    demand_code(person, code, browser)
    with unit_of_work():
        _shown, user = _use(ticket, PASSWORD, demo)
        with acting_as(Doer("user", user.id)):
            set_password(user, password, None)
            record(user.county_code, "account.choose_password", "User", user.id)
        return open_session(user, browser)


def forget_tickets(most: int) -> int:
    """Forget tickets that were over a day ago: the log tells who showed them and whom they let in."""
    with unit_of_work() as session:
        old = select(Activation.id).where(Activation.expires_at < now() - DAY).limit(most)
        ids = list(session.scalars(old))
        session.execute(delete(Activation).where(Activation.id.in_(ids)))
    return len(ids)


def _use(ticket: str, purpose: str, demo: bool) -> tuple[Activation, User]:
    """Two phones may ask at once: the row is locked, so the second finds it used."""
    query = select(Activation).filter_by(ticket_hash=secret_hash(ticket)).with_for_update()
    found = db.session.scalar(query)
    user = person_of(found, purpose, demo)
    if found is None:
        raise TicketUnknown
    found.used_at = now()
    return found, user
