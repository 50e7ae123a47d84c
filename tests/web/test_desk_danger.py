"""Danger at the desk: by when it is to be made safe, and who said there that it is."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest

from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport
from server.field.damage.queries import steps_of
from server.field.damage.steps import locked
from server.services.audit_log.models import AuditRow
from server.services.files.models import FileRow
from tests.makers import County, picture, shelved
from tests.web.clerk import Clerk
from tests.web.conftest import Desk


def told(county: County, **more: object) -> DamageReport:
    plain = PublicReport("WE05", "井盖没了", "critical", "娃娃会掉下去", None, False, "a" * 64, [shelved(7)])
    return report_publicly(county.asset_id, replace(plain, **more)).report


def at(clerk: Clerk, report: DamageReport) -> Clerk:
    clerk.open(f"/desk/reports/{report.id}")
    return clerk


@pytest.mark.parametrize("name", ["village", "township", "county"])
def test_clerk_notes_what_was_done_and_the_history_says_it(county: County, desk: Desk, name: str) -> None:
    report = told(county)
    clerk = at(desk(name), report)
    assert "之前要拦好" in clerk.sees
    clerk.send(
        "safety", measure="fenced", words="护林员老李拉了绳子", photo=(BytesIO(picture(9)), "rope.jpg")
    )
    now_ = db.session.get_one(DamageReport, report.id, populate_existing=True)
    assert (now_.measure, now_.status) == ("fenced", "submitted")
    assert clerk.at == f"/desk/reports/{report.id}"
    for said in ("不会伤着人了", "先护住人 围起来了", "护林员老李拉了绳子", "拦好时拍的"):
        assert said in clerk.sees
    assert not clerk.may("safety")
    assert "之前要拦好" not in clerk.sees
    kept = db.session.query(FileRow).filter(FileRow.slot.startswith("secure/")).one()
    assert not kept.public
    logged = db.session.query(AuditRow).filter_by(action="damage.secure").one()
    assert logged.actor_id == county.people[name]


def test_whoever_only_reads_sees_the_clock_and_no_form(county: County, desk: Desk) -> None:
    clerk = at(desk("supervisor"), told(county))
    assert "之前要拦好" in clerk.sees
    assert not clerk.may("safety")


def test_way_must_be_chosen_and_the_words_are_not_lost(county: County, desk: Desk) -> None:
    report = told(county)
    clerk = at(desk("village"), report)
    answer = clerk.send("safety", words="拉了绳子")
    assert (answer.status_code, steps_of(report.id)[-1].event) == (422, "report")
    assert "拉了绳子" in clerk.sees


def test_what_hurts_nobody_or_has_ended_offers_no_form(county: County, desk: Desk) -> None:
    report = told(county, severity="minor")
    assert not at(desk("village"), report).may("safety")
    with unit_of_work():
        row = locked(report.id)
        row.severity = "critical"
    clerk = at(desk("village"), report)
    assert clerk.may("safety")
    with unit_of_work():
        locked(report.id).status = "closed"
    answer = clerk.send("safety", measure="fenced")
    assert (answer.status_code, steps_of(report.id)[-1].event) == (409, "report")
    assert "不用再围" in clerk.sees
