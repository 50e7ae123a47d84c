"""The page behind a plate: everything a villager needs, nothing that he may not know."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.assets.custody.actions import assign as give_care
from server.assets.register.models import Asset, AssetFund
from server.assets.tags.actions import mint, replace, revoke
from server.assets.tags.models import Tag
from server.core.db import db, unit_of_work
from server.core.ids import new_id, new_token
from server.field.damage.actions import PublicReport, report_publicly
from server.identity.accounts.models import User
from tests.makers import County, make_asset, picture, visit_of
from tests.web.conftest import Phone
from tests.web.villager import Villager

FIRST_ANSWER_BYTES = 14 * 1024
FIRST_VIEW_CHARACTERS = 80


@pytest.fixture
def villager(client: FlaskClient) -> Villager:
    return Villager(client)


def asset_of(county: County) -> Asset:
    return db.session.get_one(Asset, county.asset_id)


def hang(asset: Asset, path: str) -> str:
    """Hang a plate without the action's refusals, as a stray one would."""
    tag = mint(asset.county_code, path, 1)[0]
    with unit_of_work() as session:
        row = session.get_one(Tag, tag.token)
        row.status, row.asset_id = "bound", asset.id
    return tag.token


def test_first_view_says_the_state_in_eighty_characters(county: County, villager: Villager) -> None:
    answer = villager.scan(county.token)
    assert answer.status_code == 200
    first = re.search(r'<section class="card">(.*?)<button', villager.sees, re.DOTALL)
    assert first is not None
    words = re.sub(r"<[^>]+>|\s", "", first[1])
    assert words.startswith("2号井")
    assert "在用，还没巡查过。" in words
    assert len(words) <= FIRST_VIEW_CHARACTERS


def test_three_buttons_and_the_way_into_the_app_stand_on_the_page(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    for words in ("坏了，报修", "打电话", "反映问题", "我是管护员，去巡查", "用查询码查进度"):
        assert words in villager.reads
    assert f'href="/app/t/{county.token}"' in villager.sees
    assert 'href="tel:12345"' in villager.sees


def test_post_worker_is_told_by_surname_alone(county: County, villager: Villager) -> None:
    with unit_of_work() as session:
        session.get_one(User, county.people["worker"]).display_name = "欧阳建国"
    villager.scan(county.token)
    assert "欧阳师傅，管护员" in villager.reads
    assert "建国" not in villager.reads


def test_cadre_is_told_by_name(county: County, villager: Villager) -> None:
    with unit_of_work() as session:
        session.get_one(User, county.people["village"]).display_name = "李支书"
        asset = make_asset(county.paths["village11"], "3号井")
        give_care(asset.id, "village_cadre", county.people["village"], None)
    villager.scan(hang(asset, county.paths["village11"]))
    assert "谁管 李支书" in villager.reads


def test_facts_are_the_whitelist_and_nothing_else(county: County, villager: Villager) -> None:
    with unit_of_work() as session:
        asset = session.get_one(Asset, county.asset_id)
        asset.formed_year, asset.project_name, asset.asset_code = (
            2018,
            "机井配套",
            "140699100201010220180001A",
        )
        asset.address, asset.spec = "王建国家门口", "井深180米"
        session.add(
            AssetFund(
                id=new_id(), county_code="140699", asset_id=asset.id, source="east_west", level="province",
                year=2018, amount_fen=4_200_000,
            )
        )  # fmt: skip
    villager.scan(county.token)
    labels = re.findall(r"<dt>(.*?)</dt>", villager.sees)
    assert labels == ["钱从哪来", "哪年建的", "哪个项目", "谁管", "在哪儿", "资产编码"]
    assert "东西部协作资金，一共 4.2万元" in villager.reads
    assert "王建国" not in villager.reads
    assert "井深" not in villager.reads


def test_place_is_rounded_to_a_hundred_metres(county: County, villager: Villager) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "4号井", lat=39.512345, lng=112.409876)
    villager.scan(hang(asset, county.paths["village11"]))
    assert "大约北纬39.512°、东经112.410°" in villager.reads
    assert "39.5123" not in villager.sees


@pytest.mark.parametrize("facts", [{"sensitive": True}, {"asset_type": "drinking_water"}])
def test_guarded_things_have_no_place_at_all(
    county: County, villager: Villager, facts: dict[str, object]
) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "水厂", lat=39.512, lng=112.409, **facts)
    villager.scan(hang(asset, county.paths["village11"]))
    assert "在哪儿" not in villager.reads
    assert "39.51" not in villager.sees
    assert "11村" not in villager.reads


