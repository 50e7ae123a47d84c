"""Where the live camera fails, a picture of the plate or its typed code opens the asset, also offline."""

from __future__ import annotations

from pathlib import Path

import qrcode
from playwright.sync_api import Playwright, expect

from tests.journeys.house import House, page_of, phone_of, sign_in_app

ASSET = "前窑村卫生室"


def test_picture_and_typed_code_open_the_asset_offline(
    house: House, playwright: Playwright, tmp_path: Path
) -> None:
    tag = house.tag("public", ASSET)
    plate = tmp_path / "plate.png"
    qrcode.make(f"{house.origin}/t/{tag['token']}", box_size=12).save(plate)
    context = phone_of(playwright, tmp_path / "phone")
    page = page_of(context)
    sign_in_app(page, house.origin, house.account("worker", "前窑村"))
    page.reload()
    page.get_by_test_id("bar-scan").wait_for()
    context.set_offline(True)

    page.get_by_test_id("bar-scan").click()
    page.get_by_test_id("scan-picture").set_input_files(plate)
    expect(page.get_by_test_id("all-normal")).to_be_visible()
    expect(page.get_by_role("heading", name=ASSET)).to_be_visible()

    page.goto(f"{house.origin}/app/scan")
    page.get_by_test_id("scan-typed").fill(tag["short_code"].upper())
    page.get_by_test_id("scan-typed-go").click()
    expect(page.get_by_test_id("all-normal")).to_be_visible()
    context.close()
