"""Deciding on a report, and what becomes of it when its repair does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from server.assets.register.actions import change_state, settle_doubt
from server.assets.register.rules import is_household
from server.core.clock import now
from server.core.db import db
from server.core.events import announce
from server.field.damage.events import DamageConfirmed, DamageTransferred
from server.field.damage.models import DamageReport
from server.field.damage.queries import decided_visits, open_of_asset
from server.field.damage.rules import (
    NO_REPAIR,
    OPEN,
    VERDICTS,
    MergeTargetWrong,
    NotUpward,
    PhotoMissing,
    ReasonMissing,
    SeverityMissing,
    condition_event,
    due_at,
)
from server.field.damage.steps import locked, respond, take, tell_reporter, tell_robots
from server.field.inspections import actions as inspections
from server.services.audit_log.actions import audited, doer
from server.services.files.queries import files_of
from server.services.files.review import publish
from server.services.settings.queries import setting


@dataclass(frozen=True)
class Verdict:
    """What a person decides on a report.

    outcome        confirm, reject, merge or transfer
    has_photo      pictures from the place come with the verdict itself
    level          at which the decider stands: an appeal goes to the one above it
    category       what a transferred report is about, one of NO_REPAIR; None where it said so itself
    publish_photos the pictures that the decider has looked at and lets villagers see; the others of a
                   confirmed report wait for a reviewer, and a household's are nobody's to see
    """

    outcome: str
    severity: str | None = None
    reason: str | None = None
    merge_into: UUID | None = None
    publish_photos: Collection[UUID] = ()
    has_photo: bool = False
    level: str | None = None
    category: str | None = None


@audited("damage.verify")
def verify(report_id: UUID, verdict: Verdict, base_version: int | None) -> DamageReport:
    """Decide on a report in one step; the visit behind it is judged with it.

    Announces DamageConfirmed, DamageTransferred.
    Raises NotFound, VersionStale, MoveRefused and what the outcome asks for.
    """
    report = locked(report_id, base_version)
    _DECIDE[verdict.outcome](report, verdict)
    take(report, VERDICTS[verdict.outcome], verdict.reason)
    respond(report)
    report.decided_by, report.decided_at, report.under_review = doer().user_id, now(), False
    if verdict.outcome == "reject":
        tell_reporter(report, "report_rejected")
    if verdict.publish_photos or verdict.outcome == "confirm":
        _let_out(report, verdict.publish_photos)
    _settle(report, verdict)
    return report


def _let_out(report: DamageReport, seen: Collection[UUID]) -> None:
    """Publish the pictures of this problem that were looked at, and let the others wait for a reviewer."""
    if is_household(report.asset):
        return
    publish(report.county_code, "report", report.id, seen)
    if report.inspection_id:
        publish(report.county_code, "inspection", report.inspection_id, seen, f"/{report.category}/")


def _check_confirm(report: DamageReport, verdict: Verdict) -> None:
    severity = verdict.severity or report.severity
    if severity is None:
        raise SeverityMissing
    report.severity = severity
    report.due_at = due_at(setting(report.county_code, "repair_days"), severity, now())


def _check_reject(report: DamageReport, verdict: Verdict) -> None:
    if not verdict.reason:
        raise ReasonMissing
    if not verdict.has_photo and not _has_photo(report):
        raise PhotoMissing
    report.reason, report.level = verdict.reason, verdict.level or report.level


def _check_merge(report: DamageReport, verdict: Verdict) -> None:
    target = db.session.get(DamageReport, verdict.merge_into) if verdict.merge_into else None
    if (
        target is None
        or target.id == report.id
        or target.asset_id != report.asset_id
        or target.status not in OPEN
    ):
        raise MergeTargetWrong
    report.merged_into_id = target.id


def _check_transfer(report: DamageReport, verdict: Verdict) -> None:
    if not report.upward and verdict.category not in NO_REPAIR:
        raise NotUpward
    if not verdict.reason:
        raise ReasonMissing
    report.reason, report.upward = verdict.reason, True


_DECIDE = {
    "confirm": _check_confirm,
    "reject": _check_reject,
    "merge": _check_merge,
    "transfer": _check_transfer,
}


def _has_photo(report: DamageReport) -> bool:
    own = files_of(report.county_code, "report", [report.id])
    return bool(
        own or (report.inspection_id and files_of(report.county_code, "inspection", [report.inspection_id]))
    )


def _settle(report: DamageReport, verdict: Verdict) -> None:
    if verdict.outcome == "confirm" and report.severity:
        change_state(report.asset, "condition", condition_event(report.severity), "report", report.id)
        settle_doubt(report.asset)
    elif not [other for other in open_of_asset(report.asset_id) if other.id != report.id]:
        settle_doubt(report.asset)
    db.session.flush()
    for visit in decided_visits(report.id):
        if visit.inspector_id != doer().user_id:
            inspections.review(visit.id, "approve")
    if verdict.outcome == "confirm":
        tell_robots(report)
        announce(DamageConfirmed(report.id))
    if verdict.outcome == "transfer":
        announce(DamageTransferred(report.id, verdict.category or report.category))


def dispatch(report_id: UUID) -> None:
    """Note that somebody is on his way to mend it (called from above, inside its unit)."""
    report = locked(report_id)
    take(report, "redispatch" if report.status == "reopened" else "dispatch")


def repaired(report_id: UUID) -> None:
    """Note that a repair was accepted: people are asked, the asset is sound if nothing else is open."""
    report = locked(report_id)
    take(report, "repaired")
    report.resolved_at = now()
    db.session.flush()
    if not [other for other in open_of_asset(report.asset_id) if other.status in OPEN]:
        change_state(report.asset, "condition", "assess_good", "report", report.id)
        settle_doubt(report.asset)
