"""Reading reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from server.assets.register.models import Asset
from server.assets.register.queries import within
from server.core.clock import now, start_of
from server.core.db import db
from server.field.damage.models import DamageReport, Look, ReportAlarm, ReportStep, Voice
from server.field.damage.rules import DANGEROUS, ENDED, OPEN, TO_VERIFY, UNGRADED, awake_until
from server.field.inspections.models import Defect, Inspection
from server.identity.access.models import Actor
from server.services.settings.queries import setting

_GRAVEST_FIRST = case({"critical": 0, "major": 1, "minor": 2}, value=DamageReport.severity, else_=3)


def code_hash(county_code: str, code: str) -> str:
    """Return the key under which a 查询码 is kept; the code itself is nowhere."""
    return hashlib.sha256(f"{county_code} {code}".encode()).hexdigest()


def report(report_id: UUID) -> DamageReport | None:
    """Return a report by id."""
    return db.session.get(DamageReport, report_id)


def reports_by_id(ids: Iterable[UUID]) -> list[DamageReport]:
    """Return reports by id."""
    return list(db.session.scalars(select(DamageReport).where(DamageReport.id.in_(set(ids)))).unique())


def over_before(ids: Iterable[UUID], day: date) -> set[UUID]:
    """Return those of some reports that had ended before a day; filing one away is no end of its own."""
    ended_at = func.coalesce(DamageReport.closed_at, DamageReport.decided_at)
    chosen = DamageReport.id.in_(set(ids)), DamageReport.status.in_(ENDED), ended_at < start_of(day)
    return set(db.session.scalars(select(DamageReport.id).where(*chosen)))


def voice_of_receipt(token: str) -> Voice | None:
    """Return the voice that a receipt's address belongs to."""
    return db.session.scalar(select(Voice).filter_by(receipt_token=token))


def voice_of_device(report_id: UUID, device_hash: str) -> Voice | None:
    """Return what one phone said of a report, or of one that was merged into it."""
    query = (
        select(Voice)
        .join(DamageReport, Voice.report_id == DamageReport.id)
        .where(
            Voice.device_hash == device_hash,
            or_(DamageReport.id == report_id, DamageReport.merged_into_id == report_id),
        )
    )
    return db.session.scalar(query.order_by(Voice.said_at).limit(1))


def voice_of_query_code(county_code: str, code: str) -> Voice | None:
    """Return the newest voice with this 查询码 in the county."""
    query = select(Voice).filter_by(county_code=county_code, query_code_hash=code_hash(county_code, code))
    return db.session.scalar(query.order_by(Voice.said_at.desc()).limit(1))


