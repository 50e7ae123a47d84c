"""What people say of what became of a report: 修好了, 没修好, an appeal; by receipt, by account, by phone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from server.assets.register.actions import change_state
from server.core.clock import now
from server.core.db import db
from server.core.events import announce
from server.core.ids import new_id
from server.core.problems import NotFound
from server.field.damage.events import DamageReopened
from server.field.damage.models import DamageReport, Look
from server.field.damage.queries import appeal_until, followed, looks_of, voice_of_receipt
from server.field.damage.rules import (
    PASSERBY_DEVICES,
    AppealLate,
    FeedbackBare,
    FeedbackLate,
    SupplyBare,
    condition_event,
    level_above,
)
from server.field.damage.steps import answered, locked, take, tell_level
from server.services.audit_log.actions import audited
from server.services.files.actions import Shelved, attach
from server.services.settings.queries import setting


def _of_receipt(token: str) -> DamageReport:
    voice = voice_of_receipt(token)
    if voice is None:
        raise NotFound
    return locked(followed(voice.report_id).id)


@audited("damage.reporter_says")
def reporter_says(receipt_token: str, fixed: bool, words: str | None, photo: Shelved | None) -> DamageReport:
    """Take the reporter's word: 修好了 closes, 没修好 reopens one level up.

    Announces DamageReopened.  Raises NotFound, FeedbackBare, FeedbackLate, MoveRefused.
    """
    return _said(_of_receipt(receipt_token), fixed, words, photo)


@audited("damage.answer")
def say_of_own(report_id: UUID, fixed: bool, words: str | None, has_photo: bool = False) -> DamageReport:
    """Take the word of somebody who reported it with an account.

    Announces DamageReopened.  Raises NotFound, FeedbackBare, FeedbackLate, MoveRefused.
    """
    return _said(locked(report_id), fixed, words, None, has_photo)


def _said(
    report: DamageReport, fixed: bool, words: str | None, photo: Shelved | None, has_photo: bool = False
) -> DamageReport:
    if fixed:
        take(report, "feedback_ok", words)
        report.closed_at = now()
        return report
    if not words and not photo and not has_photo:
        raise FeedbackBare
    _keep_photo(report, "feedback", photo)
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
    _keep_photo(report, "feedback", photo)
    take(report, "passerby_ok" if fixed else "passerby_bad", words)
    look = Look(
        id=new_id(), county_code=report.county_code, report_id=report.id, device_hash=device_hash,
        fixed=fixed, words=words, said_at=now(),
    )  # fmt: skip
    db.session.add(look)
    db.session.flush()
    since = report.resolved_at or report.reported_at
    against = {look.device_hash for look in looks_of(report.id) if not look.fixed and look.said_at >= since}
    if len(against) >= PASSERBY_DEVICES:
        _reopen(report, words)
    return report


@audited("damage.call_back")
def call_back(report_id: UUID, result: str, words: str | None, base_version: int | None) -> DamageReport:
    """Log that a reporter was rung up or asked; who is not content is heard as if he had said so himself.

    result  one of CALL_RESULTS; unsatisfied needs words

    Announces DamageReopened.
    Raises NotFound, VersionStale, FeedbackBare, FeedbackLate, AppealLate, MoveRefused.
    """
    report = locked(report_id, base_version)
    take(report, "call_back", words, outcome=result)
    if result == "unsatisfied":
        if not words:
            raise FeedbackBare
        if report.status == "rejected":
            _appeal(report, words)
        else:
            _reopen(report, words)
    return report


@audited("damage.appeal")
def appeal(receipt_token: str, words: str | None) -> DamageReport:
    """Let the reporter object to a refusal, once; the level above looks again.

    Raises NotFound, AppealLate, MoveRefused.
    """
    report = _of_receipt(receipt_token)
    _appeal(report, words)
    return report


@audited("damage.appeal_own")
def appeal_own(report_id: UUID, words: str | None) -> DamageReport:
    """Let whoever reported it with an account object to a refusal, once.

    Raises NotFound, AppealLate, MoveRefused.
    """
    report = locked(report_id)
    _appeal(report, words)
    return report


@audited("damage.supply_by_receipt")
def supply_by_receipt(receipt_token: str, words: str | None, photo: Shelved | None) -> DamageReport:
    """Take the reporter's answer to what he was asked.

    Raises NotFound, SupplyBare, MoveRefused.
    """
    report = _of_receipt(receipt_token)
    if not words and not photo:
        raise SupplyBare
    _keep_photo(report, "report", photo)
    answered(report, words)
    return report


@audited("damage.supply")
def supply(report_id: UUID, words: str | None, base_version: int | None) -> DamageReport:
    """Take the answer of somebody with an account, the reporter or whoever looked on the spot.

    Raises NotFound, VersionStale, MoveRefused.
    """
    report = locked(report_id, base_version)
    answered(report, words)
    return report


def _appeal(report: DamageReport, words: str | None) -> None:
    if appeal_until(report) is None:
        raise AppealLate
    take(report, "appeal", words)
    report.level = level_above(report.level)
    report.appealed_at = report.clock_at = now()
    tell_level(report, report.level, "report_appealed")


def _keep_photo(report: DamageReport, slot: str, photo: Shelved | None) -> None:
    if photo:
        attach(report.county_code, "report", report.id, f"{slot}/{new_id().hex[:8]}", photo)


def _reopen(report: DamageReport, words: str | None) -> None:
    days = int(setting(report.county_code, "feedback_days"))
    if report.resolved_at is None or now() - report.resolved_at > timedelta(days=days):
        raise FeedbackLate
    take(report, "feedback_bad", words)
    report.level, report.reason, report.closed_at = level_above(report.level), words, None
    report.secured_at = report.measure = None  # the fence went with the repair
    if report.severity:
        change_state(report.asset, "condition", condition_event(report.severity), "report", report.id)
    announce(DamageReopened(report.id))
