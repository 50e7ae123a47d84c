"""Reading what waits for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from server.core.db import db
from server.identity.access.models import Actor
from server.services.feed.models import HELD, Item


def waiting_in(actor: Actor) -> list[Item]:
    """Return every kept item of the actor's county that nobody has decided on, oldest first."""
    county = actor.user.county_code if actor.user else ""
    query = select(Item).where(Item.county_code == county, Item.status.in_(HELD), Item.decision.is_(None))
    return list(db.session.scalars(query.order_by(Item.received_at)))


def waiting_by_county() -> list[tuple[str, int, datetime]]:
    """Return for each county that has any: how many items wait for a decision, and since when the oldest."""
    query = (
        select(Item.county_code, func.count(), func.min(Item.received_at))
        .where(Item.status.in_(HELD), Item.decision.is_(None))
        .group_by(Item.county_code)
        .order_by(Item.county_code)
    )
    return [(county, count, oldest) for county, count, oldest in db.session.execute(query)]
