"""axe finds nothing on any page of desk, portal and plates: both languages, light and dark.

The pages come from the URL map: a new address is visited by itself, or fails here until somebody may open it;
every template is seen on the way.
"""

from __future__ import annotations

import faulthandler
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from playwright.sync_api import Page, sync_playwright
from werkzeug.test import TestResponse

from server.assets.tags.actions import mint, revoke
from server.core.ids import new_token
from tests.axe import COLOURS, RULES, WORDS, findings
from tests.journeys.house import DESK, PHONE, PLAIN
from tests.makers import County
from tests.web.letting_in import choose
from tests.web.samples import make_samples
from tests.web.screens import ORIGIN, Screens

pytestmark = pytest.mark.any_database
NEVER_WHOLE = {
    "desk/case.html",
    "desk/door.html",
    "desk/frame.html",
    "public/layout.html",
    "portal/layout.html",
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
        yield browser.new_page(locale="zh-CN", reduced_motion="reduce")
        browser.close()


@pytest.fixture
def screens(app: Flask, page: Page) -> Iterator[Screens]:
    made = Screens(app, make_samples(app))
    made.serve(page)
    yield made
    page.unroute_all()


def looked_at(page: Page, address: str) -> list[str]:
    """Return what axe finds in Chinese by day and by night, and in English."""
    told: list[str] = []
    joined = "&" if "?" in address else "?"
    page.set_viewport_size(DESK if address.startswith("/desk") else PHONE)
    for language, scheme, rules in (
        ("zh", "light", RULES), ("zh", "dark", COLOURS), ("en", "light", WORDS),
    ):  # fmt: skip
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if scheme == "light":
            page.goto(f"{ORIGIN}{address}{joined}lang={language}")
        told += [f"{address} {language} {scheme} {one}" for one in findings(page, rules)]
    return told


def test_axe_finds_nothing_on_any_page(screens: Screens, page: Page) -> None:
    faulthandler.cancel_dump_traceback_later()  # it is long by its nature, and does not hang
    told: list[str] = []
    kinds: dict[str, str | None] = {}
    for line in screens.addresses():  # of several samples of an address the first that opens
        if kinds.get(line.rule) is None:
            kinds[line.rule] = screens.kind_for(line)
            if kinds[line.rule] == "text/html":
                told += looked_at(page, line.address)
    closed = [rule for rule, kind in kinds.items() if kind is None]
    screens.who = "nobody"
    for address in (*plates(screens.samples.county), *steps(screens)):
        told += looked_at(page, address)
    assert not closed, f"nobody may open these; add who may to LOOKERS in tests/web/screens.py: {closed}"
    assert not told, "\n".join(told)
    unseen = whole_pages(screens.app) - screens.rendered
    assert not unseen, f"no visit shows these; add one to steps() above: {sorted(unseen)}"


def plates(county: County) -> Iterator[str]:
    """Every kind of plate, a report and a concern, an address that never was."""
    torn = mint("140699", county.paths["village11"], 1)[0].token
    revoke(torn, "140699", "埋在土里了")
    yield from (f"/t/{token}" for token in (torn, county.blank, new_token()))
    yield from (f"/t/{county.token}/report?kind=WE05", f"/t/{county.token}/concern?kind=person", "/nowhere")


def steps(screens: Screens) -> Iterator[str]:
    """What stands behind a form: a refusal, proof asked for, the second step of signing in."""
    receipts = screens.samples.by_argument["r/token"]
    receipt = receipts["receipt"]
    yield f"/r/{receipts['concern']}"
    yield screens.lay("/step/refused", screens.ask(f"/r/{receipt}/feedback", "POST", {"fixed": "no"}))
    yield screens.lay("/step/unknown-code", screens.ask("/s", "POST", {"code": "0000 0000"}))
    screens.who = "village"
    told = {"kind": "WE01", "channel": "desk"}
    asset = screens.samples.county.asset_id
    yield screens.lay("/desk/step/recorded", screens.ask(f"/desk/assets/{asset}/reports", "POST", told))
    choose("reauth_minutes", 10)
    yield screens.lay("/desk/step/proof", screens.ask("/desk/me/second-factor/start", "POST"))
    screens.who = "village_admin@far"  # nothing waits for him
    yield from ("/desk/", "/desk/quarantine")
    screens.who = "foreign_township"  # nothing lacks money there
    yield "/desk/funds"
    yield screens.lay(
        "/desk/step/code", drawn(screens.app, "desk/sign_in_code.html", refused=None, halfway="")
    )
    yield screens.lay("/step/plain", drawn(screens.app, "portal/plain.html", counties=[]))


def drawn(app: Flask, template: str, **facts: object) -> TestResponse:
    """Return a page that takes too long a way to reach, drawn by itself."""
    with app.test_request_context("/"):
        app.preprocess_request()
        answer = app.make_response(render_template(template, **facts))
        return app.process_response(answer)


def whole_pages(app: Flask) -> set[str]:
    """Return the templates that make a page of their own."""
    assert app.jinja_env.loader is not None
    names = {name for name in app.jinja_env.list_templates() if name.endswith(".html")}
    source = {name: app.jinja_env.loader.get_source(app.jinja_env, name)[0] for name in names}
    return {name for name in names if "{% extends" in source[name] or "<html" in source[name]} - NEVER_WHOLE


def test_axe_finds_what_is_wrong(screens: Screens, page: Page) -> None:
    page.goto(f"{ORIGIN}/")
    page.evaluate("document.querySelector('img').removeAttribute('alt')")
    page.evaluate("document.querySelector('main .card p:not(.drawn)').style.color = '#bbb'")
    told = findings(page, RULES)
    assert any(one.startswith("image-alt") for one in told)
    assert any(one.startswith("color-contrast") for one in told)
