"""What those see who act at the asset, on the phone app."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.journeys.house import sign_in_app
from tests.pictures.album import BROKEN, NAMES, Album, app_page


def worker(album: Album, playwright: Playwright, folder: Path) -> None:
    """A worker's day, in the large text that he starts with; then some screens in usual size and dark."""
    token = album.house.tag("public", NAMES["sound"])["token"]
    with app_page(album, playwright, folder) as page:
        album.visit(page, "/app/", "app-01-sign-in")
        sign_in_app(page, album.house.origin, album.house.account("worker", "前窑村"))
        album.take(page, "app-02-today")
        page.get_by_test_id("bar-scan").click()
        album.take(page, "app-03-scan")
        album.visit(page, f"/app/t/{token}", "app-04-visit")
        file_a_problem(album, page)
        album.visit(page, "/app/mine", "app-10-mine")
        album.visit(page, f"/app/t/{album.house.tag('unknown')['token']}", "app-11-unknown-plate")
        usual_size_and_dark(album, page, token)


def file_a_problem(album: Album, page: Page) -> None:
    page.get_by_test_id("item-CS01").click()
    album.take(page, "app-05-question")
    page.get_by_test_id("problem-photo").set_input_files(BROKEN)
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
    album.visit(page, "/app/notices", "app-10-notices")
    album.visit(page, "/app/home-screen", "app-10-home-screen")
    album.visit(page, "/app/kept", "app-10-kept")
    album.visit(page, "/app/settings", "app-10-settings")
    page.get_by_test_id("size-usual").click()
    album.visit(page, "/app/", "app-12-today-usual-size")
    album.visit(page, f"/app/t/{token}", "app-13-visit-usual-size")
    page.emulate_media(color_scheme="dark")
    album.visit(page, f"/app/t/{token}", "dark-app-visit")
    album.visit(page, "/app/", "dark-app-today")


def deciders(album: Album, playwright: Playwright, folder: Path) -> None:
    """Verifying, mending and accepting at the asset."""
    walks = (
        ("village", "前窑村", "[data-testid^='report-']:has-text('太阳能路灯')", None, "app-20-verify"),
        ("maintainer", "示范县", "[data-testid^='order-']", "order-begin", "app-21-order-of-a-mender"),
        ("village_supervisor", "东沟村", "[data-testid^='order-']", "order-pass", "app-22-accept"),
    )
    for role, region, row, act, name in walks:
        with app_page(album, playwright, folder) as page:
            sign_in_app(page, album.house.origin, album.house.account(role, region))
            album.take(page, f"{name}-0-today")
            page.locator(row).first.click()
            album.take(page, f"{name}-1")
            if act:
                page.get_by_test_id(act).click()
                album.take(page, f"{name}-2-step")
