"""A new version of the app asks, waits for what is begun or on its way, and loses nothing when it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, Route, expect

from tests.journeys.ground import VILLAGES
from tests.journeys.house import House, photo
from tests.journeys.release import lay_program, release
from tests.journeys.worker_phone import WorkerPhone, lay_ground, worker_phone

FIND_UPDATE = """async () => {
  const known = await navigator.serviceWorker.getRegistration();
  await known.update();
  while (!known.waiting) await new Promise((resolve) => setTimeout(resolve, 100));
}"""
IS_WAITING = "() => navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)"
BUILD = "() => document.querySelector('script[type=module]').src"
A_WHILE_MS = 3_000
ITEMS = "**/api/v1/items**"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_program(tmp_path_factory.mktemp("program") / "guanhu")


@pytest.fixture(scope="module")
def changing_house(move_in: Callable[..., House], program: Path) -> Iterator[House]:
    """A house whose phone app changes."""
    opened = move_in(root=program)
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def ground(changing_house: House) -> dict[str, Any]:
    return lay_ground(changing_house)


@pytest.fixture
def phone(
    playwright: Playwright, changing_house: House, ground: dict[str, Any], tmp_path: Path
) -> Iterator[WorkerPhone]:
    """A phone on which the app starts by its worker."""
    lent = worker_phone(playwright, changing_house, "normal", tmp_path, ground[VILLAGES["worker1"]])
    lent.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    lent.open()
    lent.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    yield lent
    lent.context.close()


def offer(page: Page, program: Path) -> None:
    """Let the house serve a new version, and the phone find it."""
    release(program)
    page.evaluate(FIND_UPDATE)


def button(page: Page) -> Locator:
    return page.get_by_test_id("take-update")


def begin(page: Page, phone: WorkerPhone, kind: str, picture: Path) -> None:
    """Find something wrong at a thing and photograph it, and go no further."""
    page.goto(f"{phone.house.origin}/app/asset/{phone.things[kind]['id']}")
    page.locator("[data-testid^=item-]:visible").first.click()
    page.get_by_test_id("problem-photo").set_input_files(picture)
    expect(page.locator("img[src^='blob:']")).to_have_count(1)


def finish(page: Page) -> None:
    page.get_by_test_id("need-repair").click()
    page.get_by_test_id("save-visit").click()
    page.get_by_test_id("visit-saved").wait_for()


def is_not_offered(page: Page) -> None:
    """Fail when the button comes, the page starts again or the new worker takes over."""
    page.wait_for_timeout(A_WHILE_MS)
    expect(button(page)).to_have_count(0)
    assert page.evaluate("window.sameAsBefore")
    assert page.evaluate(IS_WAITING)


@dataclass
class Line:
    """The way of items to the house: first it holds whatever comes, then it breaks down over it."""

    held: list[Route] = field(default_factory=list)
    is_down: bool = False

    def take(self, route: Route) -> None:
        self.held.append(route)
        if self.is_down:
            route.fulfill(status=503, body="{}")

    def break_down(self) -> None:
        self.is_down = True
        for route in self.held:
            route.fulfill(status=503, body="{}")


def test_new_version_waits_for_what_is_begun_and_sent_and_takes_both_along(
    phone: WorkerPhone, program: Path, tmp_path: Path
) -> None:
    page, before = phone.page, len(phone.visits("culture_sport"))
    phone.find_broken(photo(tmp_path / "saved.jpg", 601))
    begin(page, phone, "school", photo(tmp_path / "begun.jpg", 602))
    question = page.url
    line = Line()
    page.route(ITEMS, lambda route: line.take(route))
    phone.context.set_offline(False)
    page.evaluate("window.sameAsBefore = true")
    old = page.evaluate(BUILD)
    offer(page, program)
    is_not_offered(page)

    go_home(page)
    is_not_offered(page)
    assert line.held, "the saved visit is on its way"

    line.break_down()
    with page.expect_navigation():
        button(page).click()
    page.get_by_test_id("bar-scan").wait_for()
    assert page.evaluate(BUILD) != old
    finish_both(phone, question)
    assert len(phone.visits("culture_sport")) == before + 1


def go_home(page: Page) -> None:
    """Step back to 今天, as by the back key: the page is not opened anew."""
    page.evaluate("history.pushState(null, '', '/app/'); dispatchEvent(new PopStateEvent('popstate'))")
    page.get_by_test_id("bar-scan").wait_for()


def finish_both(phone: WorkerPhone, question: str) -> None:
    """Find what waited and what was begun as they were, and let both arrive."""
    page, before = phone.page, len(phone.visits("school"))
    phone.open_outbox()
    expect(phone.waiting()).to_have_count(1)
    page.unroute(ITEMS)
    page.goto(question)
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    finish(page)
    page.wait_for_timeout(6000)  # 撤销 runs out
    phone.sent()
    assert len(phone.visits("school")) == before + 1


def test_new_version_waits_for_what_is_begun_on_another_page(
    phone: WorkerPhone, program: Path, tmp_path: Path
) -> None:
    page, other = phone.page, phone.context.new_page()
    other.set_default_timeout(20_000)
    begin(other, phone, "bridge_culvert", photo(tmp_path / "begun.jpg", 603))
    old = other.evaluate(BUILD)
    page.bring_to_front()
    offer(page, program)
    for one in (page, other):
        one.evaluate("window.sameAsBefore = true")
    button(page).click()
    page.get_by_text("另一个页面里还有事没做完").wait_for()
    page.wait_for_timeout(A_WHILE_MS)
    assert all(one.evaluate("window.sameAsBefore") for one in (page, other))
    assert page.evaluate(IS_WAITING)

    other.bring_to_front()
    finish(other)
    other.get_by_test_id("visit-saved").wait_for()
    other.goto(f"{phone.house.origin}/app/")
    page.bring_to_front()
    with page.expect_navigation():
        button(page).click()
    for one in (page, other):
        one.wait_for_function("(old) => document.querySelector('script[type=module]').src !== old", arg=old)
    other.get_by_test_id("bar-scan").click()
    other.get_by_test_id("scan-picture").wait_for()
