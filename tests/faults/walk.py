"""A worker's real phone among misfortunes: a browser with the app, killed, cut off, full, or opened twice.

A walk is made of rounds; each ends in peace, and then everything that the person saw saved must be on the
server once, as it was frozen, with its pictures.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, sync_playwright

from tests.faults.aftermath import broken_promises
from tests.faults.phone_bugs import bug
from tests.faults.story import Finding, Told
from tests.faults.town import Town, town
from tests.journeys.house import kill_browser, page_of, phone_of, photo

SHELF = (Path(__file__).parent / "shelf.js").read_text()
PRESS_SEND = "() => document.querySelector('[data-testid=send-now]')?.click()"
"""The button goes by itself once nothing is left to send."""
INSTALLED = "() => navigator.serviceWorker.ready.then(() => true)"
"""From then on the app opens without a line, whatever befalls the phone."""
ACTS = 7
TROUBLED = 0.6
"""So many visits find something, and photograph it."""
PATIENCE_MS = 20_000
A_DAY_S = 86_400
SOON_S = 1.2
"""A beat of the app takes about so long: a kill within it comes in the middle of something."""
INSISTS = 0.75
"""So often the person presses 马上上传 until nothing waits; else the phone has to come through by itself."""
DRAIN_S = 60.0
"""I16: so long may the outbox take once nothing fails any more."""
FULL_WORDS = {
    "QuotaExceededError": "",
    "DataError": "Failed to write blobs (IOError)",
    "UnknownError": "Internal error committing transaction.",
}
"""What chromium says when it gives no more room, and when the disk is full (seen on a small tmpfs)."""
FULL = """(said) => {
  window.room ??= IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = said
    ? function () { throw new DOMException(said[1], said[0]); }
    : window.room;
}"""
NEEDED = (
    "saved", "save_while_full", "lose_line", "open_second", "kill_browser", "kill_browser_while_saving",
    "kill_server",
)  # fmt: skip
LIKELY = {
    "visit": 6,
    "save_while_full": 1,
    "send_now": 2,
    "lose_line": 2,
    "find_line": 2,
    "reload": 1,
    "open_second": 1,
    "kill_browser": 2,
    "kill_browser_while_saving": 1,
    "kill_server": 3,
    "start_server": 2,
}


class Walk:
    """One phone on one profile; it goes on from round to round, as a phone does.

    made    {id: sha256} of every item that was ever seen on the phone
    shown   how many items the screen said were saved; maybe: how many may be, because the browser died
    done    how often each thing happened
    script  is run in every page first: a bug to be found
    """

    def __init__(self, playwright: Playwright, town: Town, folder: Path, script: str = "") -> None:
        self.playwright, self.town, self.folder, self.script = playwright, town, folder, script
        self.made: dict[str, str] = {}
        self.shown = self.maybe = self.photos = 0
        self.done: Counter[str] = Counter()
        self.found: list[Finding] = []
        self.is_offline = False
        self.open()
        self._come_in()

    # ---- the browser

    def open(self) -> None:
        self.context: BrowserContext = phone_of(self.playwright, self.folder / "profile")
        self.context.add_init_script(self.script)
        self.context.set_offline(self.is_offline)
        self.page: Page = page_of(self.context)

    def _come_in(self) -> None:
        """Give the phone its sign-in, the app and its things; close it once, so that all is on the disk."""
        lasts = time.time() + 86_400
        cookie = {
            "name": "guanhu",
            "value": self.town.cookie,
            "url": self.town.house.origin,
            "expires": lasts,
        }
        self.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict will do
        self.go("/app/")
        while not (known := self.look()["assets"]):
            time.sleep(0.2)
        self.page.evaluate(INSTALLED)
        self.assets = [one["id"] for one in known if one["asset_type"] != "well"]
        self.context.close()
        self.open()
        self.go("/app/")

    def go(self, path: str) -> None:
        self.page.goto(self.town.house.origin + path)

    def look(self) -> dict[str, Any]:
        """Return what lies on the phone; an item that was seen there must stay as it was."""
        told: dict[str, Any] = self.page.evaluate(SHELF)
        for item in (*told["waiting"], *told["settled"]):
            if self.made.setdefault(item["id"], item["sha256"]) != item["sha256"]:
                self.find("corrupt", "an item on the phone is not what was frozen")
        return told

    def find(self, what: str, words: str) -> None:
        self.found.append(Finding(what, words))

    # ---- what the person does

    def visit(self, chance: random.Random) -> None:
        """Go to a thing and save what is found there."""
        self._begin(chance)
        self._save_button().click()
        self.page.get_by_test_id("visit-saved").wait_for()
        self.shown += 1

    def _begin(self, chance: random.Random) -> None:
        """Stand before a thing with everything told; what a killed browser left half told goes on."""
        self.go(f"/app/asset/{chance.choice(self.assets)}")
        self._save_button().wait_for()
        if chance.random() < TROUBLED:
            self.page.locator("[data-testid^=item-]:visible").first.click()
            self._take_photo("problem-photo")
            self.page.get_by_test_id("need-repair").click()

    def _save_button(self) -> Locator:
        return self.page.locator("[data-testid=all-normal]:visible, [data-testid=save-visit]:visible").first

    def _take_photo(self, name: str) -> None:
        before = self._previews().count()
        self.photos += 1
        self.page.get_by_test_id(name).set_input_files(photo(self.folder / "shot.jpg", self.photos))
        self._previews().nth(before).wait_for()

    def _previews(self) -> Locator:
        return self.page.locator("img[src^='blob:']")

    def save_while_full(self, chance: random.Random) -> None:
        """Save on a full phone: the app says so, keeps what was told, and saves it once there is room."""
        self._begin(chance)
        self.page.evaluate(FULL, chance.choice(list(FULL_WORDS.items())))
        self._save_button().click()
        self.page.get_by_text("手机满了").wait_for()
        self.page.evaluate(FULL, None)
        self._save_button().click()
        self.page.get_by_test_id("visit-saved").wait_for()
        self.shown += 1

    def send_now(self, _: random.Random) -> None:
        self.go("/app/outbox")
        self.page.evaluate(PRESS_SEND)

    # ---- what befalls him

    def lose_line(self, _: random.Random) -> None:
        self._set_offline(True)

    def find_line(self, _: random.Random) -> None:
        self._set_offline(False)

    def _set_offline(self, offline: bool) -> None:
        self.is_offline = offline
        self.context.set_offline(offline)

    def reload(self, _: random.Random) -> None:
        self.page.reload()

    def open_second(self, _: random.Random) -> None:
        """Open the app once more beside itself; both send."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self.page, page = page, self.page
        self.go("/app/")

    def kill_browser(self, chance: random.Random) -> None:
        """Kill it after anything from nothing to a whole beat."""
        time.sleep(chance.uniform(0, SOON_S))
        kill_browser(self.folder / "profile")
        self.open()
        self.go("/app/")

    def kill_browser_while_saving(self, chance: random.Random) -> None:
        self._begin(chance)
        self._save_button().click(no_wait_after=True)
        self.maybe += 1
        time.sleep(chance.uniform(0, 0.2))
        kill_browser(self.folder / "profile")
        self.open()
        self.go("/app/")

    def kill_server(self, chance: random.Random) -> None:
        time.sleep(chance.uniform(0, SOON_S))
        self.town.kill()

    def start_server(self, _: random.Random) -> None:
        self.town.start()

    # ---- a round

    def round(self, chance: random.Random) -> None:
        """Let things happen, then peace; `found` grows by what is broken."""
        for name in chance.choices(list(LIKELY), list(LIKELY.values()), k=ACTS):
            getattr(self, name)(chance)
            self.done[name] += 1
            self.look()
        self._come_to_peace(insists=chance.random() < INSISTS)
        self.found += broken_promises(self)

    def _come_to_peace(self, insists: bool) -> None:
        """Let nothing fail any more; the outbox then empties by itself, or because the person presses."""
        self.town.start()
        self._set_offline(False)
        for page in self.context.pages[1:]:
            page.close()
        self.page = self.context.pages[0]
        self.go("/app/outbox")
        deadline = time.monotonic() + DRAIN_S
        while (told := self.look())["waiting"] and time.monotonic() < deadline:
            if insists:
                self.page.evaluate(PRESS_SEND)
            time.sleep(0.5)
        for item in told["waiting"]:
            words = f"{item['state']}, {item['reasonZh']}, misses {len(item['missing'])}"
            self.find("stalled", f"an item is still on the phone: {words}")


def run(folder: Path, rounds: int, by_seed: int, planted: str = "") -> Told:
    """Walk so many rounds with one phone; it ends at the first that breaks a promise."""
    told, begun = Told(), time.monotonic()
    with town(folder / "data") as there, sync_playwright() as playwright:
        walk = Walk(playwright, there, folder, bug(planted) if planted else "")
        while told.rounds < rounds and not walk.found:
            walk.round(random.Random(f"{by_seed}-{told.rounds}"))  # noqa: S311  no secret
            told.rounds += 1
        walk.context.close()
    told.found = Counter(one.what for one in walk.found)
    told.words = [f"{one.what}: {one.words}" for one in walk.found]
    told.seen = walk.done + Counter({"saved": walk.shown})
    told.seconds = time.monotonic() - begun
    return told
