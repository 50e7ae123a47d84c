"""反映问题 as a villager meets it: four taps, a receipt, an answer in plain words, and the last word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from server.core.clock import now
from server.core.db import db
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict, verify
from server.field.supervision_comments import handling
from server.field.supervision_comments.handling import Answer
from server.field.supervision_comments.models import CommentStep, SupervisionComment
from server.services.audit_log.actions import Doer, acting_as
from server.services.files.models import FileRow
from tests.makers import County, picture
from tests.web.villager import A_WHILE_S, Villager

PLAIN = Answer("去看过，广场被人圈起来停车", "已让他把绳子拆了", "11月底前办完")


@pytest.fixture
def villager(client: FlaskClient) -> Villager:
    return Villager(client)


def raised(villager: Villager, token: str, kind: str = "idle", photos: tuple[bytes, ...] = (), **more: Any):
    """Raise a concern as a person would: open, choose, look, send."""
    villager.open(f"/t/{token}/concern")
    link = re.search(rf'href="(/t/[^"]+kind={kind}[^"]+)"', villager.sees)
    assert link, villager.sees
    address = link[1].replace("&amp;", "&")
    villager.open(address)
    opened = parse_qs(urlsplit(address).query)["opened"][0]
    with time_machine.travel(now().timestamp() + A_WHILE_S, tick=True):
        fields = {"kind": kind, "opened": opened, "about": "village", **more}
        return villager.send(f"/t/{token}/concerns", fields, photos)


def only() -> SupervisionComment:
    db.session.expire_all()
    return db.session.query(SupervisionComment).one()


def answered(county: County, who: str = "township") -> SupervisionComment:
    one = only()
    with acting_as(Doer("user", county.people[who])):
        handling.accept(one.id, None)
        handling.start(one.id, None)
        handling.answer(one.id, PLAIN, None)
    return only()


def test_concern_takes_four_taps_and_no_typing(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    villager.tap("反映问题")
    villager.tap("一直闲着没用")
    assert 'name="about" value="village" checked' in villager.sees
    answer = raised(villager, county.token, "idle")
    assert (answer.status_code, len(villager.code)) == (303, 8)
    one = only()
    assert (one.status, one.level, one.about, one.under_review) == ("received", "township", "village", False)
    assert re.fullmatch(r"FY\d{4}-140699-000001", one.comment_no or "")
    assert db.session.query(DamageReport).count() == 0
    assert "1号乡 · 最晚" in villager.reads


@pytest.mark.parametrize(
    ("about", "level"),
    [("village", "township"), ("township", "county"), ("other", "county"), ("x", "township")],
)
def test_it_goes_above_whomever_it_is_about(
    county: County, villager: Villager, about: str, level: str
) -> None:
    raised(villager, county.token, about=about)
    assert only().level == level


def test_advice_needs_a_sentence_and_what_was_chosen_stays(county: County, villager: Villager) -> None:
    answer = raised(villager, county.token, "advice", about="township")
    assert answer.status_code == 422
    assert 'value="township" checked' in villager.sees
    assert raised(villager, county.token, "advice", words="给井边装个灯").status_code == 303


def test_anonymous_and_named_wait_equally_long(county: County, app: Flask) -> None:
    with time_machine.travel(now(), tick=False):
        raised(Villager(app.test_client()), county.token, "idle")
        raised(Villager(app.test_client()), county.token, "person", phone="13800000000", words="不来")
    rows = db.session.query(SupervisionComment).all()
    assert len({(one.accept_due_at, one.under_review) for one in rows}) == 1
    assert {one.answer_due_at - one.received_at for one in rows} == {timedelta(days=20)}


def test_same_phone_adds_to_its_open_concern(county: County, villager: Villager) -> None:
    raised(villager, county.token, "idle")
    raised(villager, county.token, "idle", words="都两年了")
    assert only().words is None
    said = [step.words for step in db.session.query(CommentStep).filter_by(event="said_more")]
    assert said == ["都两年了"]


def test_pictures_of_it_are_never_public(county: County, villager: Villager, client: FlaskClient) -> None:
    raised(villager, county.token, "occupied", (picture(),))
    file = db.session.query(FileRow).one()
    assert (file.owner_kind, file.public) == ("comment", False)
    assert client.get(f"/photos/{file.id}/320").status_code == 404


def test_the_plates_page_shows_nothing_of_it(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    before = villager.reads
    raised(villager, county.token, "idle")
    villager.scan(county.token)
    assert villager.reads == before


def test_code_leads_to_the_receipt(county: County, villager: Villager, app: Flask) -> None:
    raised(villager, county.token, "idle")
    elsewhere = Villager(app.test_client())
    elsewhere.send("/s", {"code": villager.code, "county": "140699"})
    assert "一直闲着没用" in elsewhere.reads
    assert not elsewhere.code


def test_answer_is_read_and_satisfies(county: County, villager: Villager) -> None:
    address = raised(villager, county.token, "idle").location
    answered(county)
    villager.open(address)
    for said in ("已答复，请看", PLAIN.findings, PLAIN.action, PLAIN.done_by, "这个答复您满意吗"):
        assert said in villager.reads
    villager.send(f"{address}/rating", {"satisfied": "yes"})
    assert only().status == "satisfied"
    assert "您满意，办完了" in villager.reads
    assert "township" not in villager.sees  # whoever dealt with it is not named


def test_unsatisfied_goes_one_level_up_and_its_clocks_run_anew(county: County, villager: Villager) -> None:
    address = raised(villager, county.token, "idle").location
    answered(county)
    assert villager.send(f"{address}/rating", {"satisfied": "no"}).status_code == 422
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        villager.send(f"{address}/rating", {"satisfied": "no", "phrase": "unseen"})
        one = only()
        assert (one.status, one.level, one.findings) == ("escalated", "county", None)
        assert one.answer_due_at == now() + timedelta(days=20)
    assert "上一级在办" in villager.reads
    assert "没人来看过" in {step.words for step in db.session.query(CommentStep)}


def test_where_nobody_is_above_he_is_told_where_to_go_and_prints_everything(
    county: County, villager: Villager
) -> None:
    address = raised(villager, county.token, "idle", about="township", words="圈了两年").location
    answered(county, "county")
    villager.send(f"{address}/rating", {"satisfied": "no", "words": "只说不做"})
    one = only()
    assert (one.status, one.level) == ("unsatisfied", "county")
    with acting_as(Doer("user", county.people["county"])):
        handling.refer(one.id, "县信访局，电话12345", None)
    villager.open(address)
    assert "这件事请去这里办：县信访局，电话12345" in villager.reads
    villager.tap("打印全部材料")
    for said in (only().comment_no, "圈了两年", PLAIN.findings, "只说不做", "县信访局"):
        assert said in villager.reads


def test_he_may_take_it_back_and_nobody_does_it_for_him(county: County, villager: Villager) -> None:
    address = raised(villager, county.token, "idle").location
    villager.send(f"{address}/withdrawal")
    assert only().status == "withdrawn"
    assert "您撤回了" in villager.reads


def test_what_he_is_asked_hangs_on_his_page(county: County, villager: Villager) -> None:
    address = raised(villager, county.token, "occupied").location
    with acting_as(Doer("user", county.people["township"])):
        handling.accept(only().id, None)
        handling.ask(only().id, "是谁家占的？哪一块？", None)
    villager.open(address)
    assert "是谁家占的？哪一块？" in villager.reads
    villager.send(f"{address}/words", {"words": "东头那块"})
    assert only().question is None
    assert "您补充了情况" in villager.reads


def test_unknown_receipts_and_strangers_doings_are_not_here(county: County, client: FlaskClient) -> None:
    same = {"Origin": "http://localhost"}
    for verb in ("rating", "words", "withdrawal"):
        assert client.post(f"/r/0123456789ab/{verb}", headers=same).status_code == 404
    assert client.get("/r/0123456789ab/papers").status_code == 404


def test_report_that_was_handed_on_keeps_its_receipts_and_belongs_to_all_who_spoke(
    county: County, villager: Villager, app: Flask
) -> None:
    addresses = []
    for count in range(2):
        said = PublicReport("idle", "闲着", None, "闲着", None, True, f"{count:064d}")
        addresses.append(f"/r/{report_publicly(county.asset_id, said).voice.receipt_token}")
    with acting_as(Doer("user", county.people["township"])):
        verify(db.session.query(DamageReport).one().id, Verdict("transfer", reason="不是坏了"), None)
    for address in addresses:
        villager.open(address)
        assert "最晚" in villager.reads
        assert "撤回" not in villager.reads
    assert villager.send(f"{addresses[0]}/withdrawal").status_code == 404
    answered(county)
    villager.send(f"{addresses[1]}/rating", {"satisfied": "yes"})
    assert only().status == "satisfied"
