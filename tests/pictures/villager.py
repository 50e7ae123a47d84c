"""What a villager sees: plates, a report, its receipt."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.pictures.album import BROKEN, NAMES, Album, browser_page


def villagers(album: Album, browser: Browser) -> None:
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
        page.locator(".kinds a").last.click()
        album.take(page, "report-0-concern-to-send")
        album.visit(page, f"/t/{token[NAMES['sound']]}/report", "report-1-what-is-broken")
        page.locator(".kinds a", has_text="堆东西").click()  # nothing that would have to be fenced first
        album.take(page, "report-2-photo-and-send")
        page.locator("[name=photo]").set_input_files(BROKEN)
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
        album.visit(page, f"/t/{token[NAMES['sound']]}/concern?kind=idle", "dark-report-0-concern-to-send")
    with browser_page(album, browser) as page:
        album.visit(page, f"/t/{token[NAMES['broken']]}?lang=en", "english-public-open-problem")
