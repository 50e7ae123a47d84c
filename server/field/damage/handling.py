"""Who deals with a report: taking it up, handing it on, hurrying it, asking, giving it up."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from server.assets.register.actions import settle_doubt
from server.core.clock import now
from server.core.events import announce
from server.field.damage.events import RepairDropped
from server.field.damage.models import DamageReport
from server.field.damage.queries import open_of_asset
from server.field.damage.rules import BasisMissing, NotSampled, TargetWrong, is_sampled, may_go_to
from server.field.damage.steps import (
    locked,
    people_at,
    respond,
    take,
    tell_judges,
    tell_level,
    tell_people,
    tell_reporter,
)
from server.services.audit_log.actions import audited, doer
from server.services.files.actions import Shelved, attach
from server.services.settings.queries import setting


@audited("damage.claim")
def claim(report_id: UUID, level: str, base_version: int | None) -> DamageReport:
    """Take a report up at the level of whoever claims it; raises NotFound, VersionStale, MoveRefused."""
    report = locked(report_id, base_version)
    take(report, "claim", outcome=level)
    respond(report)
    report.level = level
    return report


@audited("damage.reassign")
def reassign(report_id: UUID, target: str, reason: str, base_version: int | None) -> DamageReport:
    """Give a report to another level; its clocks go on, both sides are told.

    target  one of TARGETS

    Raises NotFound, VersionStale, TargetWrong, MoveRefused.
    """
    report = locked(report_id, base_version)
    if not may_go_to(target, report.level, report.upward, report.asset.supervising_dept_id is not None):
        raise TargetWrong
    left = people_at(report, report.level)
    take(report, "reassign", reason, outcome=target)
    report.level = target
    tell_people(report, left | people_at(report, target), "report_reassigned")
    return report


@audited("damage.supervise")
def supervise(report_id: UUID, instruction: str, due_on: date, base_version: int | None) -> DamageReport:
    """Hurry whoever deals with a report (督办); what has not moved by the day goes up by itself.

    due_on  Shanghai date

    Raises NotFound, VersionStale, MoveRefused.
    """
    report = locked(report_id, base_version)
    take(report, "supervise", instruction)
    report.instruction, report.instruction_due_on, report.instructed_at = instruction, due_on, now()
    tell_level(report, report.level, "report_hurried")
    return report


@audited("damage.ask")
def ask(report_id: UUID, question: str, nothing_found: bool, base_version: int | None) -> DamageReport:
    """Ask the reporter for more; his receipt shows the question.

    nothing_found  somebody looked on the spot and found nothing: unanswered, it ends by itself

    Raises NotFound, VersionStale, MoveRefused.
    """
    report = locked(report_id, base_version)
    take(report, "ask", question)
    report.question, report.asked_at, report.nothing_found = question, now(), nothing_found
    tell_reporter(report, "report_asked")
    return report


@audited("damage.drop")
def drop(
    report_id: UUID, why: str, told: str, basis: Shelved | None, base_version: int | None
) -> DamageReport:
    """Leave it broken (不修了), for a reason that people can read, with the paper that it rests on.

    why   one of DROPPED
    told  the reason as people read it

    Announces RepairDropped.  Raises NotFound, VersionStale, BasisMissing, MoveRefused.
    """
    report = locked(report_id, base_version)
    if basis is None:
        raise BasisMissing
    attach(report.county_code, "report", report.id, f"basis/{report.version}", basis)
    take(report, "no_repair", told, outcome=why)
    report.reason, report.closed_at, report.resolved_at = told, now(), None
    report.decided_by, report.decided_at = doer().user_id, now()
    tell_reporter(report, "repair_dropped")
    if not [other for other in open_of_asset(report.asset_id) if other.id != report.id]:
        settle_doubt(report.asset)
    announce(RepairDropped(report.id))
    return report


@audited("damage.review_spot_fix")
def review_spot_fix(report_id: UUID, well: bool, words: str | None, base_version: int | None) -> DamageReport:
    """Say of a drawn spot fix whether the pictures show it mended; if not, it becomes a usual report.

    Raises NotFound, VersionStale, NotSampled, MoveRefused.
    """
    report = locked(report_id, base_version)
    if not is_sampled(report.id.int, int(setting(report.county_code, "spot_fix_review_percent"))):
        raise NotSampled
    take(report, "review_ok" if well else "review_bad", words)
    if well:
        report.closed_at = now()
    else:
        report.clock_at = now()
        tell_judges(report)
    return report
