"""A worker's word on what he reported himself, sent by his phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage import handling
from server.field.damage.models import DamageReport
from server.field.damage.steps import locked
from server.field.damage.verdicts import repaired
from tests.makers import County, item_of, picture, visit_of
from tests.web.conftest import Phone


def reported(county: County, phone: Phone) -> DamageReport:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    return db.session.query(DamageReport).one()


def in_state(report: DamageReport, status: str) -> None:
    with unit_of_work():
        row = locked(report.id)
        row.status, row.resolved_at, row.decided_at = status, now(), now()


def say(phone: Phone, name: str, report: DamageReport, answer: str, words: str | None = None) -> str:
    who = phone(name)
    item = item_of(who, "damage.answer", report.id, {"answer": answer, "words": words})
    (receipt,) = who.push(item)
    return str(receipt["status"])


def now_(report: DamageReport) -> str:
    return db.session.get_one(DamageReport, report.id, populate_existing=True).status


@pytest.mark.parametrize(
    ("state", "answer", "wanted"),
    [
        ("resolved", "mended", "closed"),
        ("resolved", "not_mended", "reopened"),
        ("rejected", "appeal", "triaging"),
        ("need_info", "supply", "triaging"),
    ],
)
def test_worker_is_heard_on_his_own_report(
    county: County, phone: Phone, state: str, answer: str, wanted: str
) -> None:
    report = reported(county, phone)
    in_state(report, state)
    assert say(phone, "worker", report, answer, "东边那口") == "accepted"
    assert now_(report) == wanted


def test_nobody_speaks_for_the_reporter_by_phone(county: County, phone: Phone) -> None:
    report = reported(county, phone)
    in_state(report, "resolved")
    assert say(phone, "village", report, "mended") != "accepted"
    assert now_(report) == "resolved"


def test_answer_without_a_word_is_refused(county: County, phone: Phone) -> None:
    report = reported(county, phone)
    handling.claim(report.id, "village", None)
    handling.ask(report.id, "在哪？", False, None)
    assert say(phone, "worker", report, "supply") == "rejected"
    assert now_(report) == "need_info"


def row_of(phone: Phone, name: str, report_id: object) -> dict[str, Any]:
    return dict(phone(name).pull().rows("report")[str(report_id)])


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ("resolved", ["mended", "not_mended"]),
        ("closed", ["not_mended"]),
        ("rejected", ["appeal"]),
        ("need_info", ["supply"]),
        ("dispatched", []),
    ],
)
def test_phone_offers_what_its_reporter_may_answer_and_nobody_else(
    county: County, phone: Phone, state: str, answers: list[str]
) -> None:
    report = reported(county, phone)
    in_state(report, state)
    with unit_of_work():
        locked(report.id).severity = "minor"
    assert row_of(phone, "worker", report.id)["may"] == answers
    assert row_of(phone, "village", report.id)["may"] == []


def test_phone_offers_no_answer_that_comes_too_late(county: County, phone: Phone) -> None:
    report = reported(county, phone)
    for state, left in (("resolved", ["mended"]), ("closed", []), ("rejected", [])):
        in_state(report, state)
        with unit_of_work():
            row = locked(report.id)
            row.resolved_at = row.decided_at = now() - timedelta(days=60)
        assert row_of(phone, "worker", report.id)["may"] == left


def test_only_the_reporter_reads_what_he_is_asked(county: County, phone: Phone) -> None:
    report = reported(county, phone)
    handling.claim(report.id, "village", None)
    handling.ask(report.id, "在哪？", False, None)
    assert row_of(phone, "worker", report.id)["question"] == "在哪？"
    assert row_of(phone, "village", report.id)["question"] is None


def test_photo_alone_answers_what_was_asked(county: County, phone: Phone) -> None:
    report, worker = reported(county, phone), phone("worker")
    in_state(report, "need_info")
    payload = {"answer": "supply", "words": ""}
    photos = {"feedback/1": picture(7)}
    (receipt,) = worker.push(item_of(worker, "damage.answer", report.id, payload, photos=photos))
    assert (receipt["status"], now_(report)) == ("accepted", "triaging")


def test_reporter_whose_report_was_joined_with_another_hears_that_it_is_mended(
    county: County, phone: Phone
) -> None:
    report, worker = reported(county, phone), phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE05", photo=picture(9)))
    second = db.session.query(DamageReport).filter_by(category="WE05").one()
    with unit_of_work():
        row = locked(second.id)
        row.status, row.merged_into_id = "merged", report.id
        locked(report.id).status = "dispatched"
    cursor = worker.pull().cursor
    with unit_of_work():
        repaired(report.id)
    told = worker.pull(cursor).rows("report")[str(second.id)]
    assert told["may"] == ["mended", "not_mended"]
    assert say(phone, "worker", second, "mended") == "accepted"
    assert now_(report) == "closed"


def test_reporter_of_what_was_joined_twice_over_hears_that_it_is_mended(county: County, phone: Phone) -> None:
    first, worker = reported(county, phone), phone("worker")
    for code, photo in (("WE05", 9), ("WE11", 10)):
        worker.push(visit_of(worker, county.asset_id, code, photo=picture(photo)))
    second, last = (db.session.query(DamageReport).filter_by(category=one).one() for one in ("WE05", "WE11"))
    with unit_of_work():
        for old, new in ((first, second), (second, last)):
            row = locked(old.id)
            row.status, row.merged_into_id = "merged", new.id
        locked(last.id).status = "dispatched"
    cursor = worker.pull().cursor
    with unit_of_work():
        repaired(last.id)
    told = worker.pull(cursor).rows("report")
    assert [told[str(one.id)]["may"] for one in (first, second)] == [["mended", "not_mended"]] * 2
