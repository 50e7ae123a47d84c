"""A villager's three moments, counted on three kinds of phone: the first view, a report, hearing back."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.counting import KINDS, Hand, assert_few_targets, first_view, watched
from tests.journeys.house import House, page_of, phone_of, photo

FIRST_VIEW_CHARACTERS = 80
DEVICE = "this-phone"
LONGER_THAN_A_ROBOT_MS = 2_200
STATES = ("前窑村文化广场", "前窑村蔬菜大棚", "西沟村太阳能路灯", "下梁村文化广场", "前窑村村级光伏电站")
MENDED = """
SELECT voices.id, reports.id, assets.name, regions.name FROM report_voices voices
JOIN damage_reports reports ON reports.id = voices.report_id JOIN assets ON assets.id = reports.asset_id
JOIN regions ON regions.path = assets.region_path
WHERE reports.status IN ('resolved', 'closed') AND reports.resolved_at IS NOT NULL
  AND NOT reports.upward AND voices.receipt_token IS NOT NULL
ORDER BY assets.name
"""

Villager = tuple[Page, Hand]


@pytest.fixture(params=KINDS)
def villager(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[Villager]:
    """A villager's phone of each kind, and what his hand does on it."""
    context = phone_of(playwright, tmp_path / "phone", kind=KINDS[request.param])
    hand = watched(context)
    yield page_of(context), hand
    context.close()


def test_first_view_is_a_name_a_state_and_three_buttons(house: House, villager: Villager) -> None:
    for name in STATES:
        look_at_first_view(house, villager[0], name)


def look_at_first_view(house: House, page: Page, name: str) -> None:
    page.goto(f"{house.origin}/t/{house.tag('public', name)['token']}")
    told = page.locator("main > *").evaluate_all("all => all.slice(0, 3).map(one => one.innerText).join('')")
    assert len("".join(told.split())) <= FIRST_VIEW_CHARACTERS
    assert name in told
    for button in ("坏了，报修", "打电话", "反映问题"):
        expect(page.get_by_role("link", name=button)).to_be_in_viewport(ratio=1)
    if is_large(page):
        assert len(first_view(page)) <= FIRST_VIEW_CHARACTERS, first_view(page)
    assert_few_targets(page)
    assert_no_sideways(page)


def test_report_with_a_photo_takes_four_taps_and_no_typing(
    house: House, villager: Villager, tmp_path: Path
) -> None:
    page, hand = villager
    page.goto(f"{house.origin}/t/{house.tag('public', '后窑村太阳能路灯')['token']}")
    with hand.within(taps=4, characters=0, photos=1):
        page.get_by_role("link", name="坏了，报修").tap()
        page.locator(".kinds a").first.tap()
        page.wait_for_timeout(LONGER_THAN_A_ROBOT_MS)
        with page.expect_file_chooser() as camera:
            page.get_by_text("拍张照片").tap()
        camera.value.set_files(photo(tmp_path / "lamp.jpg", 90))
        expect(page.get_by_role("status")).to_have_text("照片有了，1 张")
        page.get_by_role("button", name="提交").tap()
        expect(page.locator("#query-code")).to_be_visible()
    assert_few_targets(page)
    assert_no_sideways(page)


def test_reporter_hears_back_at_another_plate_and_answers_with_one_tap(
    house: House, villager: Villager, mended: tuple[str, str]
) -> None:
    page, hand = villager
    thing, village = mended
    page.context.add_cookies([{"name": "device", "value": DEVICE, "url": house.origin}])
    other = next(tag for tag in house.info["tags"] if is_of(tag, village) and tag["asset_name"] != thing)
    page.goto(f"{house.origin}/t/{other['token']}")
    expect(page.get_by_text("您").and_(page.get_by_text(thing))).to_contain_text("修好了吗？")
    assert_few_targets(page)
    assert_no_sideways(page)
    with hand.within(taps=1):
        page.get_by_role("button", name="修好了", exact=True).tap()
        expect(page.get_by_text("办完了").first).to_be_visible()
    assert_few_targets(page)


@pytest.fixture
def mended(house: House) -> tuple[str, str]:
    """Something that was reported from this phone, and has been mended."""
    with sqlite3.connect(house.data / "guanhu.sqlite") as books:
        voice, report, thing, village = books.execute(MENDED).fetchone()
        mine = (hashlib.sha256(DEVICE.encode()).hexdigest(), voice)
        books.execute("UPDATE report_voices SET device_hash = ? WHERE id = ?", mine)
        books.execute("UPDATE damage_reports SET status = 'resolved' WHERE id = ?", (report,))
    books.close()
    return thing, village


def is_of(tag: dict[str, str], village: str) -> bool:
    return tag["kind"] == "public" and tag["asset_name"].startswith(village)


def is_large(page: Page) -> bool:
    return bool(page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px")


def assert_no_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


EVERY_SCREEN = ("", "/report", "/report?kind=SL01", "/concern", "/concern?kind=person", "/thanks")


def test_no_screen_of_the_villager_offers_more_than_eight_things(house: House, villager: Villager) -> None:
    page, _ = villager
    token = house.tag("public", "前窑村太阳能路灯")["token"]
    addresses = [f"/t/{token}{suffix}" for suffix in EVERY_SCREEN]
    addresses += [f"/t/{house.tag(kind)['token']}" for kind in ("revoked", "unbound", "unknown")]
    for address in [*addresses, "/s", "/r/abcdefghjkmn"]:
        page.goto(house.origin + address)
        assert_few_targets(page)
        assert_no_sideways(page)


def test_not_mended_is_a_screen_of_its_own(house: House, villager: Villager) -> None:
    page, hand = villager
    page.goto(f"{house.origin}/t/{house.tag('public', '西沟村太阳能路灯')['token']}")
    with hand.within(taps=1):
        page.locator("summary", has_text="没修好").tap()
        expect(page.get_by_role("button", name="还是老样子")).to_be_in_viewport(ratio=1)
    assert_few_targets(page)
    expect(page.get_by_text("反映问题")).to_be_hidden()
