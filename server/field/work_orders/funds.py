"""Waiting for money (等经费): why, how much, until when; and what ends the waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.core.clock import now
from server.field.damage.orders import order_ended
from server.field.work_orders import clocks
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import FOLLOW_UPS, NotFenced, WordsMissing, still_approved
from server.field.work_orders.steps import locked, take
from server.field.work_orders.telling import tell_given_up, tell_of
from server.services.audit_log.actions import audited


@dataclass(frozen=True)
class Lack:
    """What a repair needs (分, in all), why the money is not there, and when somebody looks again.

    reason     read by the villagers too
    review_on  Shanghai date
    fenced     somebody saw that nothing dangerous is left open
    """

    amount_fen: int
    reason: str
    review_on: date
    fenced: bool


@dataclass(frozen=True)
class Closing:
    """Why nobody mends it, what keeps people safe, and what becomes of the thing (FOLLOW_UPS)."""

    reason: str
    safety_measures: str
    follow_up: str


@audited("order.await_funds")
def await_funds(order_id: UUID, lack: Lack, base_version: int | None) -> WorkOrder:
    """Let a repair wait for money: its clock stands, the county's list of gaps has it, people read why.

    Raises NotFound, VersionStale, MoveRefused, WordsMissing, NotFenced.
    """
    order = locked(order_id, base_version)
    if not lack.reason.strip():
        raise WordsMissing
    if not lack.fenced:
        raise NotFenced
    if order.status == "created":
        take(order, "estimate")
    take(order, "await_funds", lack.reason)
    order.reason, order.fenced_at = lack.reason, now()
    order.funds_fen, order.funds_review_on = lack.amount_fen, lack.review_on
    clocks.stop(order)
    return order


@audited("order.review_funds")
def review_funds(order_id: UUID, lack: Lack, base_version: int | None) -> WorkOrder:
    """Look at the money again: how things stand (told as the reason), how much now, when again.

    Raises NotFound, VersionStale, MoveRefused, WordsMissing.
    """
    order = locked(order_id, base_version)
    if not lack.reason.strip():
        raise WordsMissing
    take(order, "review_funds", lack.reason)
    order.reason, order.funds_fen, order.funds_review_on = lack.reason, lack.amount_fen, lack.review_on
    return order


@audited("order.receive_funds")
def receive_funds(order_id: UUID, fund_channel: str, arrived_fen: int, base_version: int | None) -> WorkOrder:
    """Note that the money is there: to be approved, unless it was and has not become dearer since.

    Raises NotFound, VersionStale, MoveRefused.
    """
    order = locked(order_id, base_version)
    holds = still_approved(order.approved_by is not None, order.estimate_fen, order.funds_fen)
    clocks.go_on(order)
    take(order, "funded_approved" if holds else "funded")
    order.fund_channel, order.funds_arrived_fen, order.reason = fund_channel, arrived_fen, None
    if not holds:
        _ask_anew(order)
    tell_of(order, "approve" if holds else "submit_cost")
    return order


def _ask_anew(order: WorkOrder) -> None:
    if order.estimate_fen != order.funds_fen:
        order.estimate_fen, order.budget_lines = order.funds_fen, None
    order.approved_by = None


@audited("order.close_not_fixed")
def close_not_fixed(order_id: UUID, closing: Closing, base_version: int | None) -> WorkOrder:
    """End a repair for which there is no money: the report is confirmed again, people read why.

    Raises NotFound, VersionStale, MoveRefused, WordsMissing.
    """
    order = locked(order_id, base_version)
    if not (closing.reason.strip() and closing.safety_measures.strip() and closing.follow_up in FOLLOW_UPS):
        raise WordsMissing
    take(order, "close_not_fixed", closing.reason)
    order.reason, order.safety_measures = closing.reason, closing.safety_measures
    order.follow_up, order.stopped_at = closing.follow_up, None
    order_ended(order.report_id, closing.reason)
    tell_given_up(order)
    return order
