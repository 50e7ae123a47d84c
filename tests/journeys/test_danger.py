"""Danger: a villager reports it, the worker fences it off without a signal, the desk reads who did what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from server.core.clock import local
from tests.journeys.house import House, page_of, photo
from tests.journeys.worker_phone import WorkerPhone, lay_ground, worker_phone

TOO_FAST_MS = 2_200  # below two seconds a report waits in the slower queue
HOURS = {"WE05": 4, "WE01": 24}


@pytest.fixture(scope="module")
def laid(house: House) -> dict[str, Any]:
    return lay_ground(house, "danger_ground")


@pytest.fixture
def phone(
    playwright: Playwright, house: House, laid: dict[str, Any], tmp_path: Path
) -> Iterator[WorkerPhone]:
    opened = worker_phone(playwright, house, "normal", tmp_path, laid)
    opened.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    yield opened
    opened.context.close()


def report_of(house: House, thing: dict[str, str], columns: str) -> tuple[Any, ...]:
    """Return what the server keeps of the one report of a thing."""
    query = f"SELECT {columns} FROM damage_reports WHERE asset_id = ?"  # noqa: S608  our own columns
    with sqlite3.connect(f"file:{house.data / 'guanhu.sqlite'}?mode=ro", uri=True) as base:
        return tuple(base.execute(query, [thing["id"].replace("-", "")]).fetchone())


def villager_reports(house: House, villager: BrowserContext, code: str, plate: str, picture: Path) -> None:
    page = page_of(villager)
    page.goto(f"{house.origin}/t/{plate}")
    page.get_by_role("link", name="坏了，报修").click()
    page.locator(f"a[href*='kind={code}'], a[href*='/{code}']").first.click()
    page.wait_for_timeout(TOO_FAST_MS)
    page.locator("input[type=file]").set_input_files(photo(picture, HOURS[code], 5))
    page.locator("form.card button").click()
    page.locator("#query-code").wait_for()


def clock_said(house: House, thing: dict[str, str], hours: int) -> str:
    """Return by when the thing is to be made safe, as a person in the county says the time."""
    (reported,) = report_of(house, thing, "reported_at")
    due = local(datetime.fromisoformat(f"{reported}+00:00") + timedelta(hours=hours))
    return f"{due:%H:%M}之前要拦好"


@pytest.mark.parametrize("code", HOURS)
def test_danger_is_fenced_off_at_one_tap_in_a_valley_and_the_desk_reads_it(
    house: House, villager: BrowserContext, laid: dict[str, Any], phone: WorkerPhone, cadre: Page, code: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    thing, page = laid[code], phone.page
    villager_reports(house, villager, code, thing["token"], tmp_path / "seen.jpg")
    with page.expect_response("**/api/v1/feed*"):
        phone.open()
    danger = page.get_by_test_id(f"danger-{thing['id']}")
    danger.wait_for(state="attached")
    if not danger.is_visible():  # one of several, where another journey left some behind
        page.get_by_test_id("dangers").click()
    danger.wait_for()
    phone.context.set_offline(True)
    phone.scan(code)
    expect(page.get_by_test_id("safe-by")).to_contain_text(clock_said(house, thing, HOURS[code]))
    phone.fits()
    with phone.hand.within(taps=1):
        page.get_by_test_id("secure-fenced").click()
        expect(page.get_by_test_id("safe-by")).to_have_count(0)
    assert report_of(house, thing, "measure") == (None,)
    phone.context.set_offline(False)
    phone.sent()
    assert report_of(house, thing, "measure, status") == ("fenced", "submitted")
    (report,) = report_of(house, thing, "id")
    cadre.goto(f"{house.origin}/desk/reports/{UUID(report)}")
    expect(cadre.locator(".story")).to_contain_text("先护住人 围起来了")
