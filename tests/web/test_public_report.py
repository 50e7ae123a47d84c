"""坏了，报修 without a script: four taps, a receipt, and nothing thrown away."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.db import db
from server.field.damage.models import DamageReport, Voice
from server.services.files.models import FileRow
from server.services.files.rules import Picture, look_at
from tests.conftest import MakeApp
from tests.makers import County, make_county, picture
from tests.web.villager import Villager


@pytest.fixture
def villager(client: FlaskClient) -> Villager:
    return Villager(client)


def only_report() -> DamageReport:
    db.session.expire_all()
    return db.session.query(DamageReport).one()


def test_report_takes_four_taps_and_gives_a_code(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    villager.tap("坏了，报修")
    villager.tap("井不出水")
    assert "拍张照片（不拍也行）" in villager.reads
    answer = villager.report(county.token, "WE01", (picture(),))
    assert answer.status_code == 303
    assert re.fullmatch(r"\d{8}", villager.code)
    assert villager.code not in answer.location
    report = only_report()
    assert (report.category, report.title, report.status, report.channel) == (
        "WE01",
        "井不出水",
        "submitted",
        "qr_public",
    )
    assert not report.under_review
    assert db.session.query(FileRow).filter_by(owner_kind="report").one().public is False


def test_photo_may_be_skipped(county: County, villager: Villager) -> None:
    assert villager.report(county.token, "WE01").status_code == 303
    assert "已收到" in villager.reads


def test_dangerous_kinds_ask_to_call_first(county: County, villager: Villager) -> None:
    villager.open(f"/t/{county.token}/report?kind=WE05")
    assert villager.sees.index("先打电话") < villager.sees.index("<form")
    assert 'href="tel:12345"' in villager.sees
    villager.open(f"/t/{county.token}/report?kind=WE01")
    assert "先打电话" not in villager.sees


def test_other_trouble_needs_words_or_a_photo_and_says_so(county: County, villager: Villager) -> None:
    answer = villager.report(county.token, "other")
    assert answer.status_code == 422
    assert "请拍张照片，或说两句哪里坏了" in villager.reads
    assert villager.report(county.token, "other", words="井房门锁坏了").status_code == 303


def test_same_trouble_joins_the_open_report_with_a_code_of_its_own(county: County, app: Flask) -> None:
    first, second = Villager(app.test_client()), Villager(app.test_client())
    first.report(county.token, "WE01")
    second.report(county.token, "WE01")
    assert first.code
    assert second.code
    assert first.code != second.code
    assert len(only_report().voices) == 2


def test_me_too_counts_a_phone_once(county: County, app: Flask) -> None:
    Villager(app.test_client()).report(county.token, "WE01")
    neighbour = Villager(app.test_client())
    neighbour.scan(county.token)
    action = re.search(r'action="(/t/[^"]+/voices)"', neighbour.sees)
    assert action
    neighbour.send(action[1])
    assert neighbour.code
    neighbour.send(action[1])
    assert len(only_report().voices) == 2
    neighbour.scan(county.token)
    assert "已有 2 人报过" in neighbour.reads


def test_code_is_shown_only_to_the_browser_that_sent_it(
    county: County, app: Flask, villager: Villager
) -> None:
    location = villager.report(county.token, "WE01").location
    assert villager.code
    someone = Villager(app.test_client())
    someone.open(location)
    assert not someone.code
    assert "井不出水" in someone.reads


def test_bot_that_fills_the_trap_waits_in_the_slower_queue(county: County, villager: Villager) -> None:
    assert villager.report(county.token, "WE01", website="http://example.com").status_code == 303
    assert only_report().under_review


@pytest.mark.parametrize("opened", ["", "forged.moment.signature"])
def test_form_without_its_moment_waits_in_the_slower_queue(
    county: County, villager: Villager, opened: str
) -> None:
    villager.send(f"/t/{county.token}/reports", {"kind": "WE01", "opened": opened})
    assert villager.code
    assert only_report().under_review


def test_form_sent_at_once_waits_in_the_slower_queue(county: County, villager: Villager) -> None:
    villager.open(villager.first_kind(county.token))
    opened = re.search(r'name="opened" value="([^"]+)"', villager.sees)
    assert opened
    villager.send(f"/t/{county.token}/reports", {"kind": "WE01", "opened": opened[1]})
    assert only_report().under_review


def test_past_the_limit_a_report_waits_but_is_kept(make_app: MakeApp) -> None:
    app = make_app(report_limit="2 per hour")
    with app.app_context():
        county, villager = make_county(), Villager(app.test_client())
        for kind in ("WE01", "WE04", "WE05", "WE07"):
            assert villager.report(county.token, kind).status_code == 303
        waits = {report.category: report.under_review for report in db.session.query(DamageReport)}
        assert waits["WE07"]
        assert not waits["WE01"]


def test_what_is_no_picture_is_asked_for_again_with_the_words_kept(
    county: County, villager: Villager
) -> None:
    answer = villager.report(county.token, "WE01", (b"<html>not a picture",), words="没水三天了")
    assert answer.status_code == 422
    assert "这不是一张完整的照片" in villager.reads
    assert "没水三天了</textarea>" in villager.sees
    assert db.session.query(DamageReport).count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("words", "a\x00b"), ("words", "长" * 301), ("phone", "<script>")]
)
def test_fields_that_cannot_be_kept_are_told(
    county: County, villager: Villager, field: str, value: str
) -> None:
    assert villager.report(county.token, "WE01", **{field: value}).status_code == 422
    assert "填得不对" in villager.reads
    assert db.session.query(DamageReport).count() == 0


def test_words_come_back_as_words_never_as_markup(county: County, villager: Villager) -> None:
    villager.report(county.token, "WE01", phone="x", words="<script>alert(1)</script>")
    assert "<script>alert" not in villager.sees
    assert "&lt;script&gt;alert" in villager.sees


def test_report_from_another_site_is_refused(county: County, client: FlaskClient) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}):
        answer = client.post(f"/t/{county.token}/reports", data={"kind": "WE01"}, headers=headers)
        assert answer.status_code == 403
        assert "刷新后再试" in answer.text
    assert db.session.query(DamageReport).count() == 0


def test_concern_goes_upward(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    villager.tap("反映问题")
    villager.tap("一直闲着没用")
    assert "直接送到乡镇或县里" in villager.reads
    assert db.session.query(DamageReport).count() == 0


def test_unknown_kind_leads_back_to_the_choice(county: County, villager: Villager) -> None:
    answer = villager.report(county.token, "XX99")
    assert answer.location == f"/t/{county.token}/report"
    assert db.session.query(Voice).count() == 0


def test_nothing_can_be_reported_at_a_plate_that_hangs_nowhere(county: County, villager: Villager) -> None:
    answer = villager.send(f"/t/{county.blank}/reports", {"kind": "WE01"})
    assert answer.status_code == 200
    assert "这块牌子还没挂到东西上" in villager.reads
    assert db.session.query(DamageReport).count() == 0


def test_nobody_waits_to_write_while_a_villagers_picture_is_decoded(
    county: County, villager: Villager, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = []

    def look_at_watched(raw: bytes) -> Picture:
        holding.append(bool(db.session.info.get("unit")))
        return look_at(raw)

    monkeypatch.setattr("server.services.files.actions.look_at", look_at_watched)
    villager.report(county.token, photos=(picture(40), picture(41)))
    assert holding == [False, False]
    assert db.session.query(FileRow).filter(FileRow.arrived_at.is_not(None)).count() == 2
