"""Taking pictures of pages, and hearing everything that goes wrong on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Playwright, Response

from server.demo.pictures import picture
from tests.journeys.house import DESK, PHONE, ROOT, House, phone_of

FOLDER = ROOT / "screenshots"
LEFT_BEHIND = "net::ERR_ABORTED"  # a page was left while it still asked for something
CUT_OFF = "net::ERR_INTERNET_DISCONNECTED"  # asked for on purpose
PATIENCE_MS = 15_000
VILLAGE = {"latitude": 39.5215, "longitude": 112.3525, "accuracy": 8}
NAMES = {"sound": "前窑村文化广场", "broken": "前窑村蔬菜大棚", "mended": "西沟村太阳能路灯"}
BROKEN: FilePayload = {
    "name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture("culture_sport", "broken"),
}  # fmt: skip


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
            width, height = size["width"], size["height"]
            file = f"{name}-{width}x{height}.png"
            _picture(page, width, height, FOLDER / file)
            tall, wide = (
                page.evaluate(f"document.documentElement.scroll{side}") for side in ("Height", "Width")
            )
            if wide > width:
                self.troubles.append(f"{file}: {wide} px wide, it scrolls sideways")
            if tall > height:
                _picture(page, width, tall, FOLDER / "whole" / file)
                page.set_viewport_size({"width": width, "height": height})

    def _look_for_icon(self, page: Page) -> None:
        found = page.locator("link[rel~=icon]")
        address = str(found.first.get_attribute("href")) if found.count() else "/favicon.ico"
        if address.startswith("data:") or address in self.icons:
            return
        self.icons.add(address)
        answer = page.request.get(self.house.origin + address)
        if not answer.ok:
            self.troubles.append(f"{answer.status} icon {address} of {page.url}")


def _picture(page: Page, width: int, height: int, path: Path) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(250)  # what slides has arrived
    page.screenshot(path=path, animations="disabled")


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
    context = album.watch(phone_of(playwright, folder / uuid4().hex, wall, VILLAGE))
    yield context.pages[0]
    context.close()
