"""How long people wait on a cheap phone and a bad line: 400 kbit/s, 400 ms, processor six times slower.

`python -m benchmarks.faces` prints each wait beside what was promised; nothing fails.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, sync_playwright

from tests.journeys.house import PHONE, PLAIN, House, open_house, phone_of, photo, sign_in_app

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
ROUNDS = 3
# Remembers when each of these was first there, in milliseconds since the page was asked for.
SEEN = """
(() => {
  window.seen = {};
  const marks = { field: '[data-testid=sign-in-name]', scan: '[data-testid=bar-scan]' };
  const look = () => Object.entries(marks).forEach(([name, mark]) => {
    if (name in seen || !document.querySelector(mark)) return;
    requestAnimationFrame(() => (seen[name] ??= performance.now()));
  });
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  window.taps = [];
  window.blocked = 0;
  const hear = (type, more, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, ...more });
  hear('event', { durationThreshold: 16 }, (one) => taps.push(one.duration));
  hear('longtask', {}, (one) => (blocked = Math.max(blocked, one.duration)));
})();
"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
GO = "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-faces-") as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "data").mkdir()
        house = open_house(folder / "data")
        try:
            print(f"{'':38} {'measured':>10} {'promised':>10} {'ratio':>7}")
            first_visits(house, playwright)
            on_the_phone(house, playwright, folder)
        finally:
            house.stop()


def told(name: str, took: float, promised: float) -> None:
    print(f"{name:38} {took:7.0f} ms {promised:7.0f} ms {took / promised:7.2f}")


def slow(page: Page, line: bool = True) -> CDPSession:
    """Make a page's line and processor those of a village."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    if line:
        wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return wire


@contextmanager
def stranger(playwright: Playwright) -> Iterator[Page]:
    """A browser that has never been here."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    context.add_init_script(SEEN)
    yield context.new_page()
    browser.close()


def median_of(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(ROUNDS))


def first_visits(house: House, playwright: Playwright) -> None:
    token = house.tag("public", "前窑村蔬菜大棚")["token"]

    def readable() -> float:
        with stranger(playwright) as page:
            slow(page)
            page.goto(f"{house.origin}/t/{token}")
            return float(page.evaluate(PAINT))

    def app() -> tuple[float, float]:
        with stranger(playwright) as page:
            slow(page)
            page.goto(f"{house.origin}/app/", wait_until="commit")
            page.get_by_test_id("sign-in-name").wait_for(timeout=60_000)
            page.wait_for_timeout(300)
            return float(page.evaluate(PAINT)), float(page.evaluate("seen.field"))

    told("villager's page readable", median_of(readable), 1_500)
    rounds = [app() for _ in range(ROUNDS)]
    told("app, first paint", statistics.median(paint for paint, _ in rounds), 2_500)
    told("app, usable", statistics.median(usable for _, usable in rounds), 4_000)


def on_the_phone(house: House, playwright: Playwright, folder: Path) -> None:
    context = phone_of(playwright, folder / "phone")
    context.add_init_script(SEEN)
    page = context.pages[0]
    sign_in_app(page, house.origin, house.account("worker", "前窑村"))
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    slow(page, line=False)
    told("app, start without a network", median_of(lambda: offline_start(context, page)), 1_000)
    token = house.tag("public", "前窑村文化广场")["token"]
    told("scan to the asset's page", median_of(lambda: to_asset(page, token)), 300)
    told("a tap is answered", median_of(lambda: tapped(page)), 100)
    took, blocked = photo_ready(page, token, photo(folder / "photo.jpg", 77))
    told("photo ready", took, 2_000)
    told("longest block while it is made", blocked, 200)
    context.close()


def offline_start(context: BrowserContext, page: Page) -> float:
    context.set_offline(True)
    page.reload(wait_until="commit")
    page.get_by_test_id("bar-scan").wait_for()
    page.wait_for_timeout(300)
    context.set_offline(False)
    return float(page.evaluate("seen.scan"))


def to_asset(page: Page, token: str) -> float:
    page.evaluate(GO, "/app/")
    page.get_by_test_id("bar-scan").wait_for()
    began = page.evaluate("performance.now()")
    page.evaluate(GO, f"/app/t/{token}")
    page.get_by_test_id("item-CS01").wait_for()
    return float(page.evaluate("performance.now()") - began)


def tapped(page: Page) -> float:
    """Return how long the slowest event of a tap took until the next frame."""
    page.evaluate(GO, "/app/")
    page.get_by_test_id("bar-scan").wait_for()
    page.evaluate("taps.length = 0")
    page.get_by_test_id("bar-scan").tap()
    page.wait_for_timeout(800)
    return float(page.evaluate("Math.max(16, ...taps)"))


def photo_ready(page: Page, token: str, picture: Path) -> tuple[float, float]:
    page.evaluate(GO, f"/app/t/{token}")
    page.get_by_test_id("item-CS01").click()
    page.evaluate("blocked = 0")
    began = page.evaluate("performance.now()")
    page.get_by_test_id("problem-photo").set_input_files(picture)
    page.locator("img[src^='blob:']").first.wait_for()
    return float(page.evaluate("performance.now()") - began), float(page.evaluate("blocked"))


if __name__ == "__main__":
    main()
