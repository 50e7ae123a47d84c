"""Moving an order: one place that checks the life cycle, keeps the step and tells who may see it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import inspect

from server.assets.register import actions as register
from server.core.clock import now
from server.core.db import db
from server.core.ids import new_id
from server.core.moves import move
from server.core.problems import NotFound, VersionStale
from server.field.work_orders.models import OrderStep, WorkOrder
from server.field.work_orders.rules import MOVES
from server.services.audit_log.actions import doer
from server.services.feed.actions import touch


def locked(order_id: UUID, base_version: int | None) -> WorkOrder:
    """Return the order, locked after its asset; raises NotFound, VersionStale."""
    known = db.session.get(WorkOrder, order_id)
    if known is None:
        raise NotFound
    register.lock(known.asset_id)
    order = db.session.get_one(WorkOrder, order_id, with_for_update={"of": WorkOrder}, populate_existing=True)
    if base_version is not None and base_version != order.version:
        raise VersionStale(now=order.version)
    return order


def take(order: WorkOrder, event: str, words: str | None = None) -> None:
    """Move an order along its life cycle, raising its version by one; raises MoveRefused."""
    turn(order, event, words)
    order.version += 1


def turn(order: WorkOrder, event: str, words: str | None = None) -> None:
    """Move an order without a new version, as time does: what a phone saved before still counts."""
    old = order.status
    order.status = move(MOVES, old, event)
    keep_step(order, event, old, words)
    touch(order.county_code, "order", order.id)
    touch(order.county_code, "report", order.report_id)
    touch(order.county_code, "asset", order.asset_id)


def keep_step(order: WorkOrder, event: str, old: str | None, words: str | None) -> None:
    """Add one row to an order's history."""
    db.session.add(
        OrderStep(
            id=new_id(),
            county_code=order.county_code,
            order_id=order.id,
            event=event,
            old=old,
            new=order.status,
            actor_id=doer().user_id,
            mender_id=order.mender_id,
            words=words,
            at=now(),
        )
    )
    if inspect(order).persistent:
        db.session.expire(order, ["steps"])
