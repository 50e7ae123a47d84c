"""How long people wait on a cheap phone and a bad line: 400 kbit/s, 400 ms, processor six times slower.

`python -m benchmarks.faces` prints each wait (median) beside what was promised, and beside a bare page or
press measured in turn with it: that part of the wait is the line's and the machine's own.  Nothing fails.
"""

from __future__ import annotations

import base64
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, sync_playwright

from tests.journeys.house import PHONE, PLAIN, House, open_house, phone_of, photo, sign_in_app

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
ROUNDS = 5
PHOTOS = 3
BARE = "data:text/html,<button onclick=\"this.textContent='好'\">一</button>"
# Remembers when each of these was first painted, in milliseconds since the page was asked for.
SEEN = """
(() => {
  window.seen = {};
  const [field, scan, asset] = ['sign-in-name', 'bar-scan', 'item-CS01'].map((id) => `[data-testid=${id}]`);
  const marks = { field, scan, asset };
  const look = () => Object.entries(marks).forEach(([name, mark]) => {
    if (name in seen || !document.querySelector(mark)) return;
    requestAnimationFrame(() => setTimeout(() => (seen[name] ??= performance.now())));
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
DECODE = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const began = performance.now();
  await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  return performance.now() - began;
}"""
STROLL_MS = 6_000
REST_MS = 3_000  # until what follows the first screen has been fetched
READ = """() => {
  const began = performance.now();
  document.querySelector('[data-testid=scan-typed-go]').click();
  return began;
}"""
GO = "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-faces-") as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "data").mkdir()
        house = open_house(folder / "data")
        try:
            print(f"load of the machine {os.getloadavg()[0]:.1f}")
            print(f"{'':28} {'measured':>9} {'promised':>11} {'ratio':>6} {'bare':>9} {'ratio':>6}")
            first_visits(house, playwright)
            on_the_phone(house, playwright, folder)
        finally:
            house.stop()


def told(name: str, promised: float, pairs: Sequence[tuple[float, float]]) -> None:
    """Print the medians of what was measured and of its bare counterpart."""
    took, bare = (statistics.median(each) for each in zip(*pairs, strict=True))
    kept = f"{took:6.0f} ms {promised:8.0f} ms {took / promised:6.2f}"
    print(f"{name:28} {kept} {bare:6.0f} ms {took / bare:6.2f}", flush=True)


def rounds(measure: Callable[[], float], bare: Callable[[], float]) -> list[tuple[float, float]]:
    """Measure both in turn, so that both meet the same load."""
    return [(measure(), bare()) for _ in range(ROUNDS)]


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


def painted(house: House, playwright: Playwright, path: str) -> float:
    """Return when a stranger sees something of a page."""
    with stranger(playwright) as page:
        slow(page)
        page.goto(f"{house.origin}{path}")
        page.wait_for_function(PAINT)
        return float(page.evaluate(PAINT))


def first_visits(house: House, playwright: Playwright) -> None:
    plate = f"/t/{house.tag('public', '前窑村蔬菜大棚')['token']}"

    def app() -> tuple[float, float]:
        with stranger(playwright) as page:
            slow(page)
            page.goto(f"{house.origin}/app/", wait_until="commit")
            page.get_by_test_id("sign-in-name").wait_for(timeout=60_000)
            page.wait_for_timeout(300)
            return float(page.evaluate(PAINT)), float(page.evaluate("seen.field"))

    every = [
        (painted(house, playwright, plate), *app(), painted(house, playwright, "/healthz"))
        for _ in range(ROUNDS)
    ]
    told("villager's page readable", 1_500, [(one[0], one[3]) for one in every])
    told("app, first paint", 2_500, [(one[1], one[3]) for one in every])
    told("app, usable", 4_000, [(one[2], one[3]) for one in every])


