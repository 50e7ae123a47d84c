"""What time does to reports: late ones are told one level up, silence ends, what is over is filed away."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from server.core.clock import end_of, now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.words import say
from server.field.damage.models import DamageReport, ReportAlarm
from server.field.damage.queries import clock_of, steps_of
from server.field.damage.rules import HURRIED, TO_VERIFY, is_above, is_sampled, level_above
from server.field.damage.steps import keep_step, locked, respond, take, tell_level, tell_reporter
from server.services.audit_log.actions import audited, record
from server.services.settings.queries import setting

ESCALATIONS = (("township", "escalate_township_hours"), ("county", "escalate_county_hours"))


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
    done = 0
    for report in _with_status(status):
        if done < limit and _is_due(report, int(setting(report.county_code, days_name))):
            _move_one(report, event, words)
            done += 1
    return done


def _with_status(*statuses: str) -> list[DamageReport]:
    query = select(DamageReport).where(DamageReport.status.in_(statuses))
    return list(db.session.scalars(query.order_by(DamageReport.reported_at)).unique())


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
def _move_one(found: DamageReport, event: str, words: str | None) -> DamageReport:
    report = locked(found.id)
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
    done = 0
    for report in _with_status(*TO_VERIFY):
        for level, name in ESCALATIONS:
            clock = clock_of(report)
            after = setting(report.county_code, name)[clock.severity]
            if done < limit and now() >= clock.due_at + timedelta(hours=after):
                done += _alarm(report, clock.name, level, clock.since, "report_late")
    return done


def follow_up(limit: int) -> int:
    """Send what was hurried one level up when nothing moved until the day that was given."""
    hurried = DamageReport.instructed_at.is_not(None) & DamageReport.status.in_(HURRIED)
    query = select(DamageReport).where(hurried).order_by(DamageReport.id)
    done = 0
    for report in db.session.scalars(query).unique().all():
        since = report.instructed_at or now()
        if done < limit and _stands_still(report, since) and not _told(report, "instruction", since):
            done += _alarm(report, "instruction", level_above(report.level), since, "report_stuck")
    return done


def _stands_still(report: DamageReport, since: datetime) -> bool:
    due_on = report.instruction_due_on
    if due_on is None or now() < end_of(due_on):
        return False
    return not [step for step in steps_of(report.id) if step.at > since and step.new != step.old]


def _told(report: DamageReport, clock: str, since: datetime, level: str | None = None) -> bool:
    query = select(ReportAlarm.id).filter_by(report_id=report.id, clock=clock, since=since)
    return db.session.scalar((query.filter_by(level=level) if level else query).limit(1)) is not None


def _alarm(found: DamageReport, clock: str, level: str, since: datetime, kind: str) -> int:
    """Tell a level once that a clock ran out, and let the report lie there; returns 1 the first time."""
    if _told(found, clock, since, level):
        return 0
    with unit_of_work() as session:
        report = locked(found.id)
        alarm = ReportAlarm(
            id=new_id(), county_code=report.county_code, report_id=report.id, clock=clock, level=level,
            since=since, at=now(),
        )  # fmt: skip
        session.add(alarm)
        rises = is_above(level, report.level)
        if rises:
            keep_step(report, "escalate", report.status, None, outcome=level)
            report.level, report.version = level, report.version + 1
        if rises or kind == "report_stuck":
            tell_level(report, level, kind)
        record(report.county_code, "damage.escalate", "DamageReport", report.id, level=level)
    return 1
