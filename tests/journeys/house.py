"""The real server with the demo county on a free port, and the browsers of the people who use it."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from hashlib import shake_256
from pathlib import Path
from typing import Any
from uuid import uuid4

import qrcode
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright

from server.demo.size import FEWEST
from tests.journeys.counting import KINDS, PhoneKind
from tests.postgres import free_port

ROOT = Path(__file__).parent.parent.parent
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}
PLAIN = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
PLAIN += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
START_SECONDS = 60
LOOK_FRAMES = 40  # more than a second before each; a busy machine films slower
LARGE_TEXT = "--blink-settings=defaultFontSize=24"  # 1.5 times the usual
PAGES: list[Page] = []


@dataclass
class House:
    """A running server; `info` is what `make demo-info` prints."""

    origin: str
    data: Path
    instance: str
    process: subprocess.Popen[bytes]
    info: dict[str, Any]

    def account(self, role: str, region: str) -> dict[str, str]:
        """Return the first account of a role whose region ends so."""
        found = [a for a in self.info["accounts"] if a["role"] == role and a["region"].endswith(region)]
        return dict(found[0])

    def user_id(self, role: str, region: str) -> str:
        """Return the id of the first account of a role, as its own sign-in tells it."""
        told = {key: self.account(role, region)[key] for key in ("username", "password")}
        headers = {"Content-Type": "application/json", "Origin": self.origin}
        request = urllib.request.Request(f"{self.origin}/api/v1/sign-in", json.dumps(told).encode(), headers)  # noqa: S310  our own server
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  our own server
            return str(json.load(answer)["user_id"])

    def tag(self, kind: str, name: str | None = None) -> dict[str, str]:
        """Return the first tag of a kind, of an asset's name if one is given."""
        tags = [
            t for t in self.info["tags"] if t["kind"] == kind and (name is None or t["asset_name"] == name)
        ]
        return dict(tags[0])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def flask(data: Path, *command: str) -> str:
    """Run a flask command on a data folder and return what it prints."""
    run = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    done = subprocess.run(run, cwd=ROOT, env=environment(data), check=True, capture_output=True, text=True)
    return done.stdout


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANHU_")}
    return {**kept, "GUANHU_DATA": str(data), **more}


def open_house(data: Path, assets: int = FEWEST) -> House:
    """Load the demo county and serve it."""
    load_demo(data, assets)
    return serve(data)


def load_demo(data: Path, assets: int = FEWEST) -> None:
    flask(data, "db", "upgrade")
    flask(data, "demo", "load", "--assets", str(assets))


def serve(data: Path, root: Path = ROOT) -> House:
    """Serve a loaded demo county, and wait until it is this very server that answers.

    root  where the program lies
    """
    port, instance = free_port(), uuid4().hex
    info = json.loads(flask(data, "demo", "info", "--json"))
    house = House(f"http://localhost:{port}", data, instance, started(data, port, instance, root), info)
    wait_for(house)
    return house


def started(data: Path, port: int, instance: str, root: Path = ROOT) -> subprocess.Popen[bytes]:
    """Start the server of a data folder."""
    more = {"GUANHU_PORT": str(port), "GUANHU_INSTANCE": instance}
    with (data / "serve.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "scripts/serve.py"],
            cwd=root,
            env=environment(data, **more),
            stdout=log,
            stderr=log,
        )


def open_again(house: House, data: Path) -> None:
    """Serve another data folder at the same address, once the server was stopped."""
    house.data, house.instance = data, uuid4().hex
    house.process = started(data, int(house.origin.rsplit(":", 1)[1]), house.instance)
    wait_for(house)


def wait_for(house: House) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{house.origin}/healthz", timeout=2) as answer:  # noqa: S310  our own
                if json.load(answer)["instance"] == house.instance:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no server at {house.origin}; see {house.data / 'serve.log'}")


