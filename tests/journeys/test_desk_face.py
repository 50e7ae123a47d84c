"""The desk in a browser: on a phone, in large text, on paper, and its map by keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.house import DESK, LARGE_TEXT, PHONE, PLAIN, House, sign_in_desk

ONE_LINE_PX = 60  # of 740: the rooms take no more of a phone
WHOLE = "one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight"
PAGES = (
    "/desk/", "/desk/assets", "/desk/orders", "/desk/rounds", "/desk/funds", "/desk/comments", "/desk/people",
    "/desk/organizations", "/desk/notices", "/desk/photos", "/desk/parcels", "/desk/quarantine", "/desk/tags",
    "/desk/me",
)  # fmt: skip


@pytest.fixture(scope="module", params=[None, LARGE_TEXT], ids=["usual", "large"])
def clerk(house: House, playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The desk of a township, in usual and in large text."""
    flags = [*PLAIN, request.param] if request.param else PLAIN
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
    sign_in_desk(page, house.origin, house.account("township", "河湾镇"))
    yield page
    browser.close()


def test_no_page_scrolls_sideways_on_a_phone(house: House, clerk: Page) -> None:
    clerk.set_viewport_size(PHONE)
    wide = []
    for path in PAGES:
        clerk.goto(house.origin + path)
        if clerk.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(path)
    assert not wide


def test_rooms_are_one_line_until_they_are_asked_for(house: House, clerk: Page) -> None:
    clerk.set_viewport_size(PHONE)
    clerk.goto(f"{house.origin}/desk/orders")
    root = clerk.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    box = clerk.locator(".rail").bounding_box()
    assert box
    assert box["height"] <= ONE_LINE_PX * root / 17
    assert clerk.locator(".brand").evaluate(WHOLE)
    rooms = clerk.get_by_role("navigation", name="栏目")
    expect(rooms).to_be_hidden()
    clerk.get_by_role("link", name="菜单").click()
    rooms.get_by_role("link", name="资产").click()
    clerk.wait_for_url("**/desk/assets*")


def test_paper_shows_neither_rail_nor_buttons(house: House, clerk: Page) -> None:
    clerk.set_viewport_size(DESK)
    clerk.goto(f"{house.origin}/desk/assets")
    clerk.locator(".things th a").first.click()
    clerk.emulate_media(media="print")
    for gone in (".rail", ".bar", ".life .filters", "main form", ".asset-head .other"):
        expect(clerk.locator(gone).first).to_be_hidden()
    expect(clerk.locator(".printed")).to_contain_text("示范县")
    clerk.emulate_media(media="screen")


def test_dots_and_rows_light_up_together_and_arrows_walk_the_map(house: House, clerk: Page) -> None:
    clerk.set_viewport_size(DESK)
    clerk.goto(f"{house.origin}/desk/assets")
    row = clerk.locator(".things tbody tr").nth(2)
    name = row.locator("th a").inner_text()
    row.locator("th a").focus()
    expect(clerk.locator(".mark.on")).to_have_attribute("aria-label", re.compile(re.escape(name)))
    expect(clerk.locator(".mark[tabindex='0']")).to_have_count(1)
    clerk.locator(".mark[tabindex='0']").focus()
    stood = {clerk.evaluate("document.activeElement.id")}
    for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        clerk.keyboard.press(key)
        stood.add(clerk.evaluate("document.activeElement.id"))
    assert len(stood) > 1
    assert all(one.startswith("p-") for one in stood)
    clerk.keyboard.press("Enter")
    expect(clerk.locator("tr:target")).to_have_count(1)
