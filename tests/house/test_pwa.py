"""What the phone loads stays small enough for the cheapest phone on the worst line."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT

PHONE = ROOT / "pwa/src"


def test_first_route_and_service_worker_stay_within_their_weight():
    ran = subprocess.run(
        ["scripts/node", "node", "pwa/scripts/sizes.mjs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"load it later, or drop it:\n{ran.stdout}{ran.stderr}"
    assert "first route" in ran.stdout
    assert "service worker" in ran.stdout


def test_no_screen_asks_for_looks_that_stand_in_the_page() -> None:
    built = sorted((ROOT / "static/app/assets").glob("*.js"))
    asking = [path.name for path in built if re.search(r"assets/[\w-]+\.css", path.read_text("utf-8"))]
    assert built
    assert not asking, f"the file is not there, and the screen would not open: {asking}"


# What a room of pwa/src never imports from: screens -> sync -> store, screens -> device, ui.
ABOVE = {
    "wire": {"store", "sync", "device", "ui", "patrol", "status", "screens"},
    "store": {"sync", "device", "ui", "patrol", "status", "screens"},
    "ui": {"store", "sync", "device", "patrol", "status", "screens"},
    "sync": {"ui", "patrol", "status", "screens"},
    "device": {"ui", "patrol", "status", "screens"},
    "patrol": {"screens"},
    "status": {"screens"},
}


def reached(path: Path) -> list[str]:
    """Return what a file of pwa/src imports of its neighbours, as paths below pwa/src."""
    told = re.findall(r"""(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]""", path.read_text(encoding="utf-8"))
    return [os.path.relpath(path.parent / one, PHONE) for one in told]


def sources_of(room: str) -> list[Path]:
    return [path for path in sorted((PHONE / room).rglob("*.ts*")) if ".test." not in path.name]


@pytest.mark.parametrize("room", sorted(ABOVE))
def test_stairs_of_the_phone_are_only_walked_down(room: str) -> None:
    upward = [
        f"{path.relative_to(PHONE)} imports {one}"
        for path in sources_of(room)
        for one in reached(path)
        if one.split("/")[0] in ABOVE[room]
    ]
    assert sources_of(room)
    assert not upward, f"hand it down as a value, or move it: {upward}"


def test_screens_never_import_screens() -> None:
    crossed = [
        f"{path.relative_to(PHONE)} imports {one}"
        for path in sources_of("screens")
        for one in reached(path)
        if one.startswith("screens/") and one.split("/")[1] != path.relative_to(PHONE).parts[1]
    ]
    assert not crossed, f"share it in patrol, status or ui: {crossed}"
