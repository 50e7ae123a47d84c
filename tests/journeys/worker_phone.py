"""A worker's phone, already his: how he opens the app, finds a thing, and what must hold of each screen."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import qrcode
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from server.demo.people import PASSWORD
from tests.journeys.counting import KINDS, Hand, assert_few_targets, watched
from tests.journeys.house import ROOT, House, camera_of, environment, kept, page_of, phone_of

WORKERS = {"normal": "worker1", "wechat": "worker2", "large": "worker3"}
FITS = """
() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const unseen = '.unseen, [aria-hidden=true]';
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(unseen);
  const wordy = 'h1, h2, h3, p, span, button, a, label, li, legend, dt, dd';
  const cut = [...document.querySelectorAll(wordy)].filter((one) => {
    const { left, right, width } = one.getBoundingClientRect();
    const hides = getComputedStyle(one).overflow !== 'visible' && one.scrollWidth > one.clientWidth + 1;
    return width > 0 && shown(one) && (hides || left < -1 || right > innerWidth + 1);
  });
  return { wide, cut: cut.map((one) => one.className + ': ' + one.innerText) };
}
"""


def assert_fits(page: Page) -> None:
    """Fail when a screen scrolls sideways, cuts words off, or offers too much at once."""
    found: dict[str, Any] = page.evaluate(FITS)
    assert found["wide"] <= 0, f"{page.url} is {found['wide']} px too wide: {found['cut']}"
    assert not found["cut"], f"{page.url} cuts off {found['cut']}"
    assert_few_targets(page)


@dataclass
class WorkerPhone:
    """A phone and the hand that holds it."""

    house: House
    kind: str
    context: BrowserContext
    page: Page
    hand: Hand
    camera: Path
    things: dict[str, dict[str, str]]

    def open(self) -> None:
        """Press the icon on the home screen; in WeChat, the kept chat with the link."""
        self.page.goto(self.house.origin + "/app/")
        self.page.get_by_test_id("bar-scan").wait_for()

    def look_at(self, kind: str | None) -> None:
        """Hold the camera over the plate of a thing, or over nothing of ours."""
        token = self.things[kind]["token"] if kind else "nothing"
        camera_of(f"{self.house.origin}/t/{token}", self.camera)

    def scan(self, kind: str) -> None:
        """Open a thing by its plate: 扫一扫, in WeChat by its own scanner and the page behind the plate."""
        if self.kind == "wechat":
            self.page.goto(f"{self.house.origin}/t/{self.things[kind]['token']}")
            self.page.get_by_role("link", name="我是管护员，去巡查").click()
        else:
            self.look_at(kind)
            self.open()
            self.page.get_by_test_id("bar-scan").click()
        self.page.get_by_role("heading", name=self.things[kind]["name"], exact=True).wait_for()

    def find_all_normal(self, picture: Path) -> None:
        """Press 全部正常; one visit in four asks for a picture of the whole first."""
        self.page.get_by_test_id("all-normal").click()
        saved = self.page.get_by_test_id("visit-saved")
        saved.or_(self.page.locator(".card-wait [data-testid=plan-photo]")).wait_for(state="attached")
        if not saved.is_visible():
            self.page.get_by_test_id("plan-photo").set_input_files(picture)
        self.saved()

    def find_broken(self, picture: Path) -> None:
        """Save a visit with a problem and its photo, in a valley without signal."""
        self.open()
        self.context.set_offline(True)
        self.scan("culture_sport")
        self.page.get_by_test_id("item-CS01").click()
        self.page.get_by_test_id("problem-photo").set_input_files(picture)
        expect(self.page.locator("img[src^='blob:']")).to_have_count(1)
        self.page.get_by_test_id("need-repair").click()
        self.page.get_by_test_id("save-visit").click()
        self.saved()
        self.page.wait_for_timeout(6000)  # 撤销 runs out

    def saved(self) -> None:
        self.page.get_by_test_id("visit-saved").wait_for()

    def fits(self) -> None:
        assert_fits(self.page)

    def open_outbox(self) -> None:
        self.page.goto(self.house.origin + "/app/outbox")
        self.page.get_by_role("heading", name="还没传上去的").wait_for()

    def waiting(self) -> Locator:
        """Return what the outbox shows, one by one."""
        return self.page.locator("[data-testid^='outbox-']:not([data-testid='outbox-count'])")

    def sent(self) -> None:
        """Wait until nothing is left on the phone."""
        self.open_outbox()
        expect(self.waiting()).to_have_count(0, timeout=60_000)

    def visits(self, kind: str, what: str = "id") -> list[tuple[Any, ...]]:
        """Return what stands in the house's books of the visits to a thing, as they came."""
        query = f"SELECT {what} FROM inspections WHERE asset_id = ? ORDER BY received_at"  # noqa: S608  our own
        return kept(self.house, query, self.things[kind]["id"])

    def sign_out(self) -> None:
        self.page.goto(self.house.origin + "/app/settings")
        self.page.get_by_test_id("sign-out").click()
        self.page.get_by_test_id("sign-out-sure").click()
        self.page.get_by_test_id("sign-in-name").wait_for()

    def sign_in(self, name: str) -> None:
        self.page.get_by_test_id("sign-in-name").fill(name)
        self.page.get_by_test_id("sign-in-password").fill(PASSWORD)
        with self.page.expect_response("**/api/v1/feed*"):
            self.page.get_by_test_id("sign-in-go").click()
        self.page.locator("[data-testid^=due-]").first.wait_for()


def signed_in(context: BrowserContext, house: House, username: str) -> None:
    """Give a phone the cookie of a sign-in, as if its person had come in long ago."""
    told = {"username": username, "password": PASSWORD}
    answer = context.request.post(
        f"{house.origin}/api/v1/sign-in", data=told, headers={"Origin": house.origin}
    )
    assert answer.ok, answer.text()


def worker_phone(
    playwright: Playwright,
    house: House,
    kind: str,
    folder: Path,
    things: dict[str, Any],
    username: str | None = None,
) -> WorkerPhone:
    """Return the phone of a worker who is signed in and has pulled his work.

    username  None means whoever has this kind of phone
    """
    camera = camera_of(f"{house.origin}/t/nothing", folder / "camera.mjpeg")
    context = phone_of(playwright, folder / "profile", camera, kind=KINDS[kind])
    signed_in(context, house, username or WORKERS[kind])
    hand, page = watched(context), page_of(context)
    phone = WorkerPhone(house, kind, context, page, hand, camera, things)
    with page.expect_response("**/api/v1/feed*"):
        phone.open()
    page.get_by_text("都传上去了").first.wait_for()
    page.locator("[data-testid^=due-]").first.wait_for()
    return phone


def lay_ground(house: House, plan: str = "ground") -> dict[str, Any]:
    """Lay everything that a plan of this folder has; return it as that plan prints it."""
    run = [sys.executable, "-m", f"tests.journeys.{plan}"]
    done = subprocess.run(
        run, cwd=ROOT, env=environment(house.data), check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def plate_picture(house: House, thing: dict[str, str], path: Path) -> Path:
    """Photograph a plate: what a camera roll gives where no live picture is to be had."""
    out = io.BytesIO()
    qrcode.make(f"{house.origin}/t/{thing['token']}", box_size=12).save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path
