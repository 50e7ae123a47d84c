"""A villager without JavaScript: scan, report with a photo in four taps, follow by the 查询码."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.journeys.house import PLAIN, House, page_of, photo

# Waits, as the page's own rules let no script be made of words.
SMALLER_THAN = """bytes => new Promise(done => {
  const field = document.querySelector('[type=file]');
  const look = () => field.files[0].size < bytes ? done() : setTimeout(look, 50);
  look();
})"""
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


@pytest.mark.parametrize("form", ["report?kind=WE01", "concern?kind=idle"])
def test_photo_is_one_big_button_that_says_when_it_has_one(
    house: House, playwright: Playwright, tmp_path: Path, form: str
) -> None:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    page = page_of(browser.new_context(locale="zh-CN"))
    page.goto(f"{house.origin}/t/{house.tag('public', '后窑村机井')['token']}/{form}")
    large = photo(tmp_path / "large.jpg", 61)
    with page.expect_file_chooser() as chooser:
        page.locator("label", has_text="拍张照片").click()
    chooser.value.set_files(large)
    expect(page.get_by_text("照片有了，1 张")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_css("opacity", "0")
    page.evaluate(SMALLER_THAN, large.stat().st_size)
    browser.close()
