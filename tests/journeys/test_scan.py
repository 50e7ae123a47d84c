"""Where the live camera fails, a picture of the plate or its typed code opens the asset, also offline.

A plate seen in a mirror is read by the strong engine alone, which the phone has fetched before it went out;
an old phone has no worker to look in.
"""

from __future__ import annotations

from pathlib import Path

import qrcode
from PIL import ImageOps
from playwright.sync_api import Playwright, expect

from tests.journeys.house import House, page_of, phone_of, sign_in_app

ASSET = "前窑村卫生室"
OLD = "?old-phone"
PUT_OLDER = (
    "async () => (await caches.open('guanhu-app')).put('/static/app/assets/older.wasm', new Response())"
)
ENGINE_KEPT = """async () => {
  for (;;) {
    const keys = await (await caches.open('guanhu-app')).keys();
    const engines = keys.filter(({ url }) => url.endsWith('.wasm'));
    if (engines.length === 1 && !engines[0].url.includes('older')) return true;
    await new Promise((look) => setTimeout(look, 100));
  }
}"""
OLD_PHONE = f"if (location.search === '{OLD}') delete window.Worker;"


def test_picture_and_typed_code_open_the_asset_offline(
    house: House, playwright: Playwright, tmp_path: Path
) -> None:
    tag = house.tag("public", ASSET)
    plate, mirrored = tmp_path / "plate.png", tmp_path / "mirrored.png"
    code = qrcode.make(f"{house.origin}/t/{tag['token']}", box_size=12).get_image().convert("L")
    code.save(plate)
    ImageOps.mirror(code).save(mirrored)
    context = phone_of(playwright, tmp_path / "phone")
    context.add_init_script(OLD_PHONE)
    page = page_of(context)
    sign_in_app(page, house.origin, house.account("worker", "前窑村"))
    page.evaluate(PUT_OLDER)
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    page.wait_for_function(ENGINE_KEPT)

    context.set_offline(True)
    for address, picture in (("", mirrored), ("", plate), (OLD, mirrored)):
        page.goto(f"{house.origin}/app/scan{address}")
        page.get_by_test_id("scan-picture").set_input_files(picture)
        expect(page.get_by_test_id("all-normal")).to_be_visible()
        expect(page.get_by_role("heading", name=ASSET)).to_be_visible()

    page.goto(f"{house.origin}/app/scan")
    page.get_by_test_id("scan-typed").fill(tag["short_code"].upper())
    page.get_by_test_id("scan-typed-go").click()
    expect(page.get_by_test_id("all-normal")).to_be_visible()
    context.close()
