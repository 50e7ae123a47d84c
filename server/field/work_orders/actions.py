"""Raising an order, paying for it, sending somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from server.assets.register.actions import lock
from server.core.clock import local, now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.moves import may_move
from server.core.problems import NotFound
from server.field.damage.events import DamageConfirmed, DamageReopened, RepairDropped
from server.field.damage.models import DamageReport
from server.field.damage.rules import due_at
from server.field.damage.verdicts import dispatch
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import menders, of_report
from server.field.work_orders.repairs import accept, begin, finish, pause, refuse, resume
from server.field.work_orders.rules import (
    ENDED,
    FEN_A_YUAN,
    MOVES,
    MenderUnknown,
    OrderOpen,
    OverLimit,
    WordsMissing,
    check_lines,
    is_direct,
)
from server.field.work_orders.steps import keep_step, locked, take
from server.field.work_orders.telling import tell_of
from server.services.audit_log.actions import audited, doer
from server.services.feed.actions import number, share
from server.services.settings.queries import setting

__all__ = [
    "accept",
    "approve_cost",
    "assign",
    "begin",
    "begin_estimate",
    "call_off",
    "deny_cost",
    "finish",
    "pause",
    "raise_again",
    "raise_by_hand",
    "raise_order",
    "refuse",
    "resume",
    "submit_cost",
]
TO_MEND = ("confirmed", "reopened")


@dataclass(frozen=True)
class Assignment:
    """Who mends, for about how much, by when (Shanghai date)."""

    mender_id: UUID
    estimate_fen: int
    due_on: date


def raise_order(event: DamageConfirmed) -> None:
    """Open an order for confirmed damage, due by its severity."""
    report = db.session.get_one(DamageReport, event.report_id)
    tell_of(_raise(report), "create")


def raise_again(event: DamageReopened) -> None:
    """Open a new order one level up, because people say that the repair did not hold."""
    report = db.session.get_one(DamageReport, event.report_id)
    tell_of(_raise(report), "create_again")


def call_off(event: RepairDropped) -> None:
    """End the order of a report that stays broken by decision, so that nobody is sent any more."""
    order = of_report(event.report_id)
    reason = db.session.get_one(DamageReport, event.report_id).reason
    for ending in ("cancel", "close_not_fixed"):
        if order is not None and may_move(MOVES, order.status, ending):
            order = locked(order.id, None)
            take(order, ending, reason)
            order.reason, order.stopped_at = reason, None
            return


def raise_by_hand(report_id: UUID) -> WorkOrder:
    """Open one more order for a report whose last one ended with nothing mended.

    Raises NotFound, OrderOpen.
    """
    with unit_of_work() as session:
        report = session.get(DamageReport, report_id)
        if report is None:
            raise NotFound
        lock(report.asset_id)
        session.refresh(report)
        last = of_report(report_id)
        if report.status not in TO_MEND or (last is not None and last.status not in ENDED):
            raise OrderOpen
        order = _raise(report, doer().user_id)
        tell_of(order, "create")
        return order


@audited("order.create")
def _raise(report: DamageReport, author_id: UUID | None = None) -> WorkOrder:
    severity = report.severity or "minor"
    due = due_at(setting(report.county_code, "repair_days"), severity, now())
    order = WorkOrder(
        id=new_id(),
        county_code=report.county_code,
        report_id=report.id,
        asset_id=report.asset_id,
        asset=report.asset,
        title=report.title,
        words=report.words,
        severity=severity,
        status="created",
        author_id=author_id or report.decided_by or doer().user_id,
        level=report.level,
        due_on=local(due).date(),
        created_at=now(),
        version=1,
    )
    db.session.add(order)
    db.session.flush()
    number(order, "order_no", "WX")
    keep_step(order, "create", None, None)
    share(order.county_code, "order", order.id, f"staff:{order.asset.region_path}")
    return order


@audited("order.estimate")
def begin_estimate(order_id: UUID, base_version: int | None) -> WorkOrder:
    """Note that somebody is finding out what it costs; raises NotFound, VersionStale, MoveRefused."""
    order = locked(order_id, base_version)
    take(order, "estimate")
    return order


@audited("order.submit_cost")
def submit_cost(
    order_id: UUID,
    estimate_fen: int,
    fund_channel: str,
    base_version: int | None,
    lines: Sequence[dict[str, Any]] = (),
) -> WorkOrder:
    """Say what a repair costs (分) and from which money, and ask for approval.

    lines  name and cost_fen of each part; none means one line, the repair itself

    Raises NotFound, VersionStale, MoveRefused, LinesWrong.
    """
    order = locked(order_id, base_version)
    budget = [*lines] or [{"name": order.title, "cost_fen": estimate_fen}]
    check_lines(budget, estimate_fen)
    if order.status == "created":
        take(order, "estimate")
    order.estimate_fen, order.fund_channel, order.budget_lines = estimate_fen, fund_channel, budget
    take(order, "submit_cost")
    tell_of(order, "submit_cost")
    return order


@audited("order.approve")
def approve_cost(order_id: UUID, opinion: str, base_version: int | None) -> WorkOrder:
    """Allow the money for a repair; raises NotFound, VersionStale, MoveRefused, WordsMissing."""
    order = locked(order_id, base_version)
    if not opinion.strip():
        raise WordsMissing
    take(order, "approve", opinion)
    order.approved_by = doer().user_id
    tell_of(order, "approve")
    return order


@audited("order.deny")
def deny_cost(order_id: UUID, reason: str, base_version: int | None) -> WorkOrder:
    """Send the sum back with a reason; raises NotFound, VersionStale, MoveRefused, WordsMissing."""
    order = locked(order_id, base_version)
    if not reason.strip():
        raise WordsMissing
    take(order, "deny", reason)
    tell_of(order, "deny")
    return order


@audited("order.assign")
def assign(order_id: UUID, assignment: Assignment, base_version: int | None) -> WorkOrder:
    """Send a mender: at once when the repair is small or urgent, else after the money was approved.

    Raises NotFound, VersionStale, MoveRefused, OverLimit, MenderUnknown.
    """
    order = locked(order_id, base_version)
    if assignment.mender_id not in {mender.id for mender in menders(order.county_code)}:
        raise MenderUnknown
    if order.status == "created":
        _check_direct(order, assignment.estimate_fen)
        order.estimate_fen = assignment.estimate_fen
    order.mender_id, order.dispatcher_id = assignment.mender_id, doer().user_id
    order.due_on, order.overdue_told = assignment.due_on, None
    take(order, "fast_assign" if order.status == "created" else "assign")
    dispatch(order.report_id)
    for kind, object_id in (("order", order.id), ("asset", order.asset_id)):
        share(order.county_code, kind, object_id, f"user:{order.mender_id}")
    tell_of(order, "assign")
    return order


def _check_direct(order: WorkOrder, estimate_fen: int) -> None:
    limit = int(setting(order.county_code, "village_direct_limit"))
    if not is_direct(order.severity, estimate_fen, limit):
        raise OverLimit(limit=limit // FEN_A_YUAN)
