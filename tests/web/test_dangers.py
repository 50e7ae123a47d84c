"""Danger on phones and for villagers: whoever is there makes it safe at one tap, the plate's page warns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from server.core.clock import iso
from server.core.db import db
from server.field.damage.models import DamageReport
from tests.makers import County, item_of, picture, visit_of
from tests.web.conftest import Phone


def reported(county: County, phone: Phone, severity: str = "critical") -> DamageReport:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report = db.session.query(DamageReport).one()
    report.severity = severity
    db.session.commit()
    return report


def secure(phone: Phone, name: str, report: DamageReport, measure: str = "fenced") -> str:
    who = phone(name)
    photos = {"secure/1": picture(44)}
    item = item_of(who, "damage.secure", report.id, {"measure": measure, "place": None}, photos=photos)
    return str(who.put(item).json["status"])


def page(app: Flask, county: County) -> str:
    return app.test_client().get(f"/t/{county.token}").text


@pytest.mark.parametrize("name", ["worker", "village", "township", "county"])
def test_whoever_stands_there_makes_it_safe_without_a_version(
    county: County, phone: Phone, name: str
) -> None:
    report = reported(county, phone)
    assert secure(phone, name, report) == "accepted"
    db.session.refresh(report)
    assert (report.measure, report.status) == ("fenced", "submitted")


def test_nobody_from_elsewhere_says_that_it_is_safe(county: County, phone: Phone) -> None:
    report = reported(county, phone)
    assert secure(phone, "mender", report) == "quarantined"
    db.session.refresh(report)
    assert report.secured_at is None


def test_phone_shows_the_danger_at_the_thing_until_it_is_safe(county: County, phone: Phone) -> None:
    report, worker = reported(county, phone), phone("worker")
    (known,) = worker.pull().rows("asset")[str(county.asset_id)]["open_reports"]
    assert (known["danger"], known["safe_by"]) == ("open", iso(report.reported_at + timedelta(hours=4)))
    cursor = worker.pull().cursor
    secure(phone, "village", report, "cut_off")
    feed = worker.pull(cursor)
    (known,) = feed.rows("asset")[str(county.asset_id)]["open_reports"]
    assert known["safe_by"] is None
    assert (known["danger"], feed.rows("report")[str(report.id)]["danger"]) == ("cut_off", "cut_off")


def test_phone_offers_to_make_it_safe_only_while_it_is_not(county: County, phone: Phone) -> None:
    report, village = reported(county, phone), phone("village")
    assert "secure" in village.pull().rows("report")[str(report.id)]["may"]
    secure(phone, "worker", report)
    assert "secure" not in village.pull().rows("report")[str(report.id)]["may"]


@pytest.mark.parametrize(
    ("severity", "measure", "warning"),
    [
        ("critical", None, "有危险，别靠近，绕开走。"),
        ("critical", "fenced", "有危险，围起来了，绕开走。"),
        ("major", "warned", "有危险，立了警示牌，当心。"),
    ],
)
def test_villagers_are_warned_on_the_plates_page(
    app: Flask, county: County, phone: Phone, severity: str, measure: str | None, warning: str
) -> None:
    report = reported(county, phone, severity)
    if measure:
        secure(phone, "worker", report, measure)
    assert warning in page(app, county)


@pytest.mark.parametrize(("severity", "measure"), [("major", None), ("critical", "harmless")])
def test_nobody_is_frightened_without_danger(
    app: Flask, county: County, phone: Phone, severity: str, measure: str | None
) -> None:
    report = reported(county, phone, severity)
    if measure:
        secure(phone, "worker", report, measure)
    assert "有危险" not in page(app, county)
