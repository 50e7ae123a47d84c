"""What nobody has done in time: the level above is reminded of the thing, never of a person.

Source: domain/3 (3.1): how long after the due day the township and the county hear of it, by severity.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from server.core.clock import end_of, now, today
from server.core.db import db
from server.field.work_orders.clocks import due_of
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import WITHOUT_CLOCK
from server.field.work_orders.steps import locked
from server.field.work_orders.telling import tell_levels
from server.services.audit_log.actions import audited
from server.services.settings.queries import setting

NEVER = 0


def remind_of_overdue(limit: int) -> int:
    """Tell the township, and later the county, of repairs whose day is over."""
    query = select(WorkOrder).where(
        WorkOrder.status.not_in(WITHOUT_CLOCK),
        WorkOrder.due_on < today(),
        or_(WorkOrder.overdue_told.is_(None), WorkOrder.overdue_told != "county"),
    )
    late = [
        (order, _level_due(order)) for order in db.session.scalars(query.order_by(WorkOrder.due_on)).unique()
    ]
    due = [(order.id, level) for order, level in late if level and level != order.overdue_told]
    for order_id, level in due[:limit]:
        _escalate(order_id, level)
    return len(due[:limit])


def _level_due(order: WorkOrder) -> str | None:
    """Return the highest level that ought to know by now that the repair is late; None for nobody yet."""
    due = due_of(order)
    if due is None:
        return None
    late = now() - end_of(due)
    county = setting(order.county_code, "overdue_county_hours")[order.severity]
    if county != NEVER and late > timedelta(hours=county):
        return "county"
    township = setting(order.county_code, "overdue_township_hours")[order.severity]
    return "township" if late > timedelta(hours=township) else None


@audited("order.escalate")
def _escalate(order_id: UUID, level: str) -> WorkOrder:
    order = locked(order_id, None)
    order.overdue_told = level
    tell_levels(order, "order_overdue", (level,))
    return order


def remind_of_reviews(limit: int) -> int:
    """Remind township and county, once for each day missed, of repairs whose money nobody looked at again."""
    query = select(WorkOrder.id).where(
        WorkOrder.status == "awaiting_funds",
        WorkOrder.funds_review_on < today(),
        or_(WorkOrder.funds_told_on.is_(None), WorkOrder.funds_told_on != WorkOrder.funds_review_on),
    )
    found = db.session.scalars(query.order_by(WorkOrder.funds_review_on).limit(limit)).all()
    for order_id in found:
        _remind(order_id)
    return len(found)


@audited("order.remind_of_funds")
def _remind(order_id: UUID) -> WorkOrder:
    order = locked(order_id, None)
    order.funds_told_on = order.funds_review_on
    tell_levels(order, "funds_review_due", ("township", "county"))
    return order
