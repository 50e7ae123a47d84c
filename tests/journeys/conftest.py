"""One house for all journeys, and a playwright."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.conftest import one_at_a_time
from tests.journeys.house import PAGES, PHONE, PLAIN, House, load_demo, serve, sign_in_desk


@pytest.fixture(scope="session")
def move_in(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., House]:
    """Open a house with the demo county, which the first of xdist's workers loads for all."""
    demo, draft = shared / "demo", shared / "draft"
    with one_at_a_time(shared):
        if not demo.exists():
            load_demo(draft)
            draft.rename(demo)
    return lambda **where: serve(shutil.copytree(demo, tmp_path_factory.mktemp("house") / "data"), **where)


@pytest.fixture(scope="session")
def house(move_in: Callable[..., House]) -> Iterator[House]:
    """The real server with the demo county."""
    opened = move_in()
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def own_house(move_in: Callable[..., House]) -> Iterator[House]:
    """A house for one file alone, which may turn it upside down."""
    opened = move_in()
    yield opened
    opened.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def villager(playwright: Playwright) -> Iterator[BrowserContext]:
    """A villager's browser: JavaScript off, nothing stored, nobody signed in."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    yield context
    browser.close()


@pytest.fixture
def cadre(request: pytest.FixtureRequest, playwright: Playwright, house: House) -> Iterator[Page]:
    """A village's cadre, signed in at the desk on his own phone."""
    browser: Browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    PAGES.append(page)
    sign_in_desk(page, house.origin, house.account("village", getattr(request, "param", "前窑村")))
    yield page
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Keep a picture of every open page when a journey fails, to be looked at."""
    report = yield
    running = getattr(item, "funcargs", {}).get("playwright")
    if report.when == "call" and report.failed and running is not None:
        for number, page in enumerate(PAGES):
            if not page.is_closed():
                page.screenshot(path=f"build/journey-{number}.png")
    return report
