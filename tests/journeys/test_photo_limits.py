"""Photos at their limits: on a phone whose storage is used up, and as a new phone’s camera gives them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.ground import VILLAGES
from tests.journeys.house import House, kept, photo
from tests.journeys.worker_phone import WORKERS, WorkerPhone, lay_ground, worker_phone

LONGEST_PX, MOST_BYTES = 1600, 512 * 1024
USAGE = "() => navigator.storage.estimate().then(({ usage }) => usage)"
LITTLE_BYTES = 4_000
"""Enough for the next number of the device, too little for a photo."""
BROWSER_BELIEVES_MS = 31_000
"""Chromium's IndexedDB believes for 30 s what it last heard of the room left."""
TURNED_RIGHT = 6
"""EXIF's word for: turn me by a quarter to the right."""


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkerPhone]:
    things = lay_ground(house)[VILLAGES[WORKERS["normal"]]]
    opened = worker_phone(playwright, house, "normal", tmp_path_factory.mktemp("phone"), things)
    yield opened
    opened.context.close()


def begin(phone: WorkerPhone, kind: str, picture: Path) -> str:
    """Find something wrong at a thing and photograph it; returns the address of the thing."""
    address = f"{phone.house.origin}/app/asset/{phone.things[kind]['id']}"
    phone.page.goto(address)
    phone.page.locator("[data-testid^=item-]:visible").first.click()
    phone.page.get_by_test_id("problem-photo").set_input_files(picture)
    expect(phone.page.locator("img[src^='blob:']")).to_have_count(1, timeout=60_000)
    phone.page.get_by_test_id("need-repair").click()
    phone.page.get_by_test_id("save-visit").wait_for()
    return address


def limit(page: Page, origin: str, quota: int | None) -> None:
    """Give the app so many bytes on the phone, and wait until the browser minds it; None lifts the limit."""
    told = {"origin": origin} | ({} if quota is None else {"quotaSize": quota})
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", told)
    if quota is not None:
        page.wait_for_timeout(BROWSER_BELIEVES_MS)


@pytest.mark.parametrize(("kind", "room"), [("school", 0), ("culture_sport", LITTLE_BYTES)])
def test_visit_saved_on_a_full_phone_stays_begun_and_arrives_once_there_is_room(
    kind: str, room: int, phone: WorkerPhone, tmp_path: Path
) -> None:
    page, before = phone.page, len(phone.visits(kind))
    address = begin(phone, kind, photo(tmp_path / "begun.jpg", 701, room))
    limit(page, phone.house.origin, page.evaluate(USAGE) + room)
    page.get_by_test_id("save-visit").click()
    page.get_by_text("手机满了").wait_for()
    expect(page.get_by_test_id("visit-saved")).to_have_count(0)

    page.goto(address)
    page.get_by_test_id("save-visit").click()
    page.get_by_text("手机满了").wait_for()
    limit(page, phone.house.origin, None)
    page.get_by_test_id("save-visit").click()
    phone.saved()
    page.wait_for_timeout(6000)  # 撤销 runs out
    phone.sent()
    (visit,) = phone.visits(kind)[before:]
    photos = kept(phone.house, "SELECT arrived_at FROM files WHERE item_id = ?", visit[0])
    assert [arrived is not None for (arrived,) in photos] == [True]


def test_visit_waiting_on_a_phone_without_room_arrives_once_and_frees_it(
    phone: WorkerPhone, tmp_path: Path
) -> None:
    page, before = phone.page, len(phone.visits("well"))
    begin(phone, "well", photo(tmp_path / "waiting.jpg", 702, 1))
    phone.context.set_offline(True)
    page.get_by_test_id("save-visit").click()
    phone.saved()
    page.wait_for_timeout(6000)  # 撤销 runs out
    limit(page, phone.house.origin, page.evaluate(USAGE))
    carried: list[str] = []
    page.on("request", lambda asked: asked.method == "PUT" and carried.append(asked.url))
    phone.context.set_offline(False)
    page.wait_for_timeout(BROWSER_BELIEVES_MS)
    (visit,) = phone.visits("well")[before:]
    photos = kept(phone.house, "SELECT arrived_at FROM files WHERE item_id = ?", visit[0])
    assert [arrived is not None for (arrived,) in photos] == [True]

    limit(page, phone.house.origin, None)
    phone.sent()
    assert len(phone.visits("well")) == before + 1
    assert len([url for url in carried if "/files/" in url]) == 1


def camera_picture(path: Path) -> Path:
    """Write twelve megapixels of gravel as a camera that lies on its side; the top right corner is red."""
    noise = Random(7).randbytes(2000 * 1500 * 3)  # noqa: S311  no secret
    gravel = Image.frombytes("RGB", (2000, 1500), noise).resize((4000, 3000))
    gravel.paste((255, 0, 0), (0, 0, 800, 800))
    facts = Image.Exif()
    facts[ExifTags.Base.Orientation] = TURNED_RIGHT
    facts.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: "2026:11:20 08:15:30",
            ExifTags.Base.OffsetTimeOriginal: "+08:00",
        }
    )
    facts.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (39.0, 30.0, 36.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (112.0, 24.0, 0.0),
        }
    )
    gravel.save(path, "JPEG", quality=92, exif=facts)
    return path


def is_red(picture: Image.Image, x: int, y: int) -> bool:
    red, green, blue = picture.convert("RGB").resize((64, 64)).getpixel((x, y))  # type: ignore[misc]
    return bool(red > 200 and green < 80 and blue < 80)


def test_large_photo_arrives_small_and_upright_with_what_its_camera_wrote(
    phone: WorkerPhone, tmp_path: Path
) -> None:
    before = len(phone.visits("well"))
    begin(phone, "well", camera_picture(tmp_path / "camera.jpg"))
    phone.page.get_by_test_id("save-visit").click()
    phone.saved()
    phone.page.wait_for_timeout(6000)  # 撤销 runs out
    phone.sent()
    (visit,) = phone.visits("well")[before:]
    ((sha256, exif),) = kept(phone.house, "SELECT sha256, exif FROM files WHERE item_id = ?", visit[0])
    assert json.loads(exif) == {"taken_at": "2026-11-20T08:15:30+08:00", "lat": 39.51, "lng": 112.4}

    (found,) = (phone.house.data / "files").rglob(f"*{sha256}*")
    assert found.stat().st_size <= MOST_BYTES
    picture = Image.open(io.BytesIO(found.read_bytes()))
    assert picture.size == (LONGEST_PX * 3 // 4, LONGEST_PX)
    assert picture.getexif().get(ExifTags.Base.Orientation, 1) == 1
    assert is_red(picture, 60, 3)
    assert not is_red(picture, 3, 3)
