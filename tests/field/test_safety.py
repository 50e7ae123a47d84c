"""Danger that stands until it is mended: made safe by whoever is there, asked for by a clock, told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from server.core.db import db, unit_of_work
from server.field.damage import safety
from server.field.damage.actions import PublicReport, Told, report_publicly, reporter_says
from server.field.damage.models import DamageReport
from server.field.damage.queries import danger_of
from server.field.damage.rules import NothingToSecure
from server.field.damage.steps import locked
from server.services.audit_log.models import AuditRow
from server.services.notices.models import Notice
from server.services.settings.actions import change
from tests.makers import County, make_county, shelved

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Shanghai
HOUR = timedelta(hours=1)


@pytest.fixture
def county(app: Flask) -> County:
    return make_county()


def told(county: County, severity: str) -> Told:
    words = PublicReport("WE01", "井盖没了", severity, "井盖没了", None, False, "a" * 64, [shelved(7)])
    with time_machine.travel(NOON, tick=False):
        return report_publicly(county.asset_id, words)


def warned_after(spent: timedelta, county: County) -> list[str]:
    """Return who was reminded so far, once the sweep has run at that moment."""
    with time_machine.travel(NOON + spent, tick=False):
        while safety.warn(100):
            pass
    people = {user_id: name for name, user_id in county.people.items()}
    notices = db.session.query(Notice).filter_by(kind="danger_open")
    return sorted(people[one.user_id] for one in notices)


@pytest.mark.parametrize(
    ("severity", "due", "first", "later", "last"),
    [
        ("critical", 4 * HOUR, ["township", "village"], 2 * HOUR, ["county", "township", "village"]),
        ("major", 24 * HOUR, ["village"], 72 * HOUR, ["township", "village"]),
    ],
)
def test_who_has_it_in_hand_is_reminded_and_then_those_above_each_once(
    county: County, severity: str, due: timedelta, first: list[str], later: timedelta, last: list[str]
) -> None:
    told(county, severity)
    assert warned_after(due - HOUR / 60, county) == []
    assert warned_after(due, county) == first
    assert warned_after(due + later, county) == last
    assert warned_after(due + later + HOUR, county) == last
    assert db.session.query(DamageReport).one().level == "village"


@pytest.mark.parametrize("measure", ["fenced", "harmless"])
def test_nobody_is_reminded_of_what_was_made_safe(county: County, measure: str) -> None:
    safety.secure(told(county, "critical").report.id, measure)
    assert warned_after(9 * HOUR, county) == []
    assert db.session.query(AuditRow).filter_by(action="damage.secure").count() == 1


def test_nobody_is_reminded_of_what_hurts_nobody_or_is_over(county: County) -> None:
    told(county, "minor")
    assert warned_after(99 * HOUR, county) == []
    with unit_of_work():
        row = locked(db.session.query(DamageReport).one().id)
        row.severity, row.status = "critical", "rejected"
    assert warned_after(99 * HOUR, county) == []
    with pytest.raises(NothingToSecure):
        safety.secure(row.id, "fenced")


def test_county_may_do_without_the_clock(county: County) -> None:
    change("140699", "safety_hours", {"critical": 4, "major": 0, "minor": 0}, 0)
    told(county, "major")
    assert warned_after(999 * HOUR, county) == []


def test_repair_that_did_not_hold_is_made_safe_anew_within_its_hours(county: County) -> None:
    receipt = told(county, "critical")
    safety.secure(receipt.report.id, "fenced")
    with unit_of_work():
        row = locked(receipt.report.id)
        row.status, row.resolved_at = "resolved", NOON
    with time_machine.travel(NOON + 24 * HOUR, tick=False):
        reporter_says(str(receipt.voice.receipt_token), False, "又塌了", None)
    report = db.session.query(DamageReport).one()
    assert danger_of(report) == "open"
    assert safety.safe_by([report]) == {report.id: NOON + 28 * HOUR}
    assert warned_after(27 * HOUR, county) == []
    assert warned_after(28 * HOUR, county) != []


def test_verdict_that_is_under_way_stays_valid_when_somebody_fences_it_off(county: County) -> None:
    report = told(county, "critical").report
    before = report.version
    safety.secure(report.id, "warned")
    assert (report.version, report.measure) == (before, "warned")


def test_moment_by_which_it_is_to_be_safe_is_told_only_of_open_dangers(county: County) -> None:
    report = told(county, "critical").report
    assert safety.safe_by([report]) == {report.id: NOON + 4 * HOUR}
    safety.secure(report.id, "fenced")
    assert safety.safe_by([report]) == {}
