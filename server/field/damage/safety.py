"""What keeps people safe until it is mended (临时安全措施): the act, and the clock that asks for it.

Source: domain/3 (3.1): within 4 hours what is critical, within 24 what is major; the county may set others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.models import DamageReport, ReportAlarm, ReportStep
from server.field.damage.queries import Late, danger_of, safety_hours, told_late
from server.field.damage.rules import DANGEROUS, OPEN, NothingToSecure
from server.field.damage.steps import keep_step, locked, tell_level
from server.services.audit_log.actions import audited, record
from server.services.feed.actions import touch
from server.services.files.actions import Shelved, attach
from server.services.settings.queries import setting

CLOCK = "safety"
DANGER_ANEW = ("feedback_bad", "worsen")
"""The steps from which the clock runs anew."""
NOT_SAFE = (
    DamageReport.status.in_(OPEN) & DamageReport.severity.in_(DANGEROUS) & DamageReport.secured_at.is_(None)
)


@audited("damage.secure")
def secure(
    report_id: UUID, measure: str, words: str | None = None, photo: Shelved | None = None
) -> DamageReport:
    """Note what keeps people safe meanwhile; the later word counts.

    measure  one of MEASURES

    The version stays: whoever judges the report at this moment judges the same report.
    Raises NotFound, NothingToSecure.
    """
    report = locked(report_id)
    if report.status not in OPEN:
        raise NothingToSecure
    report.secured_at, report.measure = now(), measure
    if photo:
        attach(report.county_code, "report", report.id, f"secure/{new_id().hex[:8]}", photo)
    keep_step(report, "secure", report.status, words, outcome=measure)
    touch(report.county_code, "report", report.id)
    touch(report.county_code, "asset", report.asset_id)
    return report


def safe_by(reports: Iterable[DamageReport]) -> dict[UUID, datetime]:
    """Return by when those of the reports that are an open danger are to be made safe."""
    open_ = [one for one in reports if danger_of(one) == "open"]
    undone = _undone_at(DamageReport.id.in_([one.id for one in open_])) if open_ else {}
    return {one.id: undone.get(one.id, one.reported_at) + timedelta(hours=safety_hours(one)) for one in open_}


def warn(limit: int) -> int:
    """Remind whoever has a danger in hand that it is not made safe, then the levels above; each once."""
    told, done = told_late(NOT_SAFE), 0
    for late in [one for one in _late() if one not in told][:limit]:
        with unit_of_work():
            report = locked(late.report_id)
            if late in _late(DamageReport.id == late.report_id):
                _warn(report, late)
                done += 1
    return done


def _late(*chosen: ColumnElement[bool]) -> list[Late]:
    """Return which levels are to hear of which danger, of all that are not made safe or the chosen ones.

    The clock runs from the report, or from when its repair did not hold or it was said to be graver.
    """
    undone, found = _undone_at(*chosen), []
    query = select(DamageReport).where(NOT_SAFE, *chosen).order_by(DamageReport.reported_at, DamageReport.id)
    for report in db.session.scalars(query).unique():
        since, hours = undone.get(report.id, report.reported_at), safety_hours(report)
        for level, after in _levels(report):
            if hours and now() >= since + timedelta(hours=hours + after):
                found.append(Late(report.id, CLOCK, level, since))
    return list(dict.fromkeys(found))


def _levels(report: DamageReport) -> list[tuple[str, float]]:
    """Return who hears of it how many hours after its time: whoever has it in hand at once."""
    township = setting(report.county_code, "escalate_township_hours")[report.severity]
    county = setting(report.county_code, "escalate_county_hours")[report.severity]
    return [(report.level, 0), ("township", township), ("county", county)]


def _undone_at(*chosen: ColumnElement[bool]) -> dict[UUID, datetime]:
    query = select(ReportStep.report_id, func.max(ReportStep.at)).group_by(ReportStep.report_id)
    query = query.join(DamageReport, DamageReport.id == ReportStep.report_id)
    return dict(db.session.execute(query.where(ReportStep.event.in_(DANGER_ANEW), NOT_SAFE, *chosen)).all())


def _warn(report: DamageReport, late: Late) -> None:
    db.session.add(ReportAlarm(id=new_id(), county_code=report.county_code, at=now(), **late._asdict()))
    tell_level(report, late.level, "danger_open")
    record(report.county_code, "damage.warn", "DamageReport", report.id, level=late.level)
