"""On the receipt: answering a question, objecting to a refusal; on the plate: words survive a bad photo."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage import handling
from server.field.damage.actions import PublicReport, Told, report_publicly, verify
from server.field.damage.models import DamageReport, Look
from server.field.damage.steps import locked
from server.field.damage.verdicts import Verdict
from server.services.files.models import FileRow
from tests.makers import County, picture, shelved
from tests.web.villager import Villager


@pytest.fixture
def villager(app: Flask) -> Villager:
    return Villager(app.test_client())


def told(county: County) -> Told:
    words = PublicReport("WE01", "井不出水", "major", "三天没水", None, False, "a" * 64, [shelved(7)])
    return report_publicly(county.asset_id, words)


def now_(one: Told) -> DamageReport:
    return db.session.get_one(DamageReport, one.report.id, populate_existing=True)


def test_villager_answers_what_he_was_asked(county: County, villager: Villager) -> None:
    one = told(county)
    handling.claim(one.report.id, "village", None)
    handling.ask(one.report.id, "是东边那口井吗？", False, None)
    receipt = f"/r/{one.voice.receipt_token}"
    villager.open(receipt)
    assert "请您补充一点情况" in villager.reads
    assert "是东边那口井吗？" in villager.reads
    assert villager.send(f"{receipt}/answer").status_code == 422
    assert "请写两句" in villager.reads
    villager.send(f"{receipt}/answer", {"words": "是，槐树下面"}, (picture(44),))
    assert now_(one).status == "triaging"
    assert "正在核实" in villager.reads
    assert db.session.query(FileRow).filter_by(owner_kind="report").count() == 2


def refused(county: County) -> Told:
    one = told(county)
    verify(one.report.id, Verdict("reject", reason="去看过，没有这回事", level="township"), None)
    return one


def test_refusal_may_be_objected_to_once_and_goes_to_the_level_above_the_decider(
    county: County, villager: Villager
) -> None:
    one = refused(county)
    receipt = f"/r/{one.voice.receipt_token}"
    villager.open(receipt)
    assert "没有受理，看理由" in villager.reads
    villager.send(f"{receipt}/appeal", {"words": "今早还是没水"})
    assert (now_(one).status, now_(one).level) == ("triaging", "county")
    verify(one.report.id, Verdict("reject", reason="又去看过", level="county"), None)
    villager.open(receipt)
    assert "我不服" not in villager.reads
    assert villager.send(f"{receipt}/appeal", {"words": "还是没水"}).status_code == 409
    assert now_(one).status == "rejected"


def test_days_for_objecting_end(county: County, villager: Villager) -> None:
    one = refused(county)
    with time_machine.travel(now() + timedelta(days=16), tick=False):
        villager.open(f"/r/{one.voice.receipt_token}")
        assert "我不服" not in villager.reads
        assert villager.send(f"/r/{one.voice.receipt_token}/appeal").status_code == 409
    assert now_(one).status == "rejected"


def test_passer_bys_words_survive_a_photo_that_is_none(county: County, villager: Villager) -> None:
    one = told(county)
    with unit_of_work():
        row = locked(one.report.id)
        row.status, row.resolved_at = "resolved", now()
    looks = f"/t/{county.token}/reports/{one.report.id}/looks"
    answer = villager.send(looks, {"fixed": "no", "phrase": "half", "words": "东边还漏"}, (b"no picture",))
    assert answer.status_code >= 400
    assert "东边还漏" in villager.sees
    assert "photo-choice" in villager.sees  # he is asked for the photo again, and told when it is there
    assert db.session.query(Look).count() == 0
    villager.send(looks, {"fixed": "no", "phrase": "half", "words": "东边还漏"}, (picture(45),))
    assert db.session.query(Look).one().words == "只修了一半。东边还漏"
