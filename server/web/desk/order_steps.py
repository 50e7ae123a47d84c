"""The rarer steps of an order that are legal now: its page offers them, no list asks for them."""

from __future__ import annotations

from server.field.damage.models import DamageReport
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import MENDING, TO_AWAIT, TO_CANCEL
from server.identity.access.actions import actor, may
from server.identity.access.models import Permission
from server.web.desk import choices
from server.web.desk.hands import reaches

WAITS = ("awaiting_funds",)
# The step, from which states, who may; in the order in which they stand on the page.
_RARER = (
    ("begin", ("assigned", "rework"), Permission.RECORD_MENDING),
    ("finish", ("in_repair",), Permission.RECORD_MENDING),
    ("resume", ("paused",), Permission.RECORD_MENDING),
    ("pause", ("in_repair",), Permission.RECORD_MENDING),
    ("funded", WAITS, Permission.RECEIVE_FUNDS),
    ("review", WAITS, Permission.ESTIMATE),
    ("close", WAITS, Permission.CLOSE_UNMENDED),
    ("await", TO_AWAIT, Permission.AWAIT_FUNDS),
    ("ask", ("created",), Permission.ESTIMATE),
    ("township", ("finished",), Permission.ASK_TOWNSHIP),
    ("change", MENDING, Permission.DISPATCH),
    ("cancel", TO_CANCEL, Permission.CANCEL_ORDER),
)


def all_of(order: WorkOrder, report: DamageReport | None) -> list[str]:
    """Return every step that is legal now, the likeliest first."""
    first = choices.on_order(order)
    if not reaches(actor(), order.level):
        return first
    later = [step for step, states, who in _RARER if order.status in states and may(who, order)]
    if order.passed_up_at:
        later = [step for step in later if step != "township"]
    again = ["again"] if report is not None and choices.raises(report) else []
    return [*first, *(step for step in later if step not in first), *again]
