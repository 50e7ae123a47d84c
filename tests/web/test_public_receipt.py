"""The receipt: how far it has come, and the last word on the repair."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.db import db
from server.field.damage.actions import verify
from server.field.damage.models import DamageReport, Look
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, accept, assign
from server.field.work_orders.models import WorkOrder
from server.services.audit_log.actions import Doer, acting_as
from server.services.files.models import FileRow
from tests.makers import PLACE, County, all_pictures, item_of, picture
from tests.web.conftest import Phone
from tests.web.villager import Villager


@pytest.fixture
def villager(client: FlaskClient) -> Villager:
    return Villager(client)


def report_of(county: County) -> DamageReport:
    db.session.expire_all()
    return db.session.query(DamageReport).one()


def confirmed(county: County, publish_photos: bool = True) -> WorkOrder:
    report = report_of(county)
    with acting_as(Doer("user", county.people["village"])):
        verify(
            report.id,
            Verdict("confirm", severity="major", publish_photos=all_pictures() if publish_photos else ()),
            report.version,
        )
    return db.session.query(WorkOrder).one()


def mended(county: County, phone: Phone) -> None:
    """Let the report be confirmed, mended with photos and accepted with their publication."""
    order, mender = confirmed(county), phone("mender")
    with acting_as(Doer("user", county.people["village"])):
        assign(order.id, Assignment(county.people["mender"], 90_000, order.due_on), order.version)
    before, after = picture(9), picture(10)
    begin = item_of(mender, "order.begin", order.id, {"place": PLACE}, order.version, {"before/1": before})
    done = {"materials": [], "actual_cost_fen": 80_000, "words": None}
    finish = item_of(mender, "order.finish", order.id, done, order.version + 1, {"after/1": after})
    assert [receipt["status"] for receipt in mender.push(begin, finish)] == ["accepted", "accepted"]
    for photo in (before, after):
        assert mender.carry(photo).status_code == 201
    db.session.refresh(order)
    with acting_as(Doer("user", county.people["township"])):
        accept(order.id, None, all_pictures(), order.version)
    db.session.expire_all()


def test_receipt_follows_the_repair_in_public_words(county: County, phone: Phone, villager: Villager) -> None:
    receipt = villager.report(county.token, "WE01", (picture(),)).location
    assert "已收到" in villager.reads
    confirmed(county)
    villager.open(receipt)
    assert "已核实，等派人" in villager.reads


def test_mended_report_asks_and_shows_before_and_after(
    county: County, phone: Phone, villager: Villager
) -> None:
    receipt = villager.report(county.token, "WE01", (picture(),)).location
    mended(county, phone)
    villager.open(receipt)
    for words in ("修好了，您看行不行", "您说了算", "修之前", "修好后", "没修好"):
        assert words in villager.reads
    assert "mender" not in villager.sees
    assert villager.sees.count("<img") == 3


def test_photos_wait_for_a_reviewer(county: County, villager: Villager) -> None:
    receipt = villager.report(county.token, "WE01", (picture(),)).location
    confirmed(county, publish_photos=False)
    villager.open(receipt)
    assert "<img" not in villager.sees
    photo = db.session.query(FileRow).one()
    assert villager.open(f"/photos/{photo.id}/320").status_code == 404


def test_mended_word_of_the_reporter_closes(county: County, phone: Phone, villager: Villager) -> None:
    receipt = villager.report(county.token, "WE01").location
    mended(county, phone)
    assert villager.send(f"{receipt}/feedback", {"fixed": "yes"}).status_code == 303
    assert "办完了" in villager.reads
    assert report_of(county).status == "closed"


def test_not_mended_needs_one_tap_and_goes_one_level_up(
    county: County, phone: Phone, villager: Villager
) -> None:
    receipt = villager.report(county.token, "WE01").location
    mended(county, phone)
    villager.open(receipt)
    assert "还是老样子" in villager.reads
    villager.send(f"{receipt}/feedback", {"fixed": "no", "phrase": "same"})
    assert "没修好，上一级在办" in villager.reads
    report = report_of(county)
    assert (report.status, report.level, report.reason) == ("reopened", "township", "还是老样子")


def test_not_mended_without_a_reason_is_asked_again(county: County, phone: Phone, villager: Villager) -> None:
    receipt = villager.report(county.token, "WE01").location
    mended(county, phone)
    assert villager.send(f"{receipt}/feedback", {"fixed": "no"}).status_code == 422
    assert "请选一句或拍张照片" in villager.reads
    assert report_of(county).status == "resolved"


def test_rejected_report_tells_the_reason(county: County, villager: Villager) -> None:
    receipt = villager.report(county.token, "WE01", (picture(),)).location
    report = report_of(county)
    with acting_as(Doer("user", county.people["township"])):
        verify(report.id, Verdict("reject", reason="到场看过，井在出水"), report.version)
    villager.open(receipt)
    assert "理由：到场看过，井在出水" in villager.reads


def test_next_scanner_is_asked_and_his_word_is_noted(county: County, phone: Phone, app: Flask) -> None:
    Villager(app.test_client()).report(county.token, "WE01")
    mended(county, phone)
    passerby = Villager(app.test_client())
    passerby.scan(county.token)
    assert "修好了吗？" in passerby.reads
    looks = f"/t/{county.token}/reports/{report_of(county).id}/looks"
    passerby.send(looks, {"fixed": "no", "phrase": "half"})
    assert "记下了，谢谢您" in passerby.reads
    assert db.session.query(Look).one().fixed is False
    assert report_of(county).status == "resolved"
    Villager(app.test_client()).send(looks, {"fixed": "no", "phrase": "same"})
    assert report_of(county).status == "reopened"


def test_phone_that_reported_is_asked_at_any_plate_of_the_village(
    county: County, phone: Phone, villager: Villager
) -> None:
    villager.report(county.token, "WE01")
    mended(county, phone)
    villager.scan(county.token)
    assert "修好了吗？" in villager.reads
    villager.tap("没修好")
    assert "您说了算" in villager.reads
    assert '<details class="wrong" open>' in villager.sees


def test_reporters_own_phone_speaks_as_the_reporter_at_the_plate(
    county: County, phone: Phone, villager: Villager
) -> None:
    villager.report(county.token, "WE01")
    mended(county, phone)
    villager.send(f"/t/{county.token}/reports/{report_of(county).id}/looks", {"fixed": "yes"})
    assert report_of(county).status == "closed"


def test_receipt_that_never_was_is_not_found(county: County, villager: Villager) -> None:
    assert villager.open("/r/abcdefghjkmn").status_code == 404
    assert villager.send("/r/abcdefghjkmn/feedback", {"fixed": "yes"}).status_code == 404