def on_the_phone(house: House, playwright: Playwright, folder: Path) -> None:
    context = phone_of(playwright, folder / "phone")
    context.add_init_script(SEEN)
    page, bare = context.pages[0], context.new_page()
    sign_in_app(page, house.origin, house.account("worker", "前窑村"))
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    for each in (page, bare):
        slow(each, line=False)
    plate = house.tag("public", "前窑村文化广场")
    code, token = plate["short_code"], plate["token"]
    started = rounds(lambda: offline_start(context, page), lambda: bare_start(bare))
    told("app, start without a network", 1_000, started)
    told("scan to the asset's page", 300, rounds(lambda: to_asset(page, code), lambda: bare_tap(bare)))
    told("longest block while looking", 200, rounds(lambda: looking(page), lambda: bare_tap(bare)))
    told("a tap is answered", 100, rounds(lambda: tapped(page), lambda: bare_tap(bare)))
    page.bring_to_front()
    pictures = [photo(folder / f"{number}.jpg", number) for number in range(PHOTOS)]
    shots = [photo_ready(page, token, picture, number) for number, picture in enumerate(pictures)]
    told("photo ready", 2_000, [(ready, opened) for ready, opened, _ in shots])
    told("longest block while made", 200, [(blocked, opened) for _, opened, blocked in shots])
    context.close()


def bare_start(page: Page) -> float:
    """Return when a page of one button is painted."""
    page.bring_to_front()
    page.goto("about:blank")
    page.goto(BARE)
    page.wait_for_function(PAINT)
    return float(page.evaluate(PAINT))


def bare_tap(page: Page) -> float:
    """Return how long a press on the only button of a page took until the next frame."""
    bare_start(page)
    page.evaluate("taps.length = 0")
    page.locator("button").tap()
    page.wait_for_timeout(400)
    return float(page.evaluate("Math.max(16, ...taps)"))


def offline_start(context: BrowserContext, page: Page) -> float:
    page.bring_to_front()
    context.set_offline(True)
    page.reload(wait_until="commit")
    page.get_by_test_id("bar-scan").wait_for()
    page.wait_for_timeout(300)
    context.set_offline(False)
    return float(page.evaluate("seen.scan"))


def to_asset(page: Page, short_code: str) -> float:
    """Return how long the first plate after the app's start took, from read to its thing's page painted."""
    page.bring_to_front()
    page.evaluate(GO, "/app/")  # else the thing's page of the round before is what is loaded anew
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    page.wait_for_timeout(REST_MS)
    page.evaluate(GO, "/app/scan")
    page.get_by_test_id("scan-typed").fill(short_code)
    page.wait_for_timeout(300)
    began = page.evaluate(READ)
    page.get_by_test_id("item-CS01").wait_for()
    page.wait_for_timeout(300)
    return float(page.evaluate("seen.asset") - began)


def looking(page: Page) -> float:
    """Return the longest time in which the page answered nobody while the camera looked for a plate."""
    page.bring_to_front()
    page.evaluate(GO, "/app/scan")
    page.get_by_test_id("scan-typed").wait_for()
    page.evaluate("blocked = 0")
    page.wait_for_timeout(STROLL_MS)
    return float(page.evaluate("blocked"))


def tapped(page: Page) -> float:
    """Return how long the slowest event of a tap took until the next frame."""
    page.bring_to_front()
    page.evaluate(GO, "/app/")
    page.get_by_test_id("bar-scan").wait_for()
    page.evaluate("taps.length = 0")
    page.get_by_test_id("bar-scan").tap()
    page.wait_for_timeout(800)
    return float(page.evaluate("Math.max(16, ...taps)"))


def photo_ready(page: Page, token: str, picture: Path, number: int) -> tuple[float, float, float]:
    """Return the milliseconds until a photo is there, those of decoding it alone, and the longest block."""
    page.evaluate(GO, f"/app/t/{token}")
    page.get_by_test_id("item-CS01").click()
    page.get_by_test_id("problem-photo").wait_for(state="attached")
    page.evaluate("blocked = 0")
    began = page.evaluate("performance.now()")
    page.get_by_test_id("problem-photo").set_input_files(picture)
    page.locator("img[src^='blob:']").nth(number).wait_for()
    ready = float(page.evaluate("performance.now()") - began)
    blocked = float(page.evaluate("blocked"))
    return ready, float(page.evaluate(DECODE, base64.b64encode(picture.read_bytes()).decode())), blocked


if __name__ == "__main__":
    main()