def test_plate_of_a_household_is_the_page_of_a_plate_that_hangs_nowhere(
    county: County, villager: Villager
) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "王建国家的羊圈", ledger_tier="household")
    stray = hang(asset, county.paths["village11"])
    for suffix in ("", "/report", "/concern", "/thanks"):
        theirs, blank = (villager.open(f"/t/{token}{suffix}") for token in (stray, county.blank))
        assert theirs.status_code == blank.status_code == 200
        assert theirs.text.replace(stray, "") == blank.text.replace(county.blank, "")
        assert len(theirs.data) == len(blank.data)
        assert [*theirs.headers.keys()] == [*blank.headers.keys()]
        assert "羊圈" not in theirs.text


def test_revoked_plate_of_a_household_tells_nothing_either(county: County, villager: Villager) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "羊圈", ledger_tier="household")
    stray = hang(asset, county.paths["village11"])
    revoke(stray, "140699", "挂错了")
    theirs, blank = villager.scan(stray), villager.scan(county.blank)
    assert theirs.text.replace(stray, "") == blank.text.replace(county.blank, "")


def test_revoked_plate_says_so_and_helps(county: County, villager: Villager) -> None:
    revoke(county.token, "140699", "拆了")
    assert villager.scan(county.token).status_code == 410
    assert "该标识已作废" in villager.reads
    assert 'action="/s"' in villager.sees
    assert "2号井" not in villager.reads


def test_replaced_plate_leads_to_the_new_one(county: County, villager: Villager) -> None:
    replace(county.token, county.blank, county.asset_id, None)
    answer = villager.scan(county.token)
    assert (answer.status_code, answer.location) == (302, f"/t/{county.blank}")


def test_unknown_plate_gets_help_and_the_box_for_codes(county: County, villager: Villager) -> None:
    assert villager.scan(new_token()).status_code == 404
    assert "没有这块牌子" in villager.reads
    assert 'action="/s"' in villager.sees


def test_thing_that_is_not_in_the_books_yet_is_not_shown(county: County, villager: Villager) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "没审的", lifecycle_status="draft")
    villager.scan(hang(asset, county.paths["village11"]))
    assert "没审的" not in villager.reads


def test_problem_of_a_visit_is_told_without_the_inspector(
    county: County, phone: Phone, villager: Villager
) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=picture()))
    villager.scan(county.token)
    assert "井不出水" in villager.reads
    assert "已收到" in villager.reads
    assert "已有 1 人报过" in villager.reads
    assert "我家也是" in villager.reads
    assert "worker" not in villager.sees


def test_what_goes_upward_is_nobodys_business_here(county: County, villager: Villager) -> None:
    told = PublicReport("person", "对管护的人有意见", None, "他从来不去", None, True, "f" * 64)
    report_publicly(county.asset_id, told)
    villager.scan(county.token)
    assert "现在没有报修" in villager.reads
    assert "对管护的人有意见" not in villager.reads


def test_page_answers_in_english_when_asked(county: County, villager: Villager) -> None:
    villager.scan(county.token, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert "It is broken" in villager.reads
    assert '<html lang="en">' in villager.sees
    villager.scan(f"{county.token}?lang=zh", headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in villager.sees
    villager.scan(f"{county.token}?lang=en")
    villager.tap("It is broken")
    assert "What is broken?" in villager.reads


def test_reading_sets_no_cookie_and_asks_not_to_be_indexed(county: County, villager: Villager) -> None:
    for address in (f"/t/{county.token}", f"/t/{county.token}/report", "/s", f"/t/{county.blank}"):
        answer = villager.open(address)
        assert "Set-Cookie" not in answer.headers
        assert '<meta name="robots" content="noindex">' in villager.sees


def test_first_answer_fits_one_round_trip(county: County, phone: Phone, villager: Villager) -> None:
    worker = phone("worker")
    for code in ("WE01", "WE05", "WE11"):
        worker.push(visit_of(worker, county.asset_id, code))
    for address in (f"/t/{county.token}", f"/t/{county.token}/report", f"/t/{county.token}/report?kind=WE05"):
        answer = villager.open(address)
        assert len(gzip.compress(answer.data)) <= FIRST_ANSWER_BYTES
        assert 'rel="stylesheet"' not in answer.text
        assert len(re.findall("<script", answer.text)) <= 1


def test_style_in_the_page_is_the_one_that_the_policy_allows(county: County, villager: Villager) -> None:
    answer = villager.scan(county.token)
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(css.encode()).digest()).decode() for css in styles]
    policy = answer.headers["Content-Security-Policy"]
    assert len(hashes) == 1
    assert all(f"'sha256-{each}'" in policy for each in hashes)
    assert 'style="' not in answer.text
    assert "unsafe-inline" not in policy


def test_script_is_small_and_only_reads_aloud(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/static/look/read-aloud.js")
    assert len(answer.data) <= 2048


def test_scan_is_remembered_once_a_day(county: County, villager: Villager) -> None:
    villager.scan(county.token)
    villager.scan(county.token)
    assert db.session.get_one(Tag, county.token).last_scanned_on is not None
