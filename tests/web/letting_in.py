"""A cadre shows a QR code, a phone scans it: both ends, for the tests about activation."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.identity.accounts.models import User
from server.services.settings.models import Setting
from tests.makers import Signed
from tests.web.clerk import Clerk

ORIGIN = {"Origin": "http://localhost"}
TICKET = re.compile(r"http://localhost(/\w+/activate)[^#]*#([\w-]+)")


def show_code(clerk: Clerk, person: UUID) -> tuple[str, str]:
    """Let a cadre show the QR code for a person; returns where it leads, and its ticket."""
    clerk.open(f"/desk/people/{person}/access")
    clerk.send("activation")
    found = TICKET.search(clerk.sees)
    assert found, clerk.sees
    return found[1], found[2]


def scan(client: FlaskClient, ticket: str) -> Any:
    """Ask whom the ticket is for, as the app does after the scan."""
    return client.post("/api/v1/activations/look-up", json={"ticket": ticket}, headers=ORIGIN)


def confirm(client: FlaskClient, ticket: str, device: str = "phone-1") -> Any:
    """Press 是我."""
    told = {"ticket": ticket, "device_id": device}
    return client.post("/api/v1/activations", json=told, headers=ORIGIN)


def activated(app: Flask, clerk: Clerk, person: UUID) -> Signed:
    """Return the phone of a person who was just let in by a cadre."""
    client = app.test_client()
    me = confirm(client, show_code(clerk, person)[1]).json
    return Signed(client, UUID(me["user_id"]), me["county_code"], me["csrf"])


def suspend(person: UUID) -> None:
    with unit_of_work() as session:
        user = session.get_one(User, person)
        user.status, user.suspended_at = "suspended", now()


def choose(name: str, value: object) -> None:
    """Let the small county set one of its values."""
    with unit_of_work():
        db.session.merge(Setting(county_code="140699", name=name, value=value))
