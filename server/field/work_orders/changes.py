"""Turns in an order's way: another mender, another acceptor, and calling it off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.assets.custody.queries import is_custodian
from server.core.clock import now
from server.core.db import db
from server.field.damage.orders import order_ended
from server.field.work_orders import clocks
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import menders, mends_at
from server.field.work_orders.rules import MenderUnknown, WordsMissing
from server.field.work_orders.steps import locked, take, turn
from server.field.work_orders.telling import tell_of, tell_removed
from server.services.audit_log.actions import audited, doer
from server.services.feed.actions import share, withdraw
from server.services.settings.queries import setting


@audited("order.change_maintainer")
def change_maintainer(order_id: UUID, mender_id: UUID, reason: str, base_version: int | None) -> WorkOrder:
    """Let somebody else mend it, from the beginning: he takes a picture of how he found it.

    Raises NotFound, VersionStale, MoveRefused, MenderUnknown, WordsMissing.
    """
    order = locked(order_id, base_version)
    if mender_id == order.mender_id or mender_id not in {one.id for one in menders(order.county_code)}:
        raise MenderUnknown
    if not reason.strip():
        raise WordsMissing
    before = order.mender_id
    if order.stopped_at:
        clocks.go_on(order)
    order.mender_id, order.dispatcher_id = mender_id, doer().user_id
    order.begun_at = order.finished_at = None
    take(order, "change_maintainer", reason)
    _hand_over(order, before)
    tell_of(order, "assign")
    return order


def _hand_over(order: WorkOrder, before: UUID | None) -> None:
    db.session.flush()
    for kind, object_id in (("order", order.id), ("asset", order.asset_id)):
        share(order.county_code, kind, object_id, f"user:{order.mender_id}")
    if before is None:
        return
    withdraw(order.county_code, "order", order.id, f"user:{before}")
    if not (mends_at(before, order.asset_id) or is_custodian(before, order.asset_id)):
        withdraw(order.county_code, "asset", order.asset_id, f"user:{before}")
    tell_removed(order, before)


@audited("order.cancel")
def cancel(order_id: UUID, reason: str, base_version: int | None) -> WorkOrder:
    """Call a repair off before anybody mends: the report is confirmed again, and people read why.

    Raises NotFound, VersionStale, MoveRefused, WordsMissing.
    """
    order = locked(order_id, base_version)
    if not reason.strip():
        raise WordsMissing
    take(order, "cancel", reason)
    order.reason = reason
    order_ended(order.report_id, reason)
    tell_of(order, "cancel")
    return order


@audited("order.ask_township")
def ask_township(order_id: UUID, base_version: int | None) -> WorkOrder:
    """Let the township accept it: the village has nobody who may, or nobody has come.

    Raises NotFound, VersionStale, MoveRefused.
    """
    order = locked(order_id, base_version)
    take(order, "ask_township")
    _pass_up(order)
    return order


def _pass_up(order: WorkOrder) -> None:
    order.passed_up_at = now()
    tell_of(order, "ask_township")


def ask_townships(limit: int) -> int:
    """Hand finished repairs that nobody has accepted for acceptance_days to the township."""
    query = select(WorkOrder.id, WorkOrder.county_code, WorkOrder.finished_at).where(
        WorkOrder.status == "finished", WorkOrder.passed_up_at.is_(None)
    )
    done = 0
    for order_id, county_code, finished_at in db.session.execute(query.order_by(WorkOrder.finished_at)).all():
        days = timedelta(days=int(setting(county_code, "acceptance_days")))
        if done < limit and finished_at is not None and now() - finished_at > days:
            _pass_up_late(order_id)
            done += 1
    return done


@audited("order.ask_township")
def _pass_up_late(order_id: UUID) -> WorkOrder:
    order = locked(order_id, None)
    turn(order, "ask_township")
    _pass_up(order)
    return order
