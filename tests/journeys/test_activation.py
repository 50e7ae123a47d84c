"""The cadre lets a worker in by a QR code and ends it: two taps, nothing typed, nothing unsent lost."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Playwright, expect

from tests.journeys.house import House, page_of, phone_of

EXPECTED = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|401")
COUNT_BY_HAND = """() => {
  const count = (name) => Number(localStorage.getItem(name) ?? 0);
  const add = (name) => localStorage.setItem(name, String(count(name) + 1));
  addEventListener('click', (event) => event.isTrusted && add('taps'), true);
  addEventListener('beforeinput', () => add('typed'), true);
}"""


def show_code(cadre: Page, house: House, worker: str) -> str:
    """Let the cadre show the QR code for a worker; returns the address in it."""
    cadre.goto(f"{house.origin}/desk/people/{worker}")
    cadre.get_by_role("link", name="开通、停用他的手机").click()
    cadre.get_by_role("button", name=re.compile("出示二维码|重新出示")).click()
    expect(cadre.get_by_role("img", name=re.compile("开通的二维码"))).to_be_visible()
    return str(cadre.locator("code.address").text_content())


def errors_of(page: Page) -> list[str]:
    """Collect what the console complains of; a cut line and a 401 are part of the story."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def by_hand(page: Page) -> tuple[int, int]:
    """Return how often the person tapped in the app, and how many characters he typed."""
    counts = [page.evaluate(f"Number(localStorage.getItem('{name}') ?? 0)") for name in ("taps", "typed")]
    return counts[0], counts[1]


def let_in(page: Page, address: str) -> None:
    """Open what the camera has read, which is the first tap, and confirm the name."""
    page.goto(address)
    expect(page.get_by_role("heading", name=re.compile("您是前窑村的.+吗"))).to_be_visible()
    assert "#" not in page.url
    page.get_by_test_id("activate-yes").click()
    page.get_by_test_id("bar-scan").wait_for()


def record_offline(page: Page) -> None:
    """Save a visit without a network, after a start without one."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1500)  # the first pull is being written to the phone's store
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    page.context.set_offline(True)
    page.reload()
    page.locator("[data-testid^=due-]").first.click()
    page.get_by_test_id("all-normal").click()
    page.wait_for_timeout(6000)  # the seconds of 撤销


def test_worker_is_let_in_by_two_taps_and_signed_out_by_the_cadre(
    house: House, playwright: Playwright, cadre: Page, tmp_path: Path
) -> None:
    worker = house.user_id("worker", "前窑村")
    context = phone_of(playwright, tmp_path / "phone")
    context.add_init_script(f"({COUNT_BY_HAND})()")
    page = page_of(context)
    errors = errors_of(page)

    let_in(page, show_code(cadre, house, worker))
    taps, typed = by_hand(page)
    assert (1 + taps, typed) == (2, 0)
    expect(page.locator("[data-testid^=due-]").first).to_be_visible()
    expect(cadre.get_by_role("status").filter(has_text="手机已登录")).to_be_visible()

    record_offline(page)
    _revoke(cadre, house, worker)
    context.set_offline(False)
    expect(page.get_by_text("这台手机的登录被停掉了")).to_be_visible()
    expect(page.get_by_text("没传").first).to_be_visible()

    let_in(page, show_code(cadre, house, worker))
    page.get_by_text("都传上去了").first.wait_for()
    assert by_hand(page)[1] == 0
    assert errors == []
    context.close()


def _revoke(cadre: Page, house: House, worker: str) -> None:
    """Sign out the phone that the cadre's code has opened; the one of the test's own look-up stays."""
    cadre.goto(f"{house.origin}/desk/people/{worker}/access")
    cadre.get_by_role("row").filter(has_text="开通").get_by_role("button", name="停掉这台").click()
    expect(cadre.get_by_role("status").filter(has_text="已停掉")).to_be_visible()
