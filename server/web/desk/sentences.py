"""Facts as sentences: how far the phone was, what is odd about a visit, what a repair costs."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from server.field.damage.models import DamageReport
from server.field.damage.queries import reports_by_id
from server.field.inspections.models import Defect, Inspection
from server.field.work_orders.models import WorkOrder
from server.web.look.figures import money
from server.web.look.language import say
from server.web.public.kinds import trouble


def wrong(report: DamageReport) -> str:
    """Return what is wrong as a neighbour would say it, not as the question asked it."""
    return trouble(report.category, report.title)


def wrong_at(defect: Defect) -> str:
    """Return what a visit found wrong."""
    return trouble(defect.item_code, defect.title)


def troubles_of(orders: Iterable[WorkOrder]) -> dict[UUID, str]:
    """Return what is wrong, by the report behind each order."""
    return {report.id: wrong(report) for report in reports_by_id(order.report_id for order in orders)}


def distance_said(visit: Inspection) -> str:
    """Return how far from the asset the phone was, and what that is worth."""
    facts = {"metres": round(visit.distance_m or 0), "accuracy": round(visit.accuracy_m or 0)}
    return say(f"desk.fence.{visit.fence_verdict}", **facts)


def distance_short(visit: Inspection) -> str:
    """Return the metres alone; nothing without a fix."""
    return say("desk.metres", metres=round(visit.distance_m)) if visit.distance_m is not None else ""


def flags_said(visit: Inspection) -> str:
    """Return the flags of a visit in words."""
    return "、".join(say(f"desk.flag.{flag}") for flag in visit.flags)


def cost_of(order: WorkOrder) -> str:
    """Return what the repair cost, else what it is thought to cost; nothing when nobody has said."""
    if order.actual_cost_fen is not None:
        return money(order.actual_cost_fen)
    return say("desk.about", amount=money(order.estimate_fen)) if order.estimate_fen is not None else ""
