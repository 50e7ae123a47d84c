"""The counter itself: real taps count, scripted ones do not, and what is over the number fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.journeys.counting import KINDS, Hand, first_view, targets, watched
from tests.journeys.house import page_of, phone_of, photo

SCREEN = """
<p>看得见的字</p><p style="display:none">看不见</p><p style="margin-top:2000px">在下面</p>
<button>一</button><input name=words><input type=file name=photo>
<ul><li><a href=#1>甲</a><li><a href=#2>乙</a><li><a href=#3>丙</a></ul>
<details><summary>更多</summary><button>藏着的</button></details>
"""


@pytest.fixture
def screen(playwright: Playwright, tmp_path: Path) -> tuple[Page, Hand]:
    context = phone_of(playwright, tmp_path / "phone")
    hand, page = watched(context), page_of(context)
    page.route("**/*", lambda route: route.fulfill(body=SCREEN, content_type="text/html; charset=utf-8"))
    page.goto("http://localhost/")
    return page, hand


def test_taps_typing_and_photos_are_counted(screen: tuple[Page, Hand], tmp_path: Path) -> None:
    page, hand = screen
    page.get_by_role("button", name="一").click()
    page.get_by_role("button", name="一").evaluate("one => one.click()")
    page.locator("[name=words]").fill("漏水")
    page.locator("[name=photo]").set_input_files(photo(tmp_path / "a.jpg", 9))
    page.reload()
    page.get_by_role("button", name="一").tap()
    page.wait_for_timeout(100)
    assert hand == Hand(taps=2, characters=2, photos=1, screens=2)
    with pytest.raises(AssertionError, match=re.escape("too many ['taps', 'characters']")):
        one_too_many(page, hand)
    page.context.close()


def test_keys_and_screens_are_counted_where_a_desk_allows_so_many(screen: tuple[Page, Hand]) -> None:
    page, hand = screen
    with hand.within(taps=0, keys=1, screens=1):
        page.keyboard.press("1")
        page.reload()
    with pytest.raises(AssertionError, match=re.escape("too many ['keys', 'screens']")):
        two_of_each(page, hand)
    page.context.close()


def two_of_each(page: Page, hand: Hand) -> None:
    with hand.within(taps=0, keys=1, screens=1):
        for _ in range(2):
            page.keyboard.press("1")
            page.reload()


def one_too_many(page: Page, hand: Hand) -> None:
    with hand.within(taps=1):
        page.get_by_role("button", name="一").click()
        page.locator("[name=words]").click()
        page.keyboard.type("水")
        page.wait_for_timeout(100)


def test_rows_of_the_longest_list_and_hidden_things_are_no_targets(screen: tuple[Page, Hand]) -> None:
    page, _ = screen
    assert len(targets(page)) == 4
    assert first_view(page) == "看得见的字"
    page.context.close()


@pytest.mark.parametrize("kind", ["wechat", "large"])
def test_other_phones_lack_or_enlarge_what_they_say(
    playwright: Playwright, tmp_path: Path, kind: str
) -> None:
    context = phone_of(playwright, tmp_path / kind, kind=KINDS[kind])
    page = page_of(context)
    page.route("**/*", lambda route: route.fulfill(body=SCREEN, content_type="text/html; charset=utf-8"))
    page.goto("http://localhost/")
    lacking = page.evaluate(
        "['serviceWorker', 'mediaDevices', 'storage'].filter(one => !navigator[one]).length"
    )
    size = page.evaluate("getComputedStyle(document.body).fontSize")
    assert (lacking, size) == ((3, "16px") if kind == "wechat" else (0, "24px"))
    context.close()