def kept(house: House, query: str, *asked: str) -> list[tuple[Any, ...]]:
    """Ask what a house keeps; ids may be as they stand in addresses."""
    with closing(sqlite3.connect(f"file:{house.data / 'guanhu.sqlite'}?mode=ro", uri=True)) as base:
        return base.execute(query, [one.replace("-", "") for one in asked]).fetchall()


def camera_of(address: str, path: Path) -> Path:
    """Film a tag for the fake camera: a motion JPEG is one JPEG after the other."""
    path.write_bytes(_frame_of(address) * 10)
    return path


def walk_of(addresses: list[str], path: Path) -> Path:
    """Film tags one after the other, each for a moment, as somebody sees them who walks past."""
    path.write_bytes(b"".join(_frame_of(address) * LOOK_FRAMES for address in addresses))
    return path


def _frame_of(address: str) -> bytes:
    code = qrcode.make(address, error_correction=qrcode.constants.ERROR_CORRECT_H, box_size=8, border=4)
    frame = Image.new("RGB", (640, 480), "white")
    tag = code.get_image().convert("RGB")
    tag.thumbnail((420, 420))
    frame.paste(tag, (110, 30))
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=85)
    return out.getvalue()


def phone_of(
    playwright: Playwright,
    profile: Path,
    camera: Path | None = None,
    place: dict[str, float] | None = None,
    kind: PhoneKind = KINDS["normal"],
) -> BrowserContext:
    """Open a phone: a persistent profile, 360×740, Chinese, with a position and a fake camera."""
    for lock in profile.glob("Singleton*"):  # left behind by a killed browser
        lock.unlink()
    flags = [*PLAIN, *kind.flags, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    if camera:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=shutil.which("chromium"),
        headless=True,
        args=flags,
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        permissions=["geolocation", "camera"],
        geolocation=place or {"latitude": 39.5, "longitude": 112.4, "accuracy": 8},
        user_agent=kind.user_agent,
    )
    context.add_init_script(kind.script)
    return context


def kill_browser(profile: Path) -> None:
    """Kill the browser as an empty battery does: no close, no save."""
    mine = subprocess.run(
        ["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=True
    )
    for pid in mine.stdout.split():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    PAGES.clear()
    time.sleep(1)


def sign_in_app(page: Page, origin: str, account: dict[str, str], path: str = "/app/") -> None:
    """Sign in on the phone and wait until the first pull is through and the app works offline."""
    page.goto(origin + path)
    page.get_by_test_id("sign-in-name").fill(account["username"])
    page.get_by_test_id("sign-in-password").fill(account["password"])
    with page.expect_response("**/api/v1/feed*"):
        page.get_by_test_id("sign-in-go").click()
    page.get_by_test_id("bar-scan").wait_for()
    page.wait_for_function(
        "navigator.serviceWorker.controller || navigator.serviceWorker.ready.then(() => true)"
    )
    page.get_by_text("都传上去了").first.wait_for()
    page.wait_for_timeout(1500)  # the first pull is being written to the phone's store


def sign_in_desk(page: Page, origin: str, account: dict[str, str]) -> None:
    """Sign in at the desk."""
    page.goto(f"{origin}/desk/sign-in")
    page.locator("[name=username]").fill(account["username"])
    page.locator("[name=password]").fill(account["password"])
    page.locator("form button").first.click()
    page.wait_for_url("**/desk/**")


def photo(path: Path, *which: int) -> Path:
    """Write a photo as a phone's camera gives it: large, and of another scene for other numbers `which`."""
    scene = shake_256(repr(which).encode()).digest(12 * 9 * 3)
    Image.frombytes("RGB", (12, 9), scene).resize((2000, 1500)).save(path, "JPEG", quality=90)
    return path


def page_of(context: BrowserContext) -> Page:
    """Return the one page of a browser, patient enough for a shared machine."""
    page = context.pages[0] if context.pages else context.new_page()
    page.set_default_timeout(20_000)
    PAGES.append(page)
    return page
