"""A worker's first day on three kinds of phone: the cadre shows a QR code, two taps, nothing typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.journeys.counting import KINDS, watched
from tests.journeys.house import House, page_of, phone_of
from tests.journeys.test_activation import show_code
from tests.journeys.worker_phone import assert_fits

VILLAGE = "上梁村"
SCAN = 1  # the phone's own camera reads the code, and a tap opens it


@pytest.mark.parametrize("cadre", [VILLAGE], indirect=True)
@pytest.mark.parametrize("kind", list(KINDS))
def test_first_day_takes_two_taps_and_no_typing(
    kind: str, house: House, playwright: Playwright, cadre: Page, tmp_path: Path
) -> None:
    address = show_code(cadre, house, house.user_id("worker", VILLAGE))
    context = phone_of(playwright, tmp_path / "phone", kind=KINDS[kind])
    hand, page = watched(context), page_of(context)
    with hand.within(taps=2 - SCAN):
        page.goto(address)
        page.get_by_role("heading", name=re.compile(f"您是{VILLAGE}的.+吗")).wait_for()
        assert_fits(page)
        page.get_by_test_id("activate-yes").click()
        page.locator("[data-testid^=due-]").first.wait_for()
    assert "large" in str(page.evaluate("document.documentElement.className"))
    assert_fits(page)
    page.get_by_test_id("show-home-screen").click()
    page.get_by_role("heading", name="放到手机桌面").wait_for()
    assert_fits(page)
    context.close()
