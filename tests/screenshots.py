"""Takes every picture; ends with 1 and a list when a page complained, a request failed or an icon lacks."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from server.demo.size import USUAL
from tests.journeys.house import LARGE_TEXT, PLAIN, open_house
from tests.pictures.album import FOLDER, Album
from tests.pictures.desk import desk, large_desk
from tests.pictures.phone import deciders, worker
from tests.pictures.villager import villagers


def main() -> str | None:
    """Take every picture; return what went wrong meanwhile, one line each."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "whole").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "data").mkdir()
        album = Album(open_house(folder / "data", USUAL))
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
            villagers(album, browser)
            desk(album, browser)
            worker(album, playwright, folder)
            deciders(album, playwright, folder)
            browser.close()
            flags = [*PLAIN, LARGE_TEXT]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            large_desk(album, browser)
            browser.close()
        finally:
            album.house.stop()
    return "\n".join(album.troubles) or None


if __name__ == "__main__":
    sys.exit(main())
