"""From a scan to a repaired asset: every step by its own account, on phones of 360×740, in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, expect

from tests.journeys.house import (
    House,
    camera_of,
    kill_browser,
    page_of,
    phone_of,
    photo,
    sign_in_app,
    sign_in_desk,
)

VILLAGE, TOWNSHIP, ASSET, ITEM = "前窑村", "河湾镇", "前窑村文化广场", "CS01"
COOKIES_WRITTEN_MS = 32_000  # chromium writes cookies to disk every 30 s
MENDER = ("maintainer", "示范县")
UNSENT = "[data-testid^='outbox-']:not([data-testid='outbox-count'])"
PROBLEM = "地面破了、积水、滑"


def test_a_scan_becomes_a_repaired_asset(
    house: House, playwright: Playwright, villager: BrowserContext, tmp_path: Path
) -> None:
    tag = house.tag("public", ASSET)
    address = f"{house.origin}/t/{tag['token']}"
    camera = camera_of(address, tmp_path / "tag.mjpeg")

    worker_files_a_problem_offline(house, playwright, camera, tmp_path)
    receipt = villager_says_me_too(villager, address)
    village_confirms_and_dispatches(house, playwright, tmp_path)
    mender_repairs_offline(house, playwright, camera, tmp_path)
    township_accepts(house, playwright, tmp_path)
    villager_says_it_is_not_mended(villager, address, receipt)
    township_sees_it_reopened(house, playwright, tmp_path)


def worker_files_a_problem_offline(
    house: House, playwright: Playwright, camera: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "worker"
    context = phone_of(playwright, profile, camera)
    page = page_of(context)
    sign_in_app(page, house.origin, house.account("worker", VILLAGE))
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    context.set_offline(True)
    page.get_by_test_id("bar-scan").click()
    page.get_by_test_id(f"item-{ITEM}").click()
    for count in (1, 2):
        page.get_by_test_id("problem-photo").set_input_files(photo(tmp_path / f"p{count}.jpg", 40 * count))
        expect(page.locator("img[src^='blob:']")).to_have_count(count)
    page.get_by_test_id("need-repair").click()
    page.get_by_test_id("save-visit").click()
    page.get_by_test_id("visit-saved").wait_for()
    page.wait_for_timeout(COOKIES_WRITTEN_MS)
    kill_browser(profile)

    context = phone_of(playwright, profile, camera)
    context.set_offline(True)
    page = page_of(context)
    page.goto(f"{house.origin}/app/outbox")
    expect(page.get_by_text(ASSET).first).to_be_visible()
    context.set_offline(False)
    page.get_by_test_id("send-now").click()
    expect(page.locator(UNSENT)).to_have_count(0, timeout=30_000)
    context.close()


def villager_says_me_too(villager: BrowserContext, address: str) -> str:
    page = page_of(villager)
    page.goto(address)
    expect(page.get_by_text(PROBLEM).first).to_be_visible()
    page.get_by_role("button", name="我家也是").first.click()
    assert re.search(r"\b\d{8}\b|\d{4} \d{4}", page.locator("main").inner_text())
    return (
        page.url.split("?")[0]
        if "/r/" in page.url
        else str(page.locator("a[href*='/r/']").first.get_attribute("href"))
    )


def village_confirms_and_dispatches(house: House, playwright: Playwright, tmp_path: Path) -> None:
    context = phone_of(playwright, tmp_path / "village")
    page = page_of(context)
    sign_in_desk(page, house.origin, house.account("village", VILLAGE))
    page.get_by_role("link", name=re.compile(PROBLEM)).first.click()
    page.get_by_role("button", name=re.compile("属实")).click()
    page.goto(f"{house.origin}/desk/orders")
    page.get_by_role("link", name=re.compile(PROBLEM)).first.click()
    page.locator("[name=mender]").first.select_option(value=house.user_id(*MENDER))
    page.locator("[name=estimate]").first.fill("800")
    page.get_by_role("button", name=re.compile("派")).first.click()
    expect(page.get_by_text("已派").first).to_be_visible()
    context.close()


def mender_repairs_offline(house: House, playwright: Playwright, camera: Path, tmp_path: Path) -> None:
    context = phone_of(playwright, tmp_path / "mender", camera)
    page = page_of(context)
    sign_in_app(page, house.origin, house.account(*MENDER))
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    context.set_offline(True)
    page.get_by_test_id("bar-scan").click()
    page.locator("a[href^='/app/order/']").first.click()
    page.get_by_test_id("order-begin").click()
    page.get_by_test_id("before-photo").set_input_files(photo(tmp_path / "before.jpg", 90))
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_test_id("begin-save").click()
    page.get_by_test_id("order-finish").click()
    page.get_by_test_id("after-photo").set_input_files(photo(tmp_path / "after.jpg", 120))
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_test_id("cost").fill("760")
    page.get_by_test_id("finish-save").click()
    expect(page.get_by_test_id("outbox-count")).to_be_visible()
    context.set_offline(False)
    page.goto(f"{house.origin}/app/outbox")
    page.get_by_test_id("send-now").click()
    expect(page.locator(UNSENT)).to_have_count(0, timeout=30_000)
    context.close()


def township_accepts(house: House, playwright: Playwright, tmp_path: Path) -> None:
    context = phone_of(playwright, tmp_path / "township")
    page = page_of(context)
    sign_in_app(page, house.origin, house.account("township", TOWNSHIP))
    page.get_by_test_id("to-accept").click()  # behind the reports that wait for a verdict
    page.locator("[data-testid^='order-']").filter(has_text=ASSET).first.click()
    page.get_by_test_id("order-pass").click()
    page.get_by_test_id("pass-publish").check(force=True)
    page.get_by_test_id("pass-save").click()
    waiting = page.get_by_test_id("outbox-count")
    expect(waiting).to_have_attribute("data-count", "1")  # held back while 撤销 is offered
    expect(waiting).to_have_attribute("data-count", "0", timeout=30_000)
    context.close()


def villager_says_it_is_not_mended(villager: BrowserContext, address: str, receipt: str) -> None:
    page = page_of(villager)
    page.goto(address)
    expect(page.get_by_text("修好了").first).to_be_visible()
    page.goto(receipt if receipt.startswith("http") else address.split("/t/")[0] + receipt)
    expect(page.get_by_text("修好了，您看行不行").first).to_be_visible()
    page.get_by_text("没修好").first.click()
    page.get_by_role("button", name="还是老样子").click()
    expect(page.get_by_text("没修好，上一级在办").first).to_be_visible()


def township_sees_it_reopened(house: House, playwright: Playwright, tmp_path: Path) -> None:
    context = phone_of(playwright, tmp_path / "township-desk")
    page = page_of(context)
    sign_in_desk(page, house.origin, house.account("township", TOWNSHIP))
    expect(page.get_by_text(re.compile("没修好|重开")).first).to_be_visible()
    context.close()
