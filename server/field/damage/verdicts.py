"""Deciding on a report, and what people say of the repair."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.assets.register.actions import change_state, settle_doubt
from server.assets.register.rules import is_household
from server.core.clock import now
from server.core.db import db
from server.core.events import announce
from server.core.ids import new_id
from server.core.problems import NotFound
from server.field.damage.events import DamageConfirmed, DamageReopened, DamageTransferred
from server.field.damage.models import DamageReport, Look
from server.field.damage.queries import decided_visits, followed, looks_of, open_of_asset, voice_of_receipt
from server.field.damage.rules import (
    OPEN,
    PASSERBY_DEVICES,
    VERDICTS,
    FeedbackBare,
    FeedbackLate,
    MergeTargetWrong,
    NotUpward,
    PhotoMissing,
    ReasonMissing,
    SeverityMissing,
    condition_event,
    due_at,
    level_above,
)
from server.field.damage.steps import locked, take, tell_robots
from server.field.inspections import actions as inspections
from server.services.audit_log.actions import audited, doer
from server.services.files.actions import Shelved, attach
from server.services.files.queries import files_of
from server.services.files.review import publish
from server.services.settings.queries import setting


@dataclass(frozen=True)
class Verdict:
    """What a person decides on a report.

    outcome        confirm, reject, merge or transfer
    has_photo      pictures from the place come with the verdict itself
    publish_photos the pictures that the decider has looked at and lets villagers see; the others of a
                   confirmed report wait for a reviewer, and a household's are nobody's to see
    """

    outcome: str
    severity: str | None = None
    reason: str | None = None
    merge_into: UUID | None = None
    publish_photos: Collection[UUID] = ()
    has_photo: bool = False


@audited("damage.verify")
def verify(report_id: UUID, verdict: Verdict, base_version: int | None) -> DamageReport:
    """Decide on a report in one step; the visit behind it is judged with it.

    Announces DamageConfirmed, DamageTransferred.
    Raises NotFound, VersionStale, MoveRefused and what the outcome asks for.
    """
    report = locked(report_id, base_version)
    _DECIDE[verdict.outcome](report, verdict)
    take(report, VERDICTS[verdict.outcome], verdict.reason)
    report.decided_by, report.decided_at, report.under_review = doer().user_id, now(), False
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
    report.reason = verdict.reason


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
    if not report.upward:
        raise NotUpward
    if not verdict.reason:
        raise ReasonMissing
    report.reason = verdict.reason


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
        announce(DamageTransferred(report.id))


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


@audited("damage.reporter_says")
def reporter_says(receipt_token: str, fixed: bool, words: str | None, photo: Shelved | None) -> DamageReport:
    """Take the reporter's word: 修好了 closes, 没修好 reopens one level up.

    Announces DamageReopened.  Raises NotFound, FeedbackBare, FeedbackLate, MoveRefused.
    """
    voice = voice_of_receipt(receipt_token)
    if voice is None:
        raise NotFound
    report = locked(followed(voice.report_id).id)
    if fixed:
        take(report, "feedback_ok", words)
        report.closed_at = now()
        return report
    if not words and not photo:
        raise FeedbackBare
    _keep_feedback(report, photo)
    _reopen(report, words)
    return report


@audited("damage.passerby_says")
def passerby_says(
    report_id: UUID, device_hash: str, fixed: bool, words: str | None, photo: Shelved | None = None
) -> DamageReport:
    """Note what a passer-by says of a repair; two devices that say 没修好 with words or a photo reopen it.

    Raises NotFound, FeedbackBare, FeedbackLate, MoveRefused.
    """
    report = locked(report_id)
    if not fixed and not words and not photo:
        raise FeedbackBare
    _keep_feedback(report, photo)
    take(report, "passerby_ok" if fixed else "passerby_bad", words)
    db.session.add(
        Look(
            id=new_id(),
            county_code=report.county_code,
            report_id=report.id,
            device_hash=device_hash,
            fixed=fixed,
            words=words,
            said_at=now(),
        )
    )
    db.session.flush()
    since = report.resolved_at or report.reported_at
    against = {look.device_hash for look in looks_of(report.id) if not look.fixed and look.said_at >= since}
    if len(against) >= PASSERBY_DEVICES:
        _reopen(report, words)
    return report


def _keep_feedback(report: DamageReport, photo: Shelved | None) -> None:
    if photo:
        attach(report.county_code, "report", report.id, f"feedback/{new_id().hex[:8]}", photo)


def _reopen(report: DamageReport, words: str | None) -> None:
    days = int(setting(report.county_code, "feedback_days"))
    if report.resolved_at is None or now() - report.resolved_at > timedelta(days=days):
        raise FeedbackLate
    take(report, "feedback_bad", words)
    report.level, report.reason, report.closed_at = level_above(report.level), words, None
    if report.severity:
        change_state(report.asset, "condition", condition_event(report.severity), "report", report.id)
    announce(DamageReopened(report.id))


def close_silent(limit: int) -> int:
    """Close repairs of which nobody said anything for days: 未回应, never taken for content."""
    return _sweep("resolved", "feedback_ok", "feedback_days", "未回应", limit)


def archive(limit: int) -> int:
    """File away reports whose days for saying 没修好 are over."""
    return _sweep("closed", "archive", "feedback_days", None, limit)


def close_spot_fixes(limit: int) -> int:
    """Close what was mended on the spot; a few in a hundred wait some days for somebody to look."""
    return _sweep("fixed_on_spot", "accept_fixed", "spot_fix_review_days", None, limit)


def _sweep(status: str, event: str, days_name: str, words: str | None, limit: int) -> int:
    query = select(DamageReport.id, DamageReport.county_code).filter_by(status=status)
    done = 0
    for report_id, county_code in db.session.execute(query.order_by(DamageReport.reported_at)).all():
        if done < limit and _is_due(report_id, status, int(setting(county_code, days_name))):
            _move_one(report_id, event, words)
            done += 1
    return done


def _is_due(report_id: UUID, status: str, days: int) -> bool:
    report = db.session.get_one(DamageReport, report_id)
    if status == "fixed_on_spot" and not _sampled(report):
        return True
    since = report.resolved_at or report.closed_at or report.reported_at
    return now() - since > timedelta(days=days)


def _sampled(report: DamageReport) -> bool:
    return report.id.int % 100 < int(setting(report.county_code, "spot_fix_review_percent"))


@audited("damage.sweep")
def _move_one(report_id: UUID, event: str, words: str | None) -> DamageReport:
    report = locked(report_id)
    take(report, event, words)
    if report.status == "closed":
        report.closed_at = now()
    return report
