"""What the end of an order does to its report (called from above, inside its unit)."""

from __future__ import annotations

from uuid import UUID

from server.core.moves import may_move
from server.field.damage.rules import MOVES
from server.field.damage.steps import locked, take


def order_ended(report_id: UUID, reason: str) -> None:
    """Note that an order ended with nothing mended: the damage is confirmed, and people read the reason."""
    report = locked(report_id)
    if may_move(MOVES, report.status, "order_ended"):
        take(report, "order_ended", reason)
