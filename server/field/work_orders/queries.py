"""Reading orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import selectinload

from server.assets.register.models import Asset
from server.assets.register.queries import within
from server.core.clock import start_of, today
from server.core.db import db
from server.field.work_orders.models import OrderStep, WorkOrder
from server.field.work_orders.rules import ENDED, WITHOUT_CLOCK
from server.identity.access.models import Actor
from server.identity.accounts.models import Post, User
from server.identity.accounts.queries import roles_of

_WITH_STEPS = selectinload(WorkOrder.steps)
"""Separation of duty is asked of each order in a list, and read from its steps: one query for them all."""


def order(order_id: UUID) -> WorkOrder | None:
    """Return an order by id."""
    return db.session.get(WorkOrder, order_id)


def orders_by_id(ids: Iterable[UUID]) -> list[WorkOrder]:
    """Return orders by id, with their steps."""
    query = select(WorkOrder).where(WorkOrder.id.in_(set(ids))).options(_WITH_STEPS)
    return list(db.session.scalars(query).unique())


def over_before(ids: Iterable[UUID], day: date) -> set[UUID]:
    """Return those of some orders that had ended before a day."""
    stepped_since = OrderStep.order_id == WorkOrder.id, OrderStep.at >= start_of(day)
    query = select(WorkOrder.id).where(
        WorkOrder.id.in_(set(ids)), WorkOrder.status.in_(ENDED), ~exists().where(*stepped_since)
    )
    return set(db.session.scalars(query))


def of_report(report_id: UUID) -> WorkOrder | None:
    """Return the latest order of a report."""
    query = (
        select(WorkOrder)
        .filter_by(report_id=report_id)
        .order_by(WorkOrder.created_at.desc(), WorkOrder.id.desc())
    )
    return db.session.scalar(query.limit(1))


def of_reports(report_ids: Iterable[UUID]) -> dict[UUID, WorkOrder]:
    """Return the latest order by report."""
    query = select(WorkOrder).where(WorkOrder.report_id.in_(set(report_ids))).order_by(WorkOrder.created_at)
    return {row.report_id: row for row in db.session.scalars(query).unique()}


def of_asset(asset_id: UUID) -> list[WorkOrder]:
    """Return the orders of an asset, newest first."""
    query = select(WorkOrder).filter_by(asset_id=asset_id).order_by(WorkOrder.created_at.desc())
    return list(db.session.scalars(query).unique())


def steps_of(order_id: UUID) -> list[OrderStep]:
    """Return an order's steps, oldest first."""
    query = select(OrderStep).filter_by(order_id=order_id).order_by(OrderStep.at, OrderStep.id)
    return list(db.session.scalars(query))


def steps_of_orders(order_ids: Iterable[UUID]) -> list[OrderStep]:
    """Return the steps of some orders, oldest first."""
    query = select(OrderStep).where(OrderStep.order_id.in_(set(order_ids)))
    return list(db.session.scalars(query.order_by(OrderStep.at, OrderStep.id)))


def steps_since(
    actor: Actor, moment: datetime, events: Iterable[str], limit: int = 50
) -> list[tuple[OrderStep, WorkOrder]]:
    """Return the steps of some kinds that orders in the actor's scope took since a moment, newest first."""
    query = (
        select(OrderStep, WorkOrder)
        .join(WorkOrder, OrderStep.order_id == WorkOrder.id)
        .join(WorkOrder.asset)
        .where(OrderStep.county_code == actor.county_code, OrderStep.at >= moment)
        .where(within(actor), OrderStep.event.in_(list(events)))
    )
    found = db.session.execute(query.order_by(OrderStep.at.desc()).limit(limit)).unique()
    return [(step, order_) for step, order_ in found]


def again(orders: Iterable[WorkOrder]) -> set[UUID]:
    """Return the reports of these orders that have had more than one."""
    wanted = WorkOrder.report_id.in_({one.report_id for one in orders})
    query = select(WorkOrder.report_id).where(wanted).group_by(WorkOrder.report_id)
    return set(db.session.scalars(query.having(func.count() > 1)))


def mends_at(user_id: UUID, asset_id: UUID) -> bool:
    """True when the user has an order at the asset, ended ones included."""
    query = select(WorkOrder.id).filter_by(mender_id=user_id, asset_id=asset_id)
    return db.session.scalar(query.limit(1)) is not None


def menders(county_code: str) -> list[User]:
    """Return the people of a county who mend, by name."""
    query = (
        select(User)
        .join(Post)
        .where(User.county_code == county_code, Post.role == "maintainer", User.status == "active")
    )
    found = db.session.scalars(query.order_by(User.display_name)).unique()
    return [user for user in found if "maintainer" in roles_of(user)]


def standing(actor: Actor) -> dict[str, int]:
    """Return how many unfinished orders lie in the actor's scope, by state."""
    query = select(WorkOrder.status, func.count()).join(WorkOrder.asset).where(_unfinished(actor))
    return dict(db.session.execute(query.group_by(WorkOrder.status)).all())


def late_count(actor: Actor) -> int:
    """Return how many of them nobody has mended in time."""
    query = select(func.count()).select_from(WorkOrder).join(WorkOrder.asset)
    return db.session.scalar(query.where(_unfinished(actor), _late())) or 0


def _unfinished(actor: Actor) -> ColumnElement[bool]:
    return and_(WorkOrder.county_code == actor.county_code, WorkOrder.status.not_in(ENDED), within(actor))


def _late() -> ColumnElement[bool]:
    running = WorkOrder.status.not_in(WITHOUT_CLOCK), WorkOrder.stopped_at.is_(None)
    return and_(WorkOrder.due_on < today(), *running)


def waiting_for(
    actor: Actor, limit: int = 200, states: Collection[str] | None = None, late: bool = False
) -> list[WorkOrder]:
    """Return unfinished orders in the actor's scope, those due first on top, with their steps.

    states  only these; late: only what nobody has mended in time
    """
    query = (
        select(WorkOrder)
        .options(_WITH_STEPS)
        .join(WorkOrder.asset)
        .where(_unfinished(actor))
        .order_by(WorkOrder.due_on, WorkOrder.created_at)
    )
    if states is not None:
        query = query.where(WorkOrder.status.in_(states))
    if late:
        query = query.where(_late())
    return list(db.session.scalars(query.limit(limit)).unique())


def without_money(actor: Actor) -> list[WorkOrder]:
    """Return what waits for money in the actor's scope, place by place, the longest waiting first."""
    query = (
        select(WorkOrder)
        .join(WorkOrder.asset)
        .where(WorkOrder.county_code == actor.county_code, WorkOrder.status == "awaiting_funds")
        .where(within(actor))
        .order_by(Asset.region_path, WorkOrder.stopped_at, WorkOrder.id)
    )
    return list(db.session.scalars(query).unique())
