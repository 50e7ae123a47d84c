"""Reading channels and what became of their deliveries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.services.channels.models import Channel, Delivery
from server.services.channels.rules import GIVEN_UP

LATEST = 5


def channel(channel_id: UUID) -> Channel | None:
    """Return a channel by id."""
    return db.session.get(Channel, channel_id)


def channels_of(county_code: str) -> list[Channel]:
    """Return a county's channels, those in use first."""
    query = select(Channel).filter_by(county_code=county_code)
    return list(db.session.scalars(query.order_by(Channel.active.desc(), Channel.name, Channel.id)))


def latest_of(channel_: Channel) -> list[Delivery]:
    """Return the last deliveries of a channel, newest first; days without anything to tell left out."""
    query = select(Delivery).where(Delivery.channel_id == channel_.id, Delivery.state != "empty")
    return list(db.session.scalars(query.order_by(Delivery.id.desc()).limit(LATEST)))


def failed_since(county_code: str, moment: datetime) -> list[Delivery]:
    """Return a county's messages that could not be sent since a moment and are given up, newest first."""
    query = select(Delivery).where(
        Delivery.county_code == county_code, Delivery.state == GIVEN_UP, Delivery.tried_at >= moment
    )
    return list(db.session.scalars(query.order_by(Delivery.tried_at.desc()).limit(LATEST)))
