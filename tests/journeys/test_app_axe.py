"""axe finds nothing on any screen of the phone app: both languages, light and dark, 大字版 and usual size.

The screens come from the router's own table: one that no walk reaches fails here.
"""

from __future__ import annotations

import faulthandler
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Playwright

from tests.axe import COLOURS, RULES, WORDS, findings
from tests.journeys.house import ROOT, House, page_of, phone_of, sign_in_app

PLACES = re.findall(r"\['(/app/[^']*)', \(\) =>", (ROOT / "pwa/src/shell.tsx").read_text("utf-8"))
WALKERS = (
    ("worker", "前窑村", ("前窑村机井", "前窑村太阳能路灯", "前窑村文化广场")),
    ("village", "前窑村", ("前窑村蔬菜大棚",)),
    ("maintainer", "示范县", ()),
    ("village_supervisor", "东沟村", ()),
)
GO = "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
LINKS = "() => [...document.querySelectorAll('a[href^=\"/app\"]')].map(one => one.getAttribute('href'))"
STILL_MS = 350  # what slides has arrived


def pattern_of(address: str) -> str:
    """Return the router's pattern of an address, or its path."""
    path = urlsplit(address).path.rstrip("/") or "/app"
    shapes = {pattern: re.sub(r":\w+", r"[^/]+", pattern) for pattern in PLACES}
    return next((pattern for pattern, shape in shapes.items() if re.fullmatch(shape, path)), path)


def test_axe_finds_nothing_on_any_screen(house: House, playwright: Playwright, tmp_path: Path) -> None:
    faulthandler.cancel_dump_traceback_later()  # it is long by its nature, and does not hang
    told: list[str] = []
    seen: set[str] = set()
    for role, region, things in WALKERS:
        with phone(playwright, tmp_path / f"{role}-{region}") as page:
            if not seen:
                page.goto(f"{house.origin}/app/activate")
                told += looked_at(page, "activate")
                page.goto(f"{house.origin}/app/sign-in")
                told += looked_at(page, "sign-in")
            sign_in_app(page, house.origin, house.account(role, region))
            scans = [f"/app/t/{house.tag('public', name)['token']}" for name in things]
            scans += [f"/app/t/{house.tag(kind)['token']}" for kind in ("unbound", "unknown")]
            told += walk(page, ["/app/", *scans], seen)
    unreached = set(PLACES) - seen
    assert not unreached, f"no link led a walker here; add one to WALKERS: {sorted(unreached)}"
    assert not told, "\n".join(dict.fromkeys(told))


@contextmanager
def phone(playwright: Playwright, folder: Path) -> Iterator[Page]:
    context = phone_of(playwright, folder)
    page = page_of(context)
    page.emulate_media(reduced_motion="reduce")
    yield page
    context.close()


def walk(page: Page, starts: list[str], seen: set[str]) -> list[str]:
    """Visit each kind of screen once, and whatever was asked for by name; then all again in English."""
    told: list[str] = []
    waiting, visited = list(starts), []
    while waiting:
        address = waiting.pop(0)
        pattern = pattern_of(address)
        if pattern in seen and address not in starts:
            continue
        page.evaluate(GO, address)
        page.locator("h1, [role=alert]").first.wait_for()
        page.wait_for_timeout(STILL_MS)
        seen |= {pattern, pattern_of(page.url)}
        visited.append(address)
        told += looked_at(page, address)
        links = page.evaluate(LINKS)
        # the demo's parts have no plates of their own yet, so that no link leads to the running scanner
        links += [re.sub(r"/unit/.*", "/run", link) for link in links if "/unit/" in link][:1]
        waiting += [link for link in links if pattern_of(link) not in seen]
    return told + in_english(page, visited)


def looked_at(page: Page, name: str) -> list[str]:
    """Return what axe finds by day and by night, in large text and in the usual size."""
    page.locator("h1, [role=alert]").first.wait_for()
    told = [f"{name} light: {one}" for one in findings(page, RULES)]
    page.emulate_media(color_scheme="dark")
    told += [f"{name} dark: {one}" for one in findings(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.classList.toggle('large')")
    told += [f"{name} other size: {one}" for one in findings(page, RULES)]
    page.evaluate("document.documentElement.classList.toggle('large')")
    return told


def in_english(page: Page, visited: list[str]) -> list[str]:
    page.evaluate(GO, "/app/settings")
    page.get_by_test_id("speak-en").click()
    told: list[str] = []
    for address in visited:
        page.evaluate(GO, address)
        page.locator("h1, [role=alert]").first.wait_for()
        page.wait_for_timeout(STILL_MS)
        told += [f"{address} English: {one}" for one in findings(page, WORDS)]
    return told
