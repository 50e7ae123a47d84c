"""What the actor may decide now: the map is asked, so that no button stands there that would be refused."""

from __future__ import annotations

from server.field.checklists.rules import SEVERITIES
from server.field.damage.models import DamageReport
from server.field.damage.queries import open_of_asset, weighed
from server.field.damage.rules import OPEN, TO_VERIFY
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.access.actions import actor, may
from server.identity.access.models import Permission
from server.web.desk.hands import reaches


def on_report(report: DamageReport) -> list[str]:
    """Return the verdicts that are legal now, the likeliest first."""
    if report.status not in TO_VERIFY:
        return []
    found = ["confirm"] if grades(report) else []
    if report.upward and may(Permission.REJECT_DAMAGE, report):
        found.append("transfer")
    if may(Permission.REJECT_DAMAGE, report):
        found.append("reject")
    if grades(report) and twins(report):
        found.append("merge")
    return found


def judges(report: DamageReport) -> bool:
    """True when there is a verdict that the actor may give now; asks for no twins, so it suits long lists."""
    if report.status not in TO_VERIFY:
        return False
    return may(Permission.REJECT_DAMAGE, report) or bool(grades(report))


def grades(report: DamageReport) -> list[str]:
    """Return the severities that the actor may confirm this report with."""
    if not may(Permission.CONFIRM_DAMAGE, report):
        return []
    return [one for one in SEVERITIES if may(Permission.CONFIRM_DAMAGE, weighed(report, one))]


def twins(report: DamageReport) -> list[DamageReport]:
    """Return the other open reports of the same asset."""
    return [one for one in open_of_asset(report.asset_id) if one.id != report.id and one.status in OPEN]


def on_order(order: WorkOrder) -> list[str]:
    """Return the steps that are legal now, the likeliest first; what came up a level stays there."""
    if order.status == "finished":
        return ["accept", "refuse"] if may(Permission.ACCEPT_REPAIR, order) else []
    if order.status == "pending_approval":
        return ["approve", "deny"] if may(Permission.APPROVE_COST, order) else []
    if not reaches(actor(), order.level):
        return []
    found = []
    if order.status in {"created", "approved"} and may(Permission.DISPATCH, order):
        found.append("assign")
    if order.status in {"created", "estimating"} and may(Permission.ESTIMATE, order):
        found.append("cost")
    return found


def on_visit(visit: Inspection) -> list[str]:
    """Return what may be said of a visit that waits."""
    if visit.status != "pending_review" or not may(Permission.REVIEW_VISIT, visit):
        return []
    return ["approve", "reject"]
