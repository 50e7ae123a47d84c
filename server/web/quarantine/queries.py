"""Reading what waits for a person."""

from __future__ import annotations

from sqlalchemy import select

from server.core.db import db
from server.identity.access.models import Actor
from server.services.feed.models import Item
from server.web.quarantine.actions import HELD


def waiting_in(actor: Actor) -> list[Item]:
    """Return every kept item of the actor's county that nobody has decided on, oldest first."""
    county = actor.user.county_code if actor.user else ""
    query = select(Item).where(Item.county_code == county, Item.status.in_(HELD), Item.decision.is_(None))
    return list(db.session.scalars(query.order_by(Item.received_at)))
