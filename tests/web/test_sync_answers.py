"""A worker's word on what he reported himself, sent by his phone."""

from __future__ import annotations

import pytest

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage import handling
from server.field.damage.models import DamageReport
from server.field.damage.steps import locked
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
