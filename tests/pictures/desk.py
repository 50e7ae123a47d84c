"""What those see who decide at a table."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page

from tests.journeys.house import House, sign_in_desk
from tests.pictures.album import Album, browser_page

STAFF_PAGES = {
    "/desk/people": "desk-15-people",
    "/desk/people/new": "desk-15-person-new",
    "/desk/organizations": "desk-16-units",
    "/desk/notices": "desk-17-notices",
    "/desk/photos": "desk-18-photos",
    "/desk/me": "desk-19-me",
    "/desk/rounds": "desk-25-rounds",
    "/desk/funds": "desk-26-funds",
    "/desk/comments": "desk-27-comments",
    "/desk/parcels": "desk-28-parcel",
}
ADMINISTRATORS_PAGES = {
    "/desk/": "desk-20-nothing-waits",
    "/desk/settings": "desk-21-settings",
    "/desk/channels": "desk-22-channels",
    "/desk/holidays": "desk-23-holidays",
    "/desk/regions": "desk-24-regions",
}


def desk(album: Album, browser: Browser) -> None:
    """The desk of a township, and what a village decides."""
    keep_an_item(album, browser)
    with browser_page(album, browser) as page:
        album.visit(page, "/desk/sign-in", "desk-01-sign-in")
        sign_in_desk(page, album.house.origin, album.house.account("township", "河湾镇"))
        album.visit(page, "/desk/", "desk-02-inbox")
        album.visit(page, "/desk/orders", "desk-03-orders")
        open_linked(album, page, "/desk/orders", "东沟村文化广场", "desk-04-acceptance")
        album.visit(page, "/desk/?only=order", "desk-02-inbox-of-repairs")
        album.visit(page, "/desk/assets", "desk-05-assets")
        album.visit(page, "/desk/assets#rooms", "desk-05-menu")
        open_linked(album, page, "/desk/assets?q=dgc", "东沟村文化广场", "desk-06-asset")
        album.visit(page, "/desk/quarantine", "desk-07-quarantine")
        page.locator("main a[href*='/desk/quarantine/']").first.click()
        album.take(page, "desk-08-kept-item")
        album.visit(page, "/desk/tags", "desk-11-tags")
        album.visit(page, "/desk/tags/140699100201/hung", "desk-12-plates")
        every(album, page, STAFF_PAGES)
        other_looks(album, page)
    with browser_page(album, browser) as page:
        administrator = album.house.account("county", "示范县") | {"username": "admin1"}
        sign_in_desk(page, album.house.origin, administrator)
        album.visit(page, "/desk/log", "desk-13-log")
        page.locator("main .log td a[href*='/desk/log/']").first.click()
        album.take(page, "desk-14-story")
        every(album, page, ADMINISTRATORS_PAGES)
    for region, thing, name in (
        ("前窑村", "太阳能路灯", "desk-09-report"),
        ("东沟村", "灌溉渠", "desk-10-dispatch"),
    ):
        with browser_page(album, browser) as page:
            sign_in_desk(page, album.house.origin, album.house.account("village", region))
            open_linked(album, page, "/desk/", thing, name)


def large_desk(album: Album, browser: Browser) -> None:
    """The desk of a township without gaps, in text one and a half times as large."""
    with browser_page(album, browser) as page:
        sign_in_desk(page, album.house.origin, album.house.account("township", "东川乡"))
        every(album, page, {f"/desk/{room}": f"large-desk-{room}" for room in ("orders", "assets", "funds")})
        open_linked(album, page, "/desk/orders", "·", "large-desk-order")


def every(album: Album, page: Page, named: dict[str, str]) -> None:
    for path, name in named.items():
        album.visit(page, path, name)


def other_looks(album: Album, page: Page) -> None:
    """The desk in English, in the dark and on paper."""
    every(album, page, {"/desk/?lang=en": "english-desk-inbox", "/desk/assets": "english-desk-assets"})
    every(album, page, {"/desk/funds": "english-desk-funds", "/desk/quarantine": "english-desk-quarantine"})
    page.emulate_media(color_scheme="dark")
    every(album, page, {"/desk/?lang=zh": "dark-desk-inbox", "/desk/assets": "dark-desk-assets"})
    every(album, page, {"/desk/funds": "dark-desk-funds"})
    page.emulate_media(color_scheme="light", media="print")
    open_linked(album, page, "/desk/assets?q=dgc", "东沟村文化广场", "paper-desk-asset")


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
