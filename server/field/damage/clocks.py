"""What time does to reports: late ones are told one level up, silence ends, what is over is filed away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.words import say
from server.field.damage.models import DamageReport, ReportAlarm, ReportStep
from server.field.damage.queries import Late, clock_of, told_late
from server.field.damage.rules import HURRIED, TO_VERIFY, is_above, is_sampled, level_above
from server.field.damage.steps import keep_step, locked, respond, take, tell_level, tell_reporter
from server.services.audit_log.actions import audited, record
from server.services.feed.actions import touch
from server.services.settings.queries import setting

ESCALATIONS = (("township", "escalate_township_hours"), ("county", "escalate_county_hours"))
IS_HURRIED = DamageReport.instructed_at.is_not(None) & DamageReport.status.in_(HURRIED)


def close_silent(limit: int) -> int:
    """Close repairs of which nobody said anything for days: 未回应, never taken for content."""
    return _sweep("resolved", "feedback_ok", "feedback_days", say("damage.no_answer"), limit)


def archive(limit: int) -> int:
    """File away reports whose days for saying 没修好 are over."""
    return _sweep("closed", "archive", "feedback_days", None, limit)


def close_spot_fixes(limit: int) -> int:
    """Close what was mended on the spot; a few in a hundred wait some days for somebody to look."""
    return _sweep("fixed_on_spot", "accept_fixed", "spot_fix_review_days", None, limit)


def end_unanswered(limit: int) -> int:
    """Turn down what somebody looked for in vain, when the reporter did not answer for days."""
    return _sweep("need_info", "timeout", "need_info_days", say("damage.reason.timeout"), limit)


def lapse(limit: int) -> int:
    """Close refusals against which nobody appealed in time."""
    return _sweep("rejected", "lapse", "appeal_days", None, limit)


def _sweep(status: str, event: str, days_name: str, words: str | None, limit: int) -> int:
    found = _reports(DamageReport.status == status)
    due = [one.id for one in found if _is_due(one, int(setting(one.county_code, days_name)))][:limit]
    for report_id in due:
        _move_one(report_id, event, words)
    return len(due)


def _reports(*chosen: ColumnElement[bool]) -> list[DamageReport]:
    query = select(DamageReport).where(*chosen).order_by(DamageReport.reported_at, DamageReport.id)
    return list(db.session.scalars(query).unique())


def _is_due(report: DamageReport, days: int) -> bool:
    percent = int(setting(report.county_code, "spot_fix_review_percent"))
    if report.status == "fixed_on_spot" and not is_sampled(report.id.int, percent):
        return True
    if report.status == "need_info" and not report.nothing_found:
        return False
    return now() - _since(report) > timedelta(days=days)


def _since(report: DamageReport) -> datetime:
    by_status = {
        "need_info": report.asked_at, "rejected": report.decided_at,
        "resolved": report.resolved_at, "closed": report.resolved_at or report.closed_at,
    }  # fmt: skip
    return by_status.get(report.status) or report.reported_at


@audited("damage.sweep")
def _move_one(report_id: UUID, event: str, words: str | None) -> DamageReport:
    report = locked(report_id)
    take(report, event, words)
    if report.status == "closed":
        report.closed_at = now()
    if report.status == "rejected":
        report.reason, report.decided_at, report.decided_by = words, now(), None
        respond(report)
        tell_reporter(report, "report_rejected")
    return report


def escalate(limit: int) -> int:
    """Send up what nobody took up or looked at in time; each level is told once, and of no person."""
    told = told_late(DamageReport.status.in_(TO_VERIFY))
    late = [one for one in _late() if one not in told]
    return _alarm_all(late[:limit], "report_late", _late)


def _late(*chosen: ColumnElement[bool]) -> list[Late]:
    """Return which clock of which report ran out for which level, of all reports or the chosen ones."""
    found = []
    for report in _reports(DamageReport.status.in_(TO_VERIFY), *chosen):
        clock = clock_of(report)
        for level, name in ESCALATIONS:
            after = setting(report.county_code, name)[clock.severity]
            if now() >= clock.due_at + timedelta(hours=after):
                found.append(Late(report.id, clock.name, level, clock.since))
    return found


def follow_up(limit: int) -> int:
    """Send what was hurried one level up when nothing moved until the day that was given."""
    told = {(one.report_id, one.clock, one.since) for one in told_late(IS_HURRIED)}
    stuck = [one for one in _stuck() if (one.report_id, one.clock, one.since) not in told]
    return _alarm_all(stuck[:limit], "report_stuck", _stuck)


def _stuck(*chosen: ColumnElement[bool]) -> list[Late]:
    """Return the hurried reports that stand still although their day is over, all or the chosen ones."""
    is_over = DamageReport.instruction_due_on < today()
    moved = _last_moves(IS_HURRIED, is_over, *chosen)
    return [
        Late(report.id, "instruction", level_above(report.level), since)
        for report in _reports(IS_HURRIED, is_over, *chosen)
        if (since := report.instructed_at) and moved.get(report.id, since) <= since
    ]


def _last_moves(*chosen: ColumnElement[bool]) -> dict[UUID, datetime]:
    """Return when each of the chosen reports last came from one state into another."""
    has_moved = ReportStep.new.is_distinct_from(ReportStep.old)
    query = select(ReportStep.report_id, func.max(ReportStep.at)).group_by(ReportStep.report_id)
    query = query.join(DamageReport, DamageReport.id == ReportStep.report_id).where(has_moved, *chosen)
    return dict(db.session.execute(query).all())


def _alarm_all(found: list[Late], kind: str, find: Callable[[ColumnElement[bool]], list[Late]]) -> int:
    """Tell of each, but of none that moved while the others were told; returns how many were."""
    done = 0
    for late in found:
        with unit_of_work():
            report = locked(late.report_id)
            if late in find(DamageReport.id == late.report_id):
                _alarm(report, late, kind)
                done += 1
    return done


def _alarm(report: DamageReport, late: Late, kind: str) -> None:
    """Tell a level that a clock ran out, and let the report lie there.

    The version stays: nobody said anything, and what a phone saved before still counts.
    """
    db.session.add(ReportAlarm(id=new_id(), county_code=report.county_code, at=now(), **late._asdict()))
    rises = is_above(late.level, report.level)
    if rises:
        keep_step(report, "escalate", report.status, None, outcome=late.level)
        report.level = late.level
        touch(report.county_code, "report", report.id)
    if rises or kind == "report_stuck":
        tell_level(report, late.level, kind)
    record(report.county_code, "damage.escalate", "DamageReport", report.id, level=late.level)
