"""A clerk's five decisions, counted in keys, clicks, characters and screens; all evidence in one view.

What each costs: confirming, hurrying, calling back and accepting one key; handing on one key and whom to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.counting import Hand, watched
from tests.journeys.house import DESK, PAGES, PLAIN, ROOT, House, environment, sign_in_desk

CLERKS = {"township": "河湾镇", "county": "示范县"}
SMALLEST_PHOTO_PX = 180
# What on a case's page must be scrolled, lies outside the window, or has not come.
UNSEEN = """
() => {
  const boxes = [document.documentElement, ...document.querySelectorAll('main, main *')];
  const scrolls = boxes.filter((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1
    && ['auto', 'scroll'].includes(getComputedStyle(one).overflowY));
  const shown = [...document.querySelectorAll('main h1, .card, .story li, figure img, [data-key]')];
  const out = shown.filter((one) => {
    const { top, left, right, bottom } = one.getBoundingClientRect();
    return top < 0 || left < 0 || right > innerWidth || bottom > innerHeight;
  });
  const blank = [...document.images].filter((one) => !one.naturalWidth);
  return [...scrolls, ...out, ...blank].map((one) => `${one.tagName}.${one.className} ${one.innerText}`);
}
"""


@dataclass(frozen=True)
class Decision:
    """One decision: on which cases, what its button and the line after it say, and how many keys it takes."""

    on: str
    button: str
    said: str
    keys: int = 1


DECISIONS = {
    "confirm": Decision("reported", "属实，派人修", "刚才那件已核实"),
    "hand_on": Decision("reported", "改派", "刚才那件已改派", keys=2),  # the second says whom to
    "hurry": Decision("reported", "督办", "已督办"),
    "call_back": Decision("to_call", "他满意", "回访记下了：满意"),
    "accept": Decision("mended", "修好了，验收合格", "刚才那件已验收"),
}
Cases = dict[str, list[str]]


@pytest.fixture(scope="module")
def cases(house: House) -> Cases:
    """Cases that wait, by kind; a test takes the one that it decides."""
    run = [sys.executable, "-m", "tests.journeys.desk_ground"]
    done = subprocess.run(run, cwd=ROOT, env=environment(house.data), check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module", params=CLERKS)
def clerk(
    house: House, cases: Cases, playwright: Playwright, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, Hand]]:
    """The desk of a township or of its county, in Chinese, and what the clerk's hand does at it."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    hand, page = watched(context), context.new_page()
    page.set_default_timeout(60_000)
    PAGES.append(page)
    sign_in_desk(page, house.origin, house.account(request.param, CLERKS[request.param]))
    yield page, hand
    browser.close()


@pytest.mark.parametrize("name", DECISIONS)
def test_clerk_decides_on_one_screen_with_one_key_and_the_next_case_follows(
    house: House, cases: Cases, clerk: tuple[Page, Hand], name: str
) -> None:
    page, hand = clerk
    wanted, address = DECISIONS[name], cases[DECISIONS[name].on].pop()
    page.goto(house.origin + address)
    assert page.evaluate(UNSEEN) == []
    for picture in page.locator("figure img").all():
        box = picture.bounding_box() or {"width": 0, "height": 0}
        assert min(box["width"], box["height"]) >= SMALLEST_PHOTO_PX, box
    with hand.within(taps=0, keys=wanted.keys, screens=1):
        press(page, "[data-key]", wanted.button)
        if wanted.keys > 1:
            press(page, "[data-pick]", "")
        expect(page.locator(".done")).to_contain_text(wanted.said)
    assert address not in page.url
    expect(page.locator("article.case [data-key]").first).to_be_visible()
    expect(page.locator(".queue [aria-current] strong")).to_be_visible()


def press(page: Page, decisions: str, words: str) -> None:
    """Press the key that stands on a button."""
    button = page.locator(decisions, has_text=words).first
    page.keyboard.press(button.locator("kbd").first.inner_text())
