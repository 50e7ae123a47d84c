"""Every screen of phone and desk at both sizes, into screenshots/: `make screenshots`.

Ends with 1 and a list when a page complained, a request failed or an icon is missing.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, expect, sync_playwright

from tests.journeys.house import (
    DESK,
    PHONE,
    PLAIN,
    ROOT,
    House,
    open_house,
    phone_of,
    photo,
    sign_in_app,
    sign_in_desk,
)

FOLDER = ROOT / "screenshots"
LEFT_BEHIND = "net::ERR_ABORTED"  # a page was left while it still asked for something
CUT_OFF = "net::ERR_INTERNET_DISCONNECTED"  # asked for on purpose
PATIENCE_MS = 15_000


@dataclass
class Album:
    """The pictures taken so far, and what went wrong meanwhile."""

    house: House
    troubles: list[str] = field(default_factory=list)
    icons: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Listen to every page of a browser."""
        context.set_default_timeout(PATIENCE_MS)
        context.on("response", self._answered)
        context.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        context.on(
            "console", lambda said: said.type == "error" and self._complained(said.text, said.location)
        )
        context.on(
            "weberror", lambda error: self.troubles.append(f"{error.page and error.page.url}: {error.error}")
        )
        return context

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.refused:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def _failed(self, address: str, why: str | None) -> None:
        if why not in {LEFT_BEHIND, CUT_OFF}:
            self.troubles.append(f"{address}: {why}")

    def _complained(self, text: str, place: Any) -> None:
        if not text.startswith("Failed to load resource"):  # these are counted by their answers
            self.troubles.append(f"{place['url']}: {text}")

    def visit(self, page: Page, path: str, name: str, refused: bool = False) -> None:
        """Open an address and take its picture; `refused` when a refusal is what it should show."""
        address = self.house.origin + path
        if refused:
            self.refused.add(address)
        page.goto(address)
        self.take(page, name)

    def take(self, page: Page, name: str) -> None:
        """Take the picture at both sizes, as seen and, where the page is longer, as a whole."""
        self._look_for_icon(page)
        for size in (DESK, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(300)  # what slides has arrived
            file = f"{name}-{size['width']}x{size['height']}.png"
            page.screenshot(path=FOLDER / file, animations="disabled")
            if page.evaluate("document.documentElement.scrollHeight") > size["height"]:
                page.screenshot(path=FOLDER / "whole" / file, animations="disabled", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                self.troubles.append(f"{file}: {wide} px wide, it scrolls sideways")

    def _look_for_icon(self, page: Page) -> None:
        found = page.locator("link[rel~=icon]")
        address = str(found.first.get_attribute("href")) if found.count() else "/favicon.ico"
        if address.startswith("data:") or address in self.icons:
            return
        self.icons.add(address)
        answer = page.request.get(self.house.origin + address)
        if not answer.ok:
            self.troubles.append(f"{answer.status} icon {address} of {page.url}")


@contextmanager
def browser_page(album: Album, browser: Browser, **more: Any) -> Iterator[Page]:
    context = album.watch(
        browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    )
    yield context.new_page()
    context.close()


@contextmanager
def app_page(album: Album, playwright: Playwright, folder: Path) -> Iterator[Page]:
    """Open a phone that looks at a wall: no plate in its camera's view."""
    wall = folder / "wall.mjpeg"
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(wall, "JPEG")
    wall.write_bytes(wall.read_bytes() * 10)
    context = album.watch(phone_of(playwright, folder / uuid4().hex, wall))
    yield context.pages[0]
    context.close()


def villagers(album: Album, browser: Browser, folder: Path) -> None:
    """A villager without JavaScript: every kind of plate, a report, its receipt."""
    token = {name: album.house.tag("public", name)["token"] for name in NAMES.values()}
    with browser_page(album, browser, java_script_enabled=False) as page:
        album.visit(page, "/", "portal")
        album.visit(page, f"/t/{token[NAMES['sound']]}", "public-1-sound")
        album.visit(page, f"/t/{token[NAMES['broken']]}", "public-2-open-problem")
        album.visit(page, f"/t/{token[NAMES['mended']]}", "public-3-mended-waits-for-feedback")
        for kind in ("revoked", "unbound", "unknown"):
            album.visit(page, f"/t/{album.house.tag(kind)['token']}", f"public-4-{kind}", refused=True)
        album.visit(page, f"/t/{token[NAMES['sound']]}/concern", "report-0-concern")
        album.visit(page, f"/t/{token[NAMES['sound']]}/report", "report-1-what-is-broken")
        page.locator(".kinds a").first.click()
        album.take(page, "report-2-photo-and-send")
        page.locator("[name=photo]").set_input_files(photo(folder / "villager.jpg", 60))
        page.locator("form button").last.click()
        album.take(page, "report-3-receipt")
        album.visit(page, f"/t/{token[NAMES['sound']]}", "public-5-reported-from-this-phone")
        album.visit(page, "/s", "code-1-search")
        page.locator("input[type=text], input[type=search], input:not([type=hidden])").first.fill("0000 0000")
        album.refused.add(f"{album.house.origin}/s")
        page.locator("form button").first.click()
        album.take(page, "code-2-not-found")
        album.visit(page, "/nowhere", "error-not-found", refused=True)
    with browser_page(album, browser, color_scheme="dark") as page:
        album.visit(page, f"/t/{token[NAMES['broken']]}", "dark-public-open-problem")
    with browser_page(album, browser) as page:
        album.visit(page, f"/t/{token[NAMES['broken']]}?lang=en", "english-public-open-problem")


NAMES = {"sound": "前窑村文化广场", "broken": "前窑村蔬菜大棚", "mended": "西沟村太阳能路灯"}


def worker(album: Album, playwright: Playwright, folder: Path) -> None:
    """A worker's day, in the large text that he starts with; then some screens in usual size and dark."""
    token = album.house.tag("public", NAMES["sound"])["token"]
    with app_page(album, playwright, folder) as page:
        album.refused.add(f"{album.house.origin}/api/v1/me")  # nobody is signed in yet
        album.visit(page, "/app/", "app-01-sign-in")
        sign_in_app(page, album.house.origin, album.house.account("worker", "前窑村"))
        album.take(page, "app-02-today")
        page.get_by_test_id("bar-scan").click()
        album.take(page, "app-03-scan")
        album.visit(page, f"/app/t/{token}", "app-04-visit")
        file_a_problem(album, page, folder)
        album.visit(page, "/app/mine", "app-10-mine")
        album.visit(page, f"/app/t/{album.house.tag('unknown')['token']}", "app-11-unknown-plate")
        usual_size_and_dark(album, page, token)


def file_a_problem(album: Album, page: Page, folder: Path) -> None:
    page.get_by_test_id("item-CS01").click()
    album.take(page, "app-05-question")
    page.get_by_test_id("problem-photo").set_input_files(photo(folder / "worker.jpg", 90))
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    album.take(page, "app-06-question-with-photo")
    page.get_by_test_id("need-repair").click()
    page.get_by_test_id("save-visit").wait_for()
    album.take(page, "app-07-visit-with-problem")
    page.context.set_offline(True)
    page.get_by_test_id("save-visit").click()
    page.get_by_test_id("visit-saved").wait_for()
    album.take(page, "app-08-saved")
    page.goto(f"{album.house.origin}/app/outbox")
    page.get_by_test_id("send-now").wait_for()
    album.take(page, "app-09-outbox-offline")
    page.context.set_offline(False)
    page.get_by_test_id("send-now").click()
    expect(page.locator("[data-testid='outbox-waiting']")).to_have_count(0)
    album.take(page, "app-09-outbox-sent")


def usual_size_and_dark(album: Album, page: Page, token: str) -> None:
    page.goto(f"{album.house.origin}/app/mine")
    page.get_by_test_id("large-text").click()
    album.visit(page, "/app/", "app-12-today-usual-size")
    album.visit(page, f"/app/t/{token}", "app-13-visit-usual-size")
    page.emulate_media(color_scheme="dark")
    album.visit(page, f"/app/t/{token}", "dark-app-visit")
    album.visit(page, "/app/", "dark-app-today")


def deciders(album: Album, playwright: Playwright, folder: Path) -> None:
    """Verifying, mending and accepting at the asset."""
    walks = (
        ("village", "前窑村", "report-", None, "app-20-verify"),
        ("maintainer", "示范县", "order-", "order-begin", "app-21-order-of-a-mender"),
        ("village_supervisor", "东沟村", "order-", "order-pass", "app-22-accept"),
    )
    for role, region, row, act, name in walks:
        with app_page(album, playwright, folder) as page:
            sign_in_app(page, album.house.origin, album.house.account(role, region))
            album.take(page, f"{name}-0-today")
            page.locator(f"[data-testid^='{row}']").first.click()
            album.take(page, f"{name}-1")
            if act:
                page.get_by_test_id(act).click()
                album.take(page, f"{name}-2-step")


def desk(album: Album, browser: Browser) -> None:
    """The desk of a township, and what a village decides."""
    keep_an_item(album, browser)
    with browser_page(album, browser) as page:
        album.visit(page, "/desk/sign-in", "desk-01-sign-in")
        sign_in_desk(page, album.house.origin, album.house.account("township", "河湾镇"))
        album.visit(page, "/desk/", "desk-02-inbox")
        album.visit(page, "/desk/orders", "desk-03-orders")
        open_linked(album, page, "/desk/orders", "东沟村文化广场", "desk-04-acceptance")
        album.visit(page, "/desk/assets", "desk-05-assets")
        open_linked(album, page, "/desk/assets?q=dgc", "东沟村文化广场", "desk-06-asset")
        album.visit(page, "/desk/quarantine", "desk-07-quarantine")
        page.locator("main a[href*='/desk/quarantine/']").first.click()
        album.take(page, "desk-08-kept-item")
        album.visit(page, "/desk/?lang=en", "english-desk-inbox")
        page.emulate_media(color_scheme="dark")
        album.visit(page, "/desk/?lang=zh", "dark-desk-inbox")
    for region, thing, name in (
        ("前窑村", "太阳能路灯", "desk-09-report"),
        ("东沟村", "灌溉渠", "desk-10-dispatch"),
    ):
        with browser_page(album, browser) as page:
            sign_in_desk(page, album.house.origin, album.house.account("village", region))
            open_linked(album, page, "/desk/", thing, name)


def open_linked(album: Album, page: Page, path: str, words: str, name: str) -> None:
    page.goto(album.house.origin + path)
    page.get_by_role("link").filter(has_text=words).first.click()
    album.take(page, name)


def keep_an_item(album: Album, browser: Browser) -> None:
    """Let a worker tell of a thing in another village: a rule holds it back until somebody decides."""
    origin = album.house.origin
    with browser_page(album, browser) as page:
        page.goto(f"{origin}/s")
        account = album.house.account("worker", "后窑村")
        named = {"username": account["username"], "password": account["password"], "device_id": str(uuid4())}
        me = page.request.post(f"{origin}/api/v1/sign-in", data=named, headers={"Origin": origin}).json()
        item = {**ITEM, "id": str(uuid4()), "author_id": me["user_id"], "county_code": me["county_code"]}
        item |= {"device_id": named["device_id"], "subject_id": asset_id(album.house, browser)}
        answer = page.request.put(
            f"{origin}/api/v1/items/{item['id']}",
            data=json.dumps(item, ensure_ascii=False),
            headers={"Origin": origin, "X-CSRF-Token": me["csrf"], "Content-Type": "application/json"},
        )
        if answer.json()["status"] != "quarantined":
            album.troubles.append(f"kept item: {answer.text()}")


ITEM: dict[str, Any] = {
    "kind": "damage.report",
    "schema_version": 1,
    "app_version": "1.0.0",
    "device_seq": 1,
    "base_version": None,
    "captured_at": "2026-11-23T02:42:00.000Z",
    "server_beacon": None,
    "since_beacon_ms": None,
    "payload": {
        "category": "WE01",
        "severity": "major",
        "words": "路过看见井房门开着，泵不转了",
        "unit_id": None,
        "upward": False,
        "on_behalf_of": None,
        "place": None,
        "scanned": {"by": "list", "token": None, "short_code": None},
    },
    "files": [],
}


def asset_id(house: House, browser: Browser) -> str:
    """Return the id of a well in the next village, read off the county's desk."""
    page = browser.new_context().new_page()
    sign_in_desk(page, house.origin, house.account("county", "示范县"))
    page.goto(f"{house.origin}/desk/assets?q=前窑村机井")
    address = page.get_by_role("link").filter(has_text="前窑村机井").first.get_attribute("href")
    page.context.close()
    return str(address).split("?")[0].rsplit("/", 1)[-1]


def main() -> str | None:
    """Take every picture; return what went wrong meanwhile, one line each."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "whole").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "data").mkdir()
        album = Album(open_house(folder / "data"))
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
            villagers(album, browser, folder)
            desk(album, browser)
            worker(album, playwright, folder)
            deciders(album, playwright, folder)
            browser.close()
        finally:
            album.house.stop()
    return "\n".join(album.troubles) or None


if __name__ == "__main__":
    sys.exit(main())
