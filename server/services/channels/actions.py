"""Setting up channels, and queueing what they deliver; nothing here speaks to the network but a look-up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from server.core.clock import now
from server.core.db import db
from server.core.ids import new_id
from server.core.problems import NotFound
from server.core.sealing import seal
from server.services.audit_log.actions import audited
from server.services.channels.models import Channel, Delivery
from server.services.channels.rules import (
    DUE,
    GIVEN_UP,
    KINDS,
    NAME_LONGEST,
    SECRET_LONGEST,
    WAITING,
    AddressInside,
    ChannelChanged,
    ChannelIncomplete,
    ChannelOff,
    target,
)
from server.services.channels.wire import NotSent, addresses

PURPOSE = "channel"
SMS_FILE = "sms_file"


@dataclass(frozen=True)
class Wish:
    """A channel as a person wants it.

    address, secret  empty: as they are
    dept_id          None: everyone with a post at the place or below it
    """

    kind: str
    name: str
    address: str
    secret: str
    region_path: str
    dept_id: UUID | None = None


@audited("channel.add")
def add(county_code: str, wish: Wish) -> Channel:
    """Add a channel.  Raises ChannelIncomplete, AddressRefused, AddressInside."""
    if wish.kind not in KINDS or (wish.kind != SMS_FILE and not wish.address):
        raise ChannelIncomplete
    channel = Channel(
        id=new_id(), county_code=county_code, kind=wish.kind, host="", address_sealed="",
        secret_sealed="", active=True, version=0,
    )  # fmt: skip
    _take(channel, wish)
    db.session.add(channel)
    return channel


@audited("channel.change")
def change(channel_id: UUID, wish: Wish, base_version: int) -> Channel:
    """Change a channel; its kind stays.  Raises NotFound, ChannelChanged and what add() raises."""
    channel = _locked(channel_id, base_version, wish.name)
    _take(channel, wish)
    return channel


@audited("channel.switch")
def switch(channel_id: UUID, active: bool, base_version: int) -> Channel:
    """Switch a channel on or off; what waited when it went off is given up."""
    channel = _locked(channel_id, base_version, "")
    channel.active, channel.version, channel.changed_at = active, channel.version + 1, now()
    if not active:
        waiting = select(Delivery).where(Delivery.channel_id == channel.id, Delivery.state.in_(DUE))
        for delivery in db.session.scalars(waiting.with_for_update(of=Delivery)):
            delivery.state, delivery.last_error = GIVEN_UP, "switched_off"
    return channel


def _locked(channel_id: UUID, base_version: int, wanted: str) -> Channel:
    channel = db.session.get(Channel, channel_id, with_for_update=True, populate_existing=True)
    if channel is None:
        raise NotFound
    if channel.version != base_version:
        raise ChannelChanged(now=channel.name, wanted=wanted or channel.name)
    return channel


def _take(channel: Channel, wish: Wish) -> None:
    name = wish.name.strip()
    if not name or len(name) > NAME_LONGEST or len(wish.secret) > SECRET_LONGEST:
        raise ChannelIncomplete
    if wish.address and channel.kind != SMS_FILE:
        channel.host = _host(wish.address)
        channel.address_sealed = seal(wish.address, current_app.config["SECRET_KEY"], PURPOSE)
    if wish.secret:
        channel.secret_sealed = seal(wish.secret, current_app.config["SECRET_KEY"], PURPOSE)
    channel.name, channel.region_path, channel.dept_id = name, wish.region_path, wish.dept_id
    channel.version, channel.changed_at = channel.version + 1, now()


def _host(address: str) -> str:
    """Return the host of an address that may be used; one that no look-up knows now is asked again later."""
    found = target(address, current_app.config["WEBHOOK_HOSTS"])
    try:
        addresses(found)
    except NotSent as failed:
        if failed.code == "inside":
            raise AddressInside from failed
    return found.host


def queue(channel: Channel, kind: str, occasion: str, state: str = WAITING, **facts: object) -> Delivery:
    """Let a channel deliver something, once for each occasion, inside the unit of work under way."""
    known = select(Delivery).filter_by(channel_id=channel.id, occasion=occasion)
    delivery = db.session.scalar(known)
    if delivery is None:
        delivery = Delivery(
            id=new_id(), county_code=channel.county_code, channel_id=channel.id, channel=channel, kind=kind,
            occasion=occasion, facts=facts, state=state, tries=0, next_try_at=now(),
        )  # fmt: skip
        db.session.add(delivery)
    return delivery


def tell_urgent(county_code: str, region_path: str, occasion: str, link: str) -> None:
    """Let the robots of a place, and of those above it, say that something urgent waits."""
    query = select(Channel).filter_by(county_code=county_code, active=True, dept_id=None)
    for channel in db.session.scalars(query.order_by(Channel.id)):
        if channel.kind != SMS_FILE and f"{region_path}/".startswith(f"{channel.region_path}/"):
            queue(channel, "urgent", f"urgent/{occasion}", count=1, link=link)


@audited("channel.try")
def try_out(channel_id: UUID) -> Delivery:
    """Queue a message that only says that the channel works.  Raises NotFound, ChannelOff."""
    channel = db.session.get(Channel, channel_id)
    if channel is None:
        raise NotFound
    if not channel.active:
        raise ChannelOff
    return queue(channel, "test", f"test/{new_id()}", count=0, link="/desk/notices")