def voices_count(report_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people said so, by report; whoever says it again is the same person."""
    people = func.count(func.coalesce(Voice.user_id, Voice.id).distinct())
    query = select(Voice.report_id, people).where(Voice.report_id.in_(set(report_ids)))
    return dict(db.session.execute(query.group_by(Voice.report_id)).all())


def open_of_assets(asset_ids: Iterable[UUID]) -> dict[UUID, list[DamageReport]]:
    """Return what is wrong or was just mended, by asset, the gravest and newest first."""
    query = select(DamageReport).where(
        DamageReport.asset_id.in_(set(asset_ids)),
        DamageReport.status.in_([*OPEN, "resolved"]),
        DamageReport.under_review.is_(False),
    )
    grouped: dict[UUID, list[DamageReport]] = {}
    for row in db.session.scalars(query.order_by(_GRAVEST_FIRST, DamageReport.reported_at.desc())).unique():
        grouped.setdefault(row.asset_id, []).append(row)
    return grouped


def open_of_asset(asset_id: UUID) -> list[DamageReport]:
    """Return what is wrong with one asset, or was just mended."""
    return open_of_assets([asset_id]).get(asset_id, [])


def of_asset(asset_id: UUID) -> list[DamageReport]:
    """Return all reports of an asset, newest first."""
    query = select(DamageReport).filter_by(asset_id=asset_id).order_by(DamageReport.reported_at.desc())
    return list(db.session.scalars(query).unique())


def of_inspection(inspection_id: UUID) -> list[DamageReport]:
    """Return the reports that a visit opened."""
    query = select(DamageReport).filter_by(inspection_id=inspection_id)
    return list(db.session.scalars(query).unique())


def followed(report_id: UUID) -> DamageReport:
    """Return the report that a merged one lives on in, or the report itself; raises LookupError."""
    found = report(report_id)
    if found is None:
        raise LookupError(report_id)
    if found.status == "merged" and found.merged_into_id:
        return followed(found.merged_into_id)
    return found


def _undecided() -> ColumnElement[bool]:
    """True of a visit with a problem whose report still waits for a verdict."""
    still = exists().where(DamageReport.id == Defect.report_id, DamageReport.status.in_(TO_VERIFY))
    return Inspection.defects.any(still)


def decided_visits(report_id: UUID) -> list[Inspection]:
    """Return the waiting visits that found this problem and whose problems all have a verdict now."""
    query = select(Inspection).where(
        Inspection.status == "pending_review",
        Inspection.id.in_(select(Defect.inspection_id).where(Defect.report_id == report_id)),
        ~_undecided(),
    )
    return list(db.session.scalars(query).unique())


def visits_waiting_for(actor: Actor, limit: int = 100) -> list[Inspection]:
    """Return visits in the actor's scope that wait for a person and that no report's verdict will settle."""
    query = (
        select(Inspection)
        .join(Inspection.asset)
        .where(Inspection.county_code == actor.county_code, Inspection.status == "pending_review")
        .where(within(actor), ~_undecided())
        .order_by(Inspection.received_at)
    )
    return list(db.session.scalars(query.limit(limit)).unique())


def steps_of(report_id: UUID) -> list[ReportStep]:
    """Return a report's steps, oldest first."""
    query = select(ReportStep).filter_by(report_id=report_id).order_by(ReportStep.at, ReportStep.id)
    return list(db.session.scalars(query))


def steps_since(
    actor: Actor, moment: datetime, events: Iterable[str], limit: int = 50
) -> list[tuple[ReportStep, DamageReport]]:
    """Return the steps of some kinds that reports in the actor's scope took since a moment, newest first."""
    query = (
        select(ReportStep, DamageReport)
        .join(DamageReport, ReportStep.report_id == DamageReport.id)
        .join(DamageReport.asset)
        .where(ReportStep.county_code == actor.county_code, ReportStep.at >= moment, within(actor))
        .where(ReportStep.event.in_(list(events)), DamageReport.under_review.is_(False))
    )
    found = db.session.execute(query.order_by(ReportStep.at.desc()).limit(limit)).unique()
    return [(step, report_) for step, report_ in found]


def looks_of(report_id: UUID) -> list[Look]:
    """Return what passers-by said of the repair, oldest first."""
    return list(db.session.scalars(select(Look).filter_by(report_id=report_id).order_by(Look.said_at)))


def waiting_for(actor: Actor, limit: int = 200) -> list[DamageReport]:
    """Return reports in the actor's scope that wait for a verdict or an answer, the slower queue last."""
    query = (
        select(DamageReport)
        .join(DamageReport.asset)
        .where(DamageReport.county_code == actor.county_code, within(actor))
        .where(DamageReport.status.in_([*TO_VERIFY, "need_info", "fixed_on_spot"]))
        .order_by(DamageReport.under_review, _GRAVEST_FIRST, DamageReport.reported_at)
    )
    return list(db.session.scalars(query.limit(limit)).unique())


def to_call(actor: Actor, limit: int = 50) -> list[DamageReport]:
    """Return what was mended and whose reporters left a number that nobody has rung up since."""
    called = exists().where(
        ReportStep.report_id == DamageReport.id,
        ReportStep.event == "call_back",
        ReportStep.at >= DamageReport.resolved_at,
    )
    query = (
        select(DamageReport)
        .join(DamageReport.asset)
        .where(DamageReport.county_code == actor.county_code, DamageReport.status == "resolved")
        .where(within(actor), ~called)
        .where(DamageReport.voices.any(Voice.phone.is_not(None)))
        .order_by(DamageReport.resolved_at)
    )
    return list(db.session.scalars(query.limit(limit)).unique())


@dataclass(frozen=True)
class Clock:
    """Which clock of a waiting report runs (accept, confirm), from when, until when, by which grade."""

    name: str
    since: datetime
    due_at: datetime
    severity: str


def clock_of(report_: DamageReport) -> Clock:
    """Return the clock of a report that waits for a verdict; what is 紧急 is counted by day alone."""
    severity, county = report_.severity or UNGRADED, report_.county_code
    name = "accept" if report_.status == "submitted" and report_.first_response_at is None else "confirm"
    graded = setting(county, "accept_hours") if name == "accept" else setting(county, "confirm_hours")
    hours, since = graded[severity], report_.clock_at or report_.reported_at
    if name == "accept" and severity == "critical":
        due_at = awake_until(since, hours, setting(county, "accept_from"), setting(county, "accept_to"))
        return Clock(name, since, due_at, severity)
    return Clock(name, since, since + timedelta(hours=hours), severity)


@dataclass(frozen=True)
class Weighed:
    """A report as it would be after grading, for the question whether somebody may grade it so."""

    asset: Asset
    reporter_id: UUID | None
    upward: bool
    severity: str | None
    category: str = ""


def weighed(report_: DamageReport, severity: str | None) -> Weighed:
    """Return the report as a verdict with this severity would leave it."""
    grade = severity or report_.severity
    return Weighed(report_.asset, report_.reporter_id, report_.upward, grade, report_.category)


def own_reports(device_hash: str) -> list[DamageReport]:
    """Return the reports that one device spoke of, newest first."""
    query = select(DamageReport).join(DamageReport.voices).where(Voice.device_hash == device_hash)
    return list(db.session.scalars(query.order_by(DamageReport.reported_at.desc()).limit(20)).unique())


class Late(NamedTuple):
    """Which clock of which report ran out for which level, and from when it ran."""

    report_id: UUID
    clock: str
    level: str
    since: datetime


def told_late(chosen: ColumnElement[bool]) -> set[Late]:
    """Return what was told already about the chosen reports."""
    columns = ReportAlarm.report_id, ReportAlarm.clock, ReportAlarm.level, ReportAlarm.since
    query = select(*columns).join(DamageReport, DamageReport.id == ReportAlarm.report_id).where(chosen)
    return {Late(*row) for row in db.session.execute(query)}


def answers_to(report: DamageReport) -> list[str]:
    """Return what its reporter can still say of a report: mended, not_mended, supply, appeal."""
    if report.status == "need_info":
        return ["supply"]
    if report.status == "rejected":
        return ["appeal"] if appeal_until(report) else []
    mended = ["mended"] if report.status == "resolved" else []
    return [*mended, "not_mended"] if is_heard(report) else mended


def appeal_until(report: DamageReport) -> datetime | None:
    """Return until when a refusal can be objected to; None when it is too late, or was done."""
    days = timedelta(days=int(setting(report.county_code, "appeal_days")))
    until = (report.decided_at or report.reported_at) + days
    return until if report.appealed_at is None and now() <= until else None


def is_heard(report: DamageReport) -> bool:
    """True while 没修好 is still heard."""
    if report.status not in {"resolved", "closed"} or report.resolved_at is None:
        return False
    return now() - report.resolved_at <= timedelta(days=int(setting(report.county_code, "feedback_days")))


def danger_of(report: DamageReport) -> str | None:
    """Return open while nobody has made a danger safe, else what was done; None where there is no danger."""
    if report.status not in OPEN or not safety_hours(report):
        return None
    return report.measure if report.secured_at else "open"


def safety_hours(report: DamageReport) -> float:
    """Return within how many hours it is to be made safe; 0 for never."""
    graded: dict[str, float] = setting(report.county_code, "safety_hours")
    return graded[report.severity] if report.severity in DANGEROUS else 0
