"""A printed sheet of plates says what the plates' addresses are: read by a decoder, as a scanner would."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess

from PIL import Image
from playwright.sync_api import Locator, Playwright

from tests.journeys.house import PLAIN, ROOT, House, sign_in_desk

VILLAGE = "前窑村"


def words_of(code: Locator) -> str:
    """Return what a QR code on the page says."""
    picture = Image.open(io.BytesIO(code.screenshot())).convert("RGBA")
    told = struct.pack(">II", *picture.size) + picture.tobytes()
    script = ["scripts/node", "node", "tests/journeys/decode.mjs"]
    return subprocess.run(script, cwd=ROOT, input=told, capture_output=True, check=True).stdout.decode()


def test_printed_codes_lead_to_the_assets_they_name(house: House, playwright: Playwright) -> None:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    page = browser.new_context(locale="zh-CN", device_scale_factor=2).new_page()
    sign_in_desk(page, house.origin, house.account("township", "河湾镇"))
    page.goto(f"{house.origin}/desk/tags")
    row = page.get_by_role("row").filter(has_text=VILLAGE)
    row.get_by_role("link", name="重印挂着的").click()
    page.emulate_media(media="print")
    plates = page.locator(".sheet li")

    read = {words_of(plate.locator(".code")): plate.inner_text() for plate in plates.all()[:6]}
    assert len(read) == 6
    for address, printed in read.items():
        assert address.startswith(f"{house.origin}/t/")
        page.goto(address)
        assert set(page.locator("h1").inner_text().split()) <= set(printed.split())
    browser.close()
