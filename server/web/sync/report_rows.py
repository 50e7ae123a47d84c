"""Damage reports as phones get them: what is wrong, how far it is, and what the caller may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.core.clock import iso
from server.field.damage.models import DamageReport
from server.field.damage.queries import danger_of, reports_by_id, voices_count
from server.field.damage.rules import TO_VERIFY
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.web.sync.concerns import concern_rows
from server.web.sync.own_reports import answers_of

Row = dict[str, Any]


def report_rows(ids: Iterable[str], actor: Actor) -> dict[str, Row]:
    """Return damage reports, and the caller's own concerns, without a word about who made them."""
    wanted = [UUID(one) for one in ids]
    reports = [one for one in reports_by_id(wanted) if not one.upward or _may_read(one, actor)]
    voices, pictures = voices_count(r.id for r in reports), _report_pictures(reports)
    return concern_rows(wanted, actor) | {
        str(r.id): {
            "report_no": r.report_no,
            "asset_id": str(r.asset_id),
            "title": r.title,
            "words": r.words,
            "severity": r.severity,
            "status": r.status,
            "upward": r.upward,
            "reported_at": iso(r.reported_at),
            "voices": voices.get(r.id, 0),
            "photos": pictures.get(str(r.id), []),
            "reason": r.reason,
            "mine": r.reporter_id == actor.id,
            "danger": danger_of(r),
            "question": r.question if r.reporter_id == actor.id else None,
            "version": r.version,
            "may": _report_may(r, actor),
        }
        for r in reports
    }


def _may_read(report: DamageReport, actor: Actor) -> bool:
    return may(Permission.READ_REPORT, report, actor)


def _report_may(report: DamageReport, actor: Actor) -> list[str]:
    found = answers_of(report, actor)
    if report.status in TO_VERIFY:
        verbs = {"verify": Permission.CONFIRM_DAMAGE, "reject": Permission.REJECT_DAMAGE}
        found = [verb for verb, permission in verbs.items() if may(permission, report, actor)]
    open_ = danger_of(report) == "open" and may(Permission.SECURE, report, actor)
    return [*found, "secure"] if open_ else found


def _report_pictures(reports: list[DamageReport]) -> dict[str, list[str]]:
    if not reports:
        return {}
    county = reports[0].county_code
    found: dict[str, list[str]] = {}
    for file in files_of(county, "report", [r.id for r in reports]):
        found.setdefault(file.owner_id, []).append(str(file.id))
    of_visits: dict[str, list[FileRow]] = {}
    for file in files_of(county, "inspection", {r.inspection_id for r in reports if r.inspection_id}):
        of_visits.setdefault(file.owner_id, []).append(file)
    for report in reports:
        of_visit = of_visits.get(str(report.inspection_id), [])
        shown = [str(file.id) for file in of_visit if f"/{report.category}/" in file.slot]
        if shown:
            found.setdefault(str(report.id), []).extend(shown)
    return found
