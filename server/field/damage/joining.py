"""Joining an open report: what it weighs that somebody else says so too, and how grave he says it is."""

from __future__ import annotations

from server.core.clock import now
from server.field.checklists.rules import graver
from server.field.damage.models import DamageReport
from server.field.damage.rules import DANGEROUS, JUDGED
from server.field.damage.steps import (
    answered,
    judges_of,
    keep_step,
    people_at,
    tell_judges,
    tell_people,
    tell_robots,
)
from server.services.audit_log.actions import record
from server.services.feed.actions import touch


def say_again(report: DamageReport, severity: str | None, chosen: bool = False) -> None:
    """Let an open report weigh what somebody else says: no slower queue any more, the graver grade.

    Whoever has seen it too answers for the one who was asked.

    chosen  he chose the grade himself; one that only goes with its question never overrules a verdict
    """
    if report.status == "need_info":
        answered(report, None)
    waited, before = report.under_review, report.severity
    report.under_review = False
    if chosen or report.status not in JUDGED:
        report.severity = graver(before, severity)
    is_worse = report.severity != before
    if is_worse:
        _worsen(report)
    if waited or is_worse:
        touch(report.county_code, "asset", report.asset_id)
    if waited:
        tell_judges(report)
    elif is_worse:
        _tell_worse(report)


def _worsen(report: DamageReport) -> None:
    """Begin anew what hangs on the grade: the clocks, and the danger, which nobody made safe as it is now.

    A verdict that did not know of it is asked for again: the version is raised.
    """
    report.clock_at, report.secured_at, report.measure = now(), None, None
    report.version += 1
    keep_step(report, "worsen", report.status, None, outcome=report.severity)
    record(report.county_code, "damage.worsen", "DamageReport", report.id, severity=report.severity)
    touch(report.county_code, "report", report.id)


def _tell_worse(report: DamageReport) -> None:
    if report.severity in DANGEROUS:
        tell_people(report, judges_of(report) | people_at(report, report.level), "report_worse")
    tell_robots(report)
