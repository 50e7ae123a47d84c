"""What the actor may decide now: the map is asked, so that no button stands there that would be refused."""

from __future__ import annotations

from server.core.clock import today
from server.core.moves import may_move
from server.field.checklists.rules import SEVERITIES
from server.field.damage.models import DamageReport
from server.field.damage.queries import open_of_asset, weighed
from server.field.damage.rules import CALL_RESULTS, HURRIED, OPEN, TARGETS, TO_VERIFY, is_sampled, may_go_to
from server.field.inspections.models import Inspection
from server.field.inspections.rules import MOVES
from server.field.work_orders.actions import TO_MEND
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.rules import ENDED
from server.identity.access.actions import actor, may
from server.identity.access.models import Permission
from server.services.settings.queries import setting
from server.web.desk.hands import reaches


def on_report(report: DamageReport) -> list[str]:
    """Return what is legal now, the likeliest first; the keys 1 to 9 follow this order."""
    steps = (_verdicts, _handling, _afterwards, _steering, _elsewhere)
    return [verdict for found in steps for verdict in found(report)]


def _verdicts(report: DamageReport) -> list[str]:
    if report.status not in TO_VERIFY:
        return []
    found = ["confirm"] if grades(report) else []
    if report.upward:
        found += _elsewhere(report, upward=True)
    if may(Permission.REJECT_DAMAGE, report):
        found.append("reject")
    if report.status == "submitted" and may(Permission.CLAIM_REPORT, report):
        found.append("claim")
    return found


def _handling(report: DamageReport) -> list[str]:
    if not may(Permission.HANDLE_REPORT, report):
        return []
    found = ["merge"] if report.status in TO_VERIFY and twins(report) else []
    return found + {"triaging": ["ask"], "need_info": ["supply"]}.get(report.status, [])


def _afterwards(report: DamageReport) -> list[str]:
    if report.status in {"resolved", "rejected"} and may(Permission.STEER_REPORT, report):
        return list(CALL_RESULTS)
    if report.status == "fixed_on_spot" and _reviews(report):
        return ["review_ok", "review_bad"]
    found = ["again"] if raises(report) else []
    drops = report.status in {"confirmed", "reopened"} and may(Permission.DROP_REPAIR, report)
    return [*found, "drop"] if drops else found


def raises(report: DamageReport) -> bool:
    """True when the actor may open one more order: it is to be mended, and the last one has ended."""
    if report.status not in TO_MEND or not may(Permission.RAISE_ORDER, report):
        return False
    last = of_report(report.id)
    return last is None or last.status in ENDED


def _steering(report: DamageReport) -> list[str]:
    if not may(Permission.STEER_REPORT, report):
        return []
    found = ["reassign"] if report.status in TO_VERIFY and targets(report) else []
    return [*found, "supervise"] if report.status in HURRIED else found


def _elsewhere(report: DamageReport, upward: bool = False) -> list[str]:
    """Return the way to those who deal with 反映问题: likely for what goes upward, rare for a repair."""
    waits = report.status in TO_VERIFY and report.upward == upward
    return ["transfer"] if waits and may(Permission.REJECT_DAMAGE, report) else []


def targets(report: DamageReport) -> list[str]:
    """Return the levels that a report may be given to."""
    has_department = report.asset.supervising_dept_id is not None
    return [level for level in TARGETS if may_go_to(level, report.level, report.upward, has_department)]


def _reviews(report: DamageReport) -> bool:
    percent = int(setting(report.county_code, "spot_fix_review_percent"))
    return is_sampled(report.id.int, percent) and may(Permission.REVIEW_SPOT_FIX, report)


def judges(report: DamageReport) -> bool:
    """True when there is a verdict that the actor may give now; asks for no twins, so it suits long lists."""
    if report.status == "need_info":
        return may(Permission.HANDLE_REPORT, report)
    if report.status == "fixed_on_spot":
        return _reviews(report)
    if report.status == "resolved":
        return may(Permission.STEER_REPORT, report)
    if report.status not in TO_VERIFY:
        return False
    return may(Permission.REJECT_DAMAGE, report) or bool(grades(report))


def grades(report: DamageReport) -> list[str]:
    """Return the severities that the actor may confirm this report with."""
    if not may(Permission.CONFIRM_DAMAGE, report):
        return []
    return [one for one in SEVERITIES if may(Permission.CONFIRM_DAMAGE, weighed(report, one))]


def twins(report: DamageReport) -> list[DamageReport]:
    """Return the other open reports of the same asset that the actor may read."""
    others = [one for one in open_of_asset(report.asset_id) if one.id != report.id and one.status in OPEN]
    return [one for one in others if may(Permission.READ_REPORT, one)]


def on_order(order: WorkOrder) -> list[str]:
    """Return the steps that are legal now, the likeliest first; what came up a level stays there."""
    if order.status == "finished":
        return ["accept", "refuse"] if may(Permission.ACCEPT_REPAIR, order) else []
    if order.status == "pending_approval":
        return ["approve", "deny"] if may(Permission.APPROVE_COST, order) else []
    if not reaches(actor(), order.level):
        return []
    if order.status == "awaiting_funds":
        return ["review"] if _review_is_due(order) and may(Permission.ESTIMATE, order) else []
    found = []
    if order.status in {"created", "approved"} and may(Permission.DISPATCH, order):
        found.append("assign")
    if order.status in {"created", "estimating"} and may(Permission.ESTIMATE, order):
        found.append("cost")
    return found


def _review_is_due(order: WorkOrder) -> bool:
    return order.funds_review_on is not None and order.funds_review_on <= today()


def on_visit(visit: Inspection) -> list[str]:
    """Return what may be said of a visit that waits."""
    if visit.status != "pending_review" or not may(Permission.REVIEW_VISIT, visit):
        return []
    return ["approve", "reject"]


def voids(visit: Inspection) -> bool:
    """True when the visit counts and the actor may say that it was none."""
    return may_move(MOVES, visit.status, "void") and may(Permission.VOID_VISIT, visit)
