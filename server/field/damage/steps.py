"""Moving a report: one place that checks the life cycle, keeps the step and tells who may see it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.assets.register import actions as register
from server.core.clock import now
from server.core.db import db
from server.core.ids import new_id
from server.core.moves import move
from server.core.problems import NotFound, VersionStale
from server.field.damage.models import DamageReport, ReportStep
from server.field.damage.rules import DEPARTMENT, DEPARTMENT_STAFF, MOVES, STAFF
from server.identity.accounts.queries import department_ids, holder_ids
from server.services.audit_log.actions import doer
from server.services.channels.actions import tell_urgent
from server.services.feed.actions import share, touch
from server.services.notices import actions as notices


def locked(report_id: UUID, base_version: int | None = None) -> DamageReport:
    """Return the report, locked together with its asset; raises NotFound, VersionStale."""
    known = db.session.get(DamageReport, report_id)
    if known is None:
        raise NotFound
    register.lock(known.asset_id)
    report = db.session.get_one(
        DamageReport, report_id, with_for_update={"of": DamageReport}, populate_existing=True
    )
    if base_version is not None and base_version != report.version:
        raise VersionStale(now=report.version)
    return report


def take(report: DamageReport, event: str, words: str | None = None, outcome: str | None = None) -> None:
    """Move a report along its life cycle; raises MoveRefused."""
    old = report.status
    report.status = move(MOVES, old, event)
    report.version += 1
    keep_step(report, event, old, words, outcome)
    for one in (report.id, *_joined_with(report)):
        touch(report.county_code, "report", one)
    touch(report.county_code, "asset", report.asset_id)


def answered(report: DamageReport, words: str | None) -> None:
    """Take what was asked for; whoever asked judges again, and his clock begins anew.  Raises MoveRefused."""
    take(report, "supply", words)
    report.question, report.clock_at = None, now()
    tell_level(report, report.level, "report_supplied")


def _joined_with(report: DamageReport) -> list[UUID]:
    """Return the reports that live on in this one, however often merged: their reporters are asked too."""
    found: list[UUID] = []
    latest = [report.id]
    while latest:
        query = select(DamageReport.id).where(
            DamageReport.asset_id == report.asset_id, DamageReport.merged_into_id.in_(latest)
        )
        latest = list(db.session.scalars(query.order_by(DamageReport.id)))
        found += latest
    return found


def keep_step(
    report: DamageReport, event: str, old: str | None, words: str | None, outcome: str | None = None
) -> None:
    """Add one row to a report's history."""
    db.session.add(
        ReportStep(
            id=new_id(),
            county_code=report.county_code,
            report_id=report.id,
            event=event,
            old=old,
            new=report.status,
            actor_id=doer().user_id,
            words=words,
            outcome=outcome,
            at=now(),
        )
    )


def tell(report: DamageReport) -> None:
    """Let those who may see a new report hear of it."""
    share(report.county_code, "report", report.id, f"staff:{report.asset.region_path}")
    if report.reporter_id:
        share(report.county_code, "report", report.id, f"user:{report.reporter_id}")
    touch(report.county_code, "asset", report.asset_id)


def tell_judges(report: DamageReport) -> None:
    """Put a new report into the inbox of those who may judge it: the village's, else the township's."""
    link, facts = f"/desk/reports/{report.id}", facts_of(report)
    notices.tell(report.county_code, judges_of(report), "damage_reported", link, **facts)
    tell_robots(report)


def tell_robots(report: DamageReport) -> None:
    """Let the groups of the place hear of critical damage at once, at night too; once for a report."""
    if report.severity == "critical":
        path, link = report.asset.region_path, f"/desk/reports/{report.id}"
        tell_urgent(report.county_code, path, str(report.id), link)


def judges_of(report: DamageReport) -> set[UUID]:
    """Return who may judge a report: what the village may not, or is itself in, the level above does."""
    path = report.asset.region_path
    if report.level == "village" and not report.upward and report.severity != "critical":
        village = holder_ids(path, "village_admin") - {report.reporter_id}
        if village:
            return village
    township = holder_ids(path, "township_staff") if report.level != "county" else set()
    return township or holder_ids(path, "county_staff")


def respond(report: DamageReport) -> None:
    """Note when somebody first took a report up; it is never moved later."""
    report.first_response_at = report.first_response_at or now()


def people_at(report: DamageReport, level: str) -> set[UUID]:
    """Return who deals with a report at a level; where nobody does, the county."""
    path, department = report.asset.region_path, report.asset.supervising_dept_id
    if level == DEPARTMENT:
        found = department_ids(department, DEPARTMENT_STAFF)
    else:
        found = holder_ids(path, STAFF[level])
    return found or holder_ids(path, STAFF["county"])


def tell_level(report: DamageReport, level: str, kind: str) -> None:
    """Put something about a report into the inbox of those who deal with it at a level."""
    tell_people(report, people_at(report, level), kind)


def tell_people(report: DamageReport, readers: set[UUID], kind: str) -> None:
    """Put something about a report into these inboxes."""
    notices.tell(report.county_code, readers, kind, f"/desk/reports/{report.id}", **facts_of(report))


def tell_reporter(report: DamageReport, kind: str) -> None:
    """Tell whoever reported it with an account; the others read their receipt."""
    if report.reporter_id:
        tell_people(report, {report.reporter_id}, kind)


def facts_of(report: DamageReport) -> dict[str, str]:
    """Return what a notice says of a report: the thing, and what is wrong with it."""
    return {"thing": report.asset.name, "category": report.category, "title": report.title}
