"""A villager without JavaScript: scan, report with a photo in four taps, follow by the 查询码."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.journeys.house import House, page_of, photo

TOO_FAST_MS = 2_200  # below two seconds a report waits in the slower queue


def test_villager_reports_and_follows_without_javascript(
    house: House, villager: BrowserContext, tmp_path: Path
) -> None:
    tag = house.tag("public", "后窑村机井")
    page = page_of(villager)
    page.goto(f"{house.origin}/t/{tag['token']}")
    page.get_by_role("link", name="坏了，报修").click()
    page.get_by_role("link", name="井不出水").click()
    page.wait_for_timeout(TOO_FAST_MS)
    page.locator("input[type=file]").set_input_files(photo(tmp_path / "well.jpg", 60))
    page.get_by_role("button", name="提交").click()
    code = page.locator("#query-code").inner_text().replace(" ", "")
    assert len(code) == 8
    assert code not in page.url

    page.goto(f"{house.origin}/s?county=140699")
    page.locator("#code").fill(code)
    page.get_by_role("button").last.click()
    expect(page.get_by_text("已收到").first).to_be_visible()
    page.goto(f"{house.origin}/t/{tag['token']}")
    expect(page.get_by_role("button", name="我家也是").first).to_be_visible()
