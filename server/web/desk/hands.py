"""In whose hands a thing is now (卡在谁手里): the village's, the township's, the county's or the mender's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from server.field.damage.models import DamageReport
from server.field.damage.rules import DEPARTMENT, TO_VERIFY
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.access.actions import actor
from server.identity.access.models import Actor
from server.identity.accounts.queries import holder_ids_by_path
from server.services.settings.queries import setting
from server.web.desk.clocks import days_since
from server.web.look.language import say

LEVELS = ("village", "township", "county")
WAITING = (*TO_VERIFY, "need_info")
MENDER, MONEY, ARCHIVIST = "mender", "money", "archivist"
_MENDING = ("assigned", "in_repair", "paused", "rework")


def levels_of(someone: Actor) -> frozenset[str]:
    """Return the levels at which somebody decides; departments and auditors stand beside the county.

    Whoever keeps the records decides nothing, and so is not told who said what.
    """
    beside = {DEPARTMENT} if any(role.startswith("dept") for role in someone.roles) else set()
    return frozenset(_level(role) for role in someone.roles - {ARCHIVIST}) | beside


def stands_above() -> bool:
    """True when the actor stands above the village, where it may be seen who said what."""
    return not levels_of(actor()).isdisjoint({"township", "county"})


def stuck_said(report: DamageReport) -> str:
    """Return in whose hands a report is and for how many days; nothing when it waits for nobody."""
    if report.status not in WAITING:
        return ""
    hands = hands_of_reports([report])[report.id]
    days, who = days_since(report.clock_at or report.reported_at), say(f"desk.hands.{hands}")
    return say("desk.stuck", who=who, days=days) if days else say("desk.stuck_today", who=who)


def _level(role: str) -> str:
    if role.startswith("village") or role == "household_rep":
        return "village"
    return "township" if role.startswith("township") else "county"


def reaches(someone: Actor, level: str) -> bool:
    """True when the actor stands at this level or above."""
    ranks = [LEVELS.index(own) for own in levels_of(someone) & set(LEVELS)]
    return level not in LEVELS or max(ranks, default=-1) >= LEVELS.index(level)


def hands_of_reports(reports: Iterable[DamageReport]) -> dict[UUID, str]:
    """Return who is to look at each report, by its id: what the village may not judge, the township does."""
    rows = list(reports)
    judges = holder_ids_by_path("village_admin", (row.asset.region_path for row in rows if row.reporter_id))
    return {row.id: _hands(row, judges.get(row.asset.region_path, set())) for row in rows}


def _hands(report: DamageReport, judges: set[UUID]) -> str:
    if report.status == "resolved":
        return "county" if report.level == "county" else "township"
    if report.level != "village":
        return report.level
    only_he_could = report.reporter_id is not None and judges == {report.reporter_id}
    return "township" if report.upward or report.severity == "critical" or only_he_could else "village"


def hands_of_visit(visit: Inspection) -> str:
    """Return who is to look at a visit: what it found that is graver than 一般 is the township's."""
    return "village" if visit.max_severity in {None, "minor"} else "township"


def hands_of_order(order: WorkOrder) -> str:
    """Return who takes the next step of an order."""
    if order.status in _MENDING:
        return MENDER
    if order.status == "awaiting_funds":
        return MONEY
    if order.status == "pending_approval":
        return "county" if _above(order, order.estimate_fen, "township_repair_limit") else "township"
    if order.status == "finished" and order.level == "village":
        if order.passed_up_at:
            return "township"
        return "township" if _above(order, order.actual_cost_fen, "small_job_limit") else "village"
    return order.level


def _above(order: WorkOrder, fen: int | None, limit: str) -> bool:
    return (fen or 0) > int(setting(order.county_code, limit))
