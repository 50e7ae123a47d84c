"""Beside the visits: plates hung and changed, a scanner that stays open, an answer, a round sent back.

Each in a valley without signal, counted by taps; nothing is typed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.house import House, camera_of, photo, walk_of
from tests.journeys.mile_ground import PARTS, WHY
from tests.journeys.worker_phone import WorkerPhone, lay_ground, worker_phone

HEARD = """
const start = OscillatorNode.prototype.start;
window.beeps = 0;
OscillatorNode.prototype.start = function (...when) { window.beeps += 1; return start.apply(this, when); };
"""


@pytest.fixture(scope="module")
def laid(house: House) -> dict[str, Any]:
    return lay_ground(house, "mile_ground")


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, house: House, laid: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkerPhone]:
    opened = worker_phone(playwright, house, "normal", tmp_path_factory.mktemp("mile"), laid)
    opened.context.add_init_script(HEARD)
    opened.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    yield opened
    opened.context.close()


@pytest.fixture
def valley(phone: WorkerPhone) -> Iterator[WorkerPhone]:
    """The phone, controlled by its worker, without a signal."""
    phone.context.set_offline(False)
    phone.open()
    phone.context.set_offline(True)
    yield phone
    phone.context.set_offline(False)


def kept(phone: WorkerPhone, query: str, *ids: str) -> list[tuple[Any, ...]]:
    """Send everything, and return what the server keeps."""
    phone.context.set_offline(False)
    phone.sent()
    with sqlite3.connect(f"file:{phone.house.data / 'guanhu.sqlite'}?mode=ro", uri=True) as base:
        return base.execute(query, [one.replace("-", "") for one in ids]).fetchall()


def scan_blank(phone: WorkerPhone, token: str) -> None:
    camera_of(f"{phone.house.origin}/t/{token}", phone.camera)
    phone.page.get_by_test_id("bar-scan").click()


def test_blank_plate_is_hung_on_a_known_thing_in_four_taps(
    valley: WorkerPhone, laid: dict[str, Any], tmp_path: Path
) -> None:
    page, token = valley.page, laid["blank"][0]
    with valley.hand.within(taps=4, photos=1):
        scan_blank(valley, token)
        page.get_by_test_id("plate-known").click()
        valley.fits()
        page.get_by_test_id(f"hang-{laid['bare']['id']}").click()
        page.get_by_test_id("hang-photo").set_input_files(photo(tmp_path / "hung.jpg", 101))
        valley.fits()
        page.get_by_test_id("hang-save").click()
        page.get_by_role("heading", name=laid["bare"]["name"], exact=True).wait_for()
    hung = "SELECT status FROM asset_tags WHERE token = ? AND asset_id = ?"
    assert kept(valley, hung, token, laid["bare"]["id"]) == [("bound",)]


def test_thing_met_on_the_way_gets_its_plate_in_four_taps_and_nothing_is_typed(
    valley: WorkerPhone, laid: dict[str, Any], tmp_path: Path
) -> None:
    page, token = valley.page, laid["blank"][1]
    with valley.hand.within(taps=4, photos=1):
        scan_blank(valley, token)
        page.get_by_test_id("plate-new").click()
        page.get_by_test_id("kind-street_light").click()
        page.get_by_test_id("register-photo").set_input_files(photo(tmp_path / "new.jpg", 102))
        valley.fits()
        page.get_by_test_id("register-save").click()
        page.get_by_test_id("undo").wait_for()
    made = (
        "SELECT a.lifecycle_status, t.status FROM asset_tags t JOIN assets a ON a.id = t.asset_id"
        " WHERE t.token = ?"
    )
    assert kept(valley, made, token) == [("draft", "bound")]


def test_broken_plate_is_changed_in_two_taps(valley: WorkerPhone, laid: dict[str, Any]) -> None:
    page, token, thing = valley.page, laid["blank"][2], laid["broken"]
    page.goto(f"{valley.house.origin}/app/asset/{thing['id']}")
    page.get_by_test_id("change-plate").wait_for()
    valley.fits()
    with valley.hand.within(taps=2):
        camera_of(f"{valley.house.origin}/t/{token}", valley.camera)
        page.get_by_test_id("change-plate").click()
        page.get_by_test_id("hang-save").click()
        page.get_by_role("heading", name=thing["name"], exact=True).wait_for()
    states = "SELECT token, status FROM asset_tags WHERE asset_id = ?"
    assert dict(kept(valley, states, thing["id"])) == {thing["token"]: "revoked", token: "bound"}


def test_scanner_stays_open_past_many_wells_and_beeps_at_each(
    valley: WorkerPhone, laid: dict[str, Any], tmp_path: Path
) -> None:
    page, thing = valley.page, laid["wells"]
    page.goto(f"{valley.house.origin}/app/asset/{thing['id']}")
    walk_of([f"{valley.house.origin}/t/{one}" for one in thing["plates"]], valley.camera)
    with valley.hand.within(taps=3, photos=1):
        page.get_by_test_id("run").click()
        expect(page.get_by_text(f"扫了 {PARTS} 个，一共 {PARTS} 个")).to_be_visible(timeout=60_000)
        valley.fits()
        page.get_by_test_id("run-done").click()
        valley.find_all_normal(photo(tmp_path / "whole.jpg", 104))
    assert page.evaluate("window.beeps") >= PARTS
    filed = "SELECT all_normal FROM inspections WHERE asset_id = ?"
    assert kept(valley, filed, thing["id"]) == [(1,)]


def test_bad_well_met_while_scanning_costs_one_tap_more_and_its_photo(
    valley: WorkerPhone, laid: dict[str, Any], tmp_path: Path
) -> None:
    page, thing = valley.page, laid["wells"]
    page.goto(f"{valley.house.origin}/app/asset/{thing['id']}")
    walk_of([f"{valley.house.origin}/t/{thing['plates'][0]}"], valley.camera)
    with valley.hand.within(taps=4, photos=1):
        page.get_by_test_id("run").click()
        page.get_by_test_id("run-bad").click()
        page.get_by_test_id("photo-WE01").set_input_files(photo(tmp_path / "bad.jpg", 103))
        page.get_by_test_id("run-done").click()
        page.get_by_test_id("save-visit").click()
        valley.saved()
    found = (
        "SELECT d.item_code, u.unit_no FROM inspection_defects d JOIN asset_units u ON u.id = d.unit_id"
        " WHERE u.asset_id = ?"
    )
    assert kept(valley, found, thing["id"]) == [("WE01", 1)]


def test_reporter_says_mended_in_one_tap_and_not_mended_in_two(
    valley: WorkerPhone, laid: dict[str, Any]
) -> None:
    page, (good, bad) = valley.page, laid["reports"]
    page.goto(f"{valley.house.origin}/app/mine")
    page.get_by_text(re.compile(r"\d+ 件等您回个话")).wait_for()
    page.goto(f"{valley.house.origin}/app/my-reports")
    expect(page.get_by_test_id(f"mine-{good}")).to_contain_text("修好了，您看行不行？")
    valley.fits()
    with valley.hand.within(taps=1):
        page.get_by_test_id(f"mended-{good}").click()
        expect(page.get_by_test_id(f"mine-{good}")).to_contain_text("办完了")
    with valley.hand.within(taps=2):
        page.get_by_test_id(f"not-mended-{bad}").click()
        page.get_by_test_id("phrase-again").click()
        expect(page.get_by_text("没修好，上一级在办")).to_be_visible()
    valley.fits()
    states = "SELECT status FROM damage_reports WHERE id IN (?, ?) ORDER BY status"
    assert kept(valley, states, good, bad) == [("closed",), ("reopened",)]


def test_round_sent_back_says_why_before_the_way_and_at_the_place(
    valley: WorkerPhone, laid: dict[str, Any]
) -> None:
    page, thing = valley.page, laid["returned"]
    row = page.get_by_test_id(f"due-{thing['id']}")
    expect(row).to_contain_text(f"退回来了，请再去看一次：{WHY}")
    valley.fits()
    row.click()
    expect(page.get_by_test_id("redo-words")).to_contain_text(WHY)
    valley.fits()
