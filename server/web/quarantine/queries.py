"""Reading what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from server.assets.register.models import Asset
from server.assets.register.queries import assets_by_id
from server.core.db import db
from server.field.damage.models import DamageReport
from server.field.damage.queries import reports_by_id
from server.field.patrols.models import PatrolTask
from server.field.patrols.queries import tasks_by_id
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import orders_by_id
from server.identity.access.models import Actor
from server.services.feed.models import HELD, Item

Thing = Asset | PatrolTask | DamageReport | WorkOrder


def waiting_in(actor: Actor) -> list[Item]:
    """Return every kept item of the actor's county that nobody has decided on, oldest first."""
    county = actor.county_code
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


def assets_of(items: Iterable[Item]) -> dict[UUID, Asset]:
    """Return the assets that some items are about, by item, as far as their subjects are known."""
    subjects = {item.id: subject for item in items if (subject := subject_of(item))}
    known = assets_by_id(subjects.values())
    for find in (reports_by_id, orders_by_id, tasks_by_id):
        known |= {found.id: found.asset for found in find(subjects.values())}
    return {item_id: known[subject] for item_id, subject in subjects.items() if subject in known}


def thing_of(item: Item) -> Thing | None:
    """Return what an item is about, a thing or some work on one; None while it is not known."""
    subject = subject_of(item)
    asked = [subject] if subject else []
    found: list[Thing] = [*assets_by_id(asked).values()]
    for find in (tasks_by_id, reports_by_id, orders_by_id):
        found += find(asked)
    return found[0] if found else None


def subject_of(item: Item) -> UUID | None:
    """Return the id of what an item is about; None for none that can be read."""
    try:
        return UUID(item.subject_id or "")
    except ValueError:
        return None
