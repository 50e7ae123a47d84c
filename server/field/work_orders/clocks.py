"""Until when an order has time: the clock stands while it waits for money, and for a while in a pause."""

from __future__ import annotations

from datetime import date, timedelta

from server.core.clock import local, now, today
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import days_to_add
from server.services.settings.queries import setting


def due_of(order: WorkOrder) -> date | None:
    """Return the Shanghai date by which it is to be mended as of today; None while no clock runs."""
    if order.status == "awaiting_funds":
        return None
    return order.due_on + timedelta(days=_days_stood(order))


def stop(order: WorkOrder) -> None:
    """Let the clock stand from now on; one that stands already goes on standing."""
    order.stopped_at = order.stopped_at or now()


def go_on(order: WorkOrder) -> None:
    """Let the clock run again, later by what it stood; asked in the state that the order then leaves."""
    days = _days_stood(order)
    if order.status == "paused":
        order.paused_days += days
    order.due_on += timedelta(days=days)
    order.stopped_at = None
    if order.due_on >= today():
        order.overdue_told = None


def _days_stood(order: WorkOrder) -> int:
    if order.stopped_at is None:
        return 0
    days = (today() - local(order.stopped_at).date()).days
    most = int(setting(order.county_code, "pause_days_most"))
    return days_to_add(order.status == "paused", days, order.paused_days, most)
