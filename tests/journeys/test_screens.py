"""Every screen of the app, in usual and in large text, offers few things and cuts nothing off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.house import ROOT, House, page_of, phone_of
from tests.journeys.worker_phone import assert_fits, signed_in

SHELL = (ROOT / "pwa/src/shell.tsx").read_text("utf-8")
PLACES = set(re.findall(r"'(/app/[^']*)', \(\) => import", SHELL)) | {"/app/"}
# Those of plates and of many things in a row are walked where they are tested.
ELSEWHERE = {"/app/asset/:id/run", "/app/asset/:id/plate", "/app/plate/:token", "/app/hang/:token"}
ELSEWHERE |= {"/app/register"}
SIZES = ("usual", "larger")
WAITS = "正在打开"


@dataclass
class Walk:
    """Somebody's way through the app, and which addresses of the shell he has been at."""

    page: Page
    origin: str
    been: set[str] = field(default_factory=set)

    def look(self, path: str) -> None:
        self.page.goto(self.origin + path)
        self.see()

    def press(self, locator: str) -> None:
        self.page.locator(locator).first.click()
        self.see()

    def see(self) -> None:
        """Look at the screen once its words are there."""
        self.page.locator("h1").first.wait_for()
        expect(self.page.get_by_text(WAITS)).to_have_count(0)
        assert_fits(self.page)
        path = self.page.url.removeprefix(self.origin).split("?")[0]
        self.been |= {place for place in PLACES if re.fullmatch(re.sub(r":\w+", "[^/]+", place), path)}


def worker(walk: Walk, token: str) -> None:
    for path in ("/app/", "/app/scan", "/app/outbox", "/app/mine", "/app/notices", "/app/my-reports"):
        walk.look(path)
    for path in ("/app/settings", "/app/home-screen", "/app/kept", "/app/sign-ins", "/app/t/wrong"):
        walk.look(path)
    walk.look(f"/app/t/{token}")
    walk.press("[data-testid^=unit-]")
    walk.press("[data-testid^=item-]")
    for door in ("report-damage", "cannot-go", "correct"):
        walk.look("/app/")
        walk.press("[data-testid^=due-]")
        walk.page.get_by_test_id("more-here").click()
        walk.press(f"[data-testid={door}]")


def cadre(walk: Walk, _token: str) -> None:
    walk.look("/app/")
    # Other journeys leave reports of their own in the house.
    walk.press("[data-testid^=report-]:has-text('前窑村太阳能路灯')")


def mender(walk: Walk, _token: str) -> None:
    walk.look("/app/")
    walk.press("[data-testid^=order-]")
    walk.press("[data-testid=order-begin], [data-testid=order-finish]")


def witness(walk: Walk, _token: str) -> None:
    walk.look("/app/")
    walk.press("[data-testid^=order-]")
    walk.press("[data-testid=order-pass]")
    walk.page.go_back()
    walk.press("[data-testid=order-fail]")


PEOPLE = {
    ("worker", "前窑村"): worker,
    ("village", "前窑村"): cadre,
    ("maintainer", "示范县"): mender,
    ("village_supervisor", "东沟村"): witness,
}


@pytest.fixture(scope="module")
def seen() -> Iterator[set[str]]:
    """Collect where everybody has been; in the end no screen may be left out."""
    seen: set[str] = set()
    yield seen
    assert PLACES - ELSEWHERE - seen == set(), "no journey looks at these screens"


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who[0])
def test_screens_offer_few_things_and_cut_nothing_off(
    who: tuple[str, str], house: House, playwright: Playwright, tmp_path: Path, seen: set[str]
) -> None:
    context = phone_of(playwright, tmp_path / "phone")
    signed_in(context, house, house.account(*who)["username"])
    walk = Walk(page_of(context), house.origin)
    for size in SIZES:
        walk.look("/app/settings")
        walk.page.get_by_test_id(f"size-{size}").click()
        PEOPLE[who](walk, house.tag("public", "前窑村太阳能路灯")["token"])
    seen |= walk.been
    context.close()


def test_notice_is_read_by_a_press_and_leads_to_its_order(
    house: House, playwright: Playwright, tmp_path: Path
) -> None:
    context = phone_of(playwright, tmp_path / "phone")
    signed_in(context, house, house.account("maintainer", "示范县")["username"])
    page = page_of(context)
    page.goto(house.origin + "/app/")
    page.get_by_test_id("today-notices").click()
    rows = page.locator("[data-testid^=notice-]")
    rows.filter(has_text="派给您修").first.wait_for()
    before = rows.count()
    rows.filter(has_text="派给您修").first.click()
    page.wait_for_url("**/app/order/**")
    page.get_by_test_id("back").click()
    expect(rows).to_have_count(before - 1)
    context.close()
