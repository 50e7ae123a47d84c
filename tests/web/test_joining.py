"""Whoever says it too is heard: the graver grade counts with all that hangs on it, and he hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage import clocks, safety
from server.field.damage.actions import OtherReport, PublicReport, report_for_other, report_publicly
from server.field.damage.models import DamageReport, ReportStep
from server.field.damage.queries import clock_of
from server.field.damage.steps import locked
from server.services.audit_log.models import AuditRow
from server.services.channels import actions as channels
from server.services.channels.models import Delivery
from server.services.notices.models import Notice
from tests.makers import County, item_of, picture, visit_of
from tests.web.conftest import Phone

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Shanghai
HOUR = timedelta(hours=1)


def told(county: County, severity: str | None = "minor", **more: Any) -> DamageReport:
    facts = {"title": "井不出水", "words": "张三家门口没水", "phone": None, "upward": False, **more}
    return report_publicly(
        county.asset_id, PublicReport("WE01", severity=severity, device_hash="a", **facts)
    ).report


def joins(phone: Phone, name: str, county: County, severity: str, words: str = "要塌了") -> None:
    who = phone(name)
    payload = {"category": "WE01", "severity": severity, "words": words, "upward": False}
    assert who.put(item_of(who, "damage.report", county.asset_id, payload)).json["status"] == "accepted"


def the_report() -> DamageReport:
    db.session.expire_all()
    return db.session.query(DamageReport).one()


def in_state(report: DamageReport, status: str) -> None:
    with unit_of_work():
        locked(report.id).status = status


def worse(county: County) -> list[str]:
    people = {user_id: name for name, user_id in county.people.items()}
    return sorted(people[one.user_id] for one in db.session.query(Notice).filter_by(kind="report_worse"))


def test_graver_word_of_a_worker_raises_the_grade_with_all_that_hangs_on_it(
    county: County, phone: Phone
) -> None:
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"
    channels.add("140699", channels.Wish("wecom", "县群", address, "", county.paths["county"]))
    seen = told(county).version
    cursor = phone("worker").pull().cursor
    joins(phone, "worker", county, "critical")
    report = the_report()
    assert (report.severity, report.version) == ("critical", seen + 1)
    assert db.session.query(Delivery).filter_by(kind="urgent").count() == 1
    assert worse(county) == ["township", "village"]
    (known,) = phone("worker").pull(cursor).rows("asset")[str(county.asset_id)]["open_reports"]
    assert known["danger"] == "open"
    step = db.session.query(ReportStep).filter_by(event="worsen").one()
    assert (step.outcome, step.actor_id) == ("critical", county.people["worker"])
    assert db.session.query(AuditRow).filter_by(action="damage.worsen").one().detail == {
        "severity": "critical"
    }


def test_its_clocks_run_from_the_graver_word(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        report = told(county)
        safety.secure(report.id, "harmless")
    with time_machine.travel(NOON + 48 * HOUR, tick=False):
        told(county, "critical", words="塌了")
        report = the_report()
        assert safety.safe_by([report]) == {report.id: now() + 4 * HOUR}
        assert clock_of(report).since == now()
        assert safety.warn(100) == 0
    with time_machine.travel(NOON + 53 * HOUR, tick=False):
        assert safety.warn(100) > 0


@pytest.mark.parametrize("severity", ["minor", "major"])
def test_lower_or_equal_grade_changes_nothing(county: County, phone: Phone, severity: str) -> None:
    seen = told(county, "major").version
    joins(phone, "worker", county, severity)
    report = the_report()
    assert (report.severity, report.version, report.clock_at) == ("major", seen, None)
    assert db.session.query(ReportStep).filter_by(event="worsen").count() == 0
    assert worse(county) == []


def test_visit_the_public_and_a_clerk_raise_the_grade_too(county: County, phone: Phone) -> None:
    told(county, None)
    told(county, "minor")
    assert the_report().severity == "minor"
    phone("worker").push(visit_of(phone("worker"), county.asset_id, "WE01"))
    assert the_report().severity == "major"
    report_for_other(county.asset_id, OtherReport("WE01", "井", "critical", "塌了", None, None, "desk"))
    assert the_report().severity == "critical"


def test_bot_raises_no_grade(county: County) -> None:
    told(county)
    told(county, "critical", under_review=True)
    assert the_report().severity == "minor"


@pytest.mark.parametrize("status", ["confirmed", "dispatched", "reopened"])
def test_verdict_is_overruled_only_by_whoever_grades_it_himself(
    county: County, phone: Phone, status: str
) -> None:
    in_state(told(county), status)
    told(county, "critical")
    phone("worker").push(visit_of(phone("worker"), county.asset_id, "WE01"))
    assert the_report().severity == "minor"
    joins(phone, "worker", county, "critical")
    assert (the_report().severity, the_report().status) == ("critical", status)


def test_worker_lifts_a_bots_report_out_of_the_slower_queue(county: County, phone: Phone) -> None:
    told(county, under_review=True)
    joins(phone, "worker", county, "minor")
    assert the_report().under_review is False
    assert db.session.query(Notice).filter_by(kind="damage_reported").count() > 0


@pytest.mark.parametrize("way", ["report", "visit"])
def test_whoever_joins_by_name_hears_of_it_in_his_own_words(county: County, phone: Phone, way: str) -> None:
    neighbour, worker = told(county, photos=[]), phone("worker")
    assert str(neighbour.id) not in worker.pull().rows("report")
    if way == "report":
        joins(phone, "worker", county, "minor", "轱辘坏了")
    else:
        visit = visit_of(worker, county.asset_id, "WE01", photo=picture(9))
        worker.push(visit)
    first = worker.pull()
    row = first.rows("report")[str(neighbour.id)]
    assert (row["mine"], row["voices"]) == (True, 2)
    assert row["words"] == ("轱辘坏了" if way == "report" else None)
    assert (row["photos"], row["question"]) == ([], None)
    in_state(neighbour, "triaging")
    with unit_of_work():
        safety.secure(neighbour.id, "fenced")
    assert worker.pull(first.cursor).rows("report")[str(neighbour.id)]["status"] == "triaging"
    assert str(neighbour.id) not in phone("neighbour").pull().rows("report")


def test_official_who_joins_reads_everything_as_before(county: County, phone: Phone) -> None:
    report = told(county)
    joins(phone, "village", county, "minor")
    row = phone("village").pull().rows("report")[str(report.id)]
    assert (row["mine"], row["words"]) == (True, "张三家门口没水")
    assert "verify" in row["may"]


def test_whoever_sees_it_too_answers_what_was_asked(county: County, phone: Phone) -> None:
    """What a worker found must not be turned down because the first who told of it did not answer."""
    first = told(county)
    with time_machine.travel(NOON, tick=False), unit_of_work():
        report = locked(first.id)
        report.status, report.question = "need_info", "在哪儿"
        report.asked_at, report.nothing_found = NOON, True
        seen = report.version
    with time_machine.travel(NOON + 24 * HOUR, tick=False):
        joins(phone, "worker", county, "minor")
    report = the_report()
    assert (report.status, report.question, report.version) == ("triaging", None, seen + 1)
    assert db.session.query(Notice).filter_by(kind="report_supplied").count() > 0
    with time_machine.travel(NOON + 30 * 24 * HOUR, tick=False):
        assert clocks.end_unanswered(100) == 0


def test_whoever_joins_reads_no_reason_that_the_first_wrote(county: County, phone: Phone) -> None:
    report = told(county)
    joins(phone, "worker", county, "minor")
    with unit_of_work():
        one = locked(report.id)
        one.status, one.reason = "reopened", "张三家门口又漏了"
    row = phone("worker").pull().rows("report")[str(report.id)]
    assert (row["mine"], row["reason"]) == (True, None)
    with unit_of_work():
        one = locked(report.id)
        one.status, one.reason = "rejected", "不是坏了"
    assert phone("worker").pull().rows("report")[str(report.id)]["reason"] == "不是坏了"
