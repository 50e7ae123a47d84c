"""What a worker does day after day: on a usual phone, inside WeChat, with text at one and a half times."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.ground import VILLAGES, WELLS_OF_40
from tests.journeys.house import House, kept, photo
from tests.journeys.worker_phone import WORKERS, WorkerPhone, lay_ground, plate_picture, worker_phone

WAY = re.compile(r"[东南西北].*(米|公里)|就在跟前")
Things = dict[str, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def ground(house: House) -> Things:
    return lay_ground(house)


@pytest.fixture(scope="module", params=list(WORKERS))
def phone(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    house: House,
    ground: Things,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WorkerPhone]:
    kind = str(request.param)
    opened = worker_phone(
        playwright, house, kind, tmp_path_factory.mktemp(kind), ground[VILLAGES[WORKERS[kind]]]
    )
    yield opened
    opened.context.close()


def found_odd(house: House, asset_ids: list[str]) -> dict[str, tuple[str, str]]:
    """Return flags and status of the latest visit of each thing, straight from the server's database."""
    base = sqlite3.connect(f"file:{house.data / 'guanhu.sqlite'}?mode=ro", uri=True)
    query = "SELECT flags, status FROM inspections WHERE asset_id = ? ORDER BY received_at DESC"
    found = {one: base.execute(query, (one.replace("-", ""),)).fetchone() for one in asset_ids}
    base.close()
    return found


def visit_cleanly(phone: WorkerPhone, kind: str, picture: Path) -> None:
    """From the icon to 存好了: nothing typed, at most the one photo that the plan asks for."""
    with phone.hand.within(taps=3, photos=1):
        phone.scan(kind)
        phone.find_all_normal(picture)
    phone.fits()


def test_clean_visit_of_every_kind_takes_three_taps_and_is_not_flagged(
    phone: WorkerPhone, tmp_path: Path
) -> None:
    kinds = [kind for kind in phone.things if kind != WELLS_OF_40]
    assert len(kinds) >= 22
    turned = list(WORKERS).index(phone.kind)  # what one phone photographed would be flagged from another
    for number, kind in enumerate(kinds):
        visit_cleanly(phone, kind, photo(tmp_path / f"{kind}.jpg", 9 * number, turned))
    phone.sent()
    seen = found_odd(phone.house, [phone.things[kind]["id"] for kind in kinds])
    assert seen == dict.fromkeys(seen, ("[]", "auto_passed"))


def test_two_bad_wells_of_forty_take_one_scan_and_five_taps(phone: WorkerPhone, tmp_path: Path) -> None:
    page = phone.page
    with phone.hand.within(taps=5, photos=2):
        phone.scan(WELLS_OF_40)
        for number in (7, 23):
            page.get_by_test_id(f"unit-{number}").click()
            phone.fits()
            page.get_by_test_id("photo-WE01").set_input_files(photo(tmp_path / f"{number}.jpg", number * 5))
            page.get_by_text("2 个有问题" if number == 23 else "1 个有问题").wait_for()
        page.get_by_test_id("save-visit").click()
        phone.saved()
    phone.fits()


def test_small_fault_is_settled_on_the_spot_with_two_photos(phone: WorkerPhone, tmp_path: Path) -> None:
    page = phone.page
    with phone.hand.within(taps=6, photos=3):
        phone.scan("culture_sport")
        page.get_by_test_id("item-CS01").click()
        page.get_by_test_id("problem-photo").set_input_files(photo(tmp_path / "before.jpg", 31))
        expect(page.locator("img[src^='blob:']")).to_have_count(1)
        page.get_by_test_id("fixed-on-spot").click()
        page.get_by_test_id("after-photo").set_input_files(photo(tmp_path / "after.jpg", 77))
        expect(page.locator("img[src^='blob:']")).to_have_count(2)
        phone.fits()
        page.get_by_test_id("fixed-on-spot").click()
        page.get_by_test_id("save-visit").click()
        phone.saved()


def test_two_quick_taps_make_one_report(phone: WorkerPhone, tmp_path: Path) -> None:
    page, thing = phone.page, phone.things["school"]
    page.goto(f"{phone.house.origin}/app/asset/{thing['id']}/report")
    page.get_by_test_id("category-other").check()
    page.get_by_test_id("report-photo").set_input_files(photo(tmp_path / "broken.jpg", 57))
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_test_id("report-send").dblclick()
    page.get_by_test_id("undo").wait_for()
    phone.sent()
    said = "SELECT v.id FROM report_voices v JOIN damage_reports r ON r.id = v.report_id WHERE r.asset_id = ?"
    assert len(kept(phone.house, said, thing["id"])) == 1


def test_only_what_hands_can_mend_may_be_settled_on_the_spot(phone: WorkerPhone) -> None:
    phone.scan("culture_sport")
    phone.page.get_by_test_id("item-CS02").click()
    phone.page.get_by_test_id("need-repair").wait_for()
    assert phone.page.get_by_test_id("fixed-on-spot").count() == 0


def test_door_of_the_villagers_page_leads_to_a_visit_in_two_taps(phone: WorkerPhone) -> None:
    page = phone.page
    page.goto(f"{phone.house.origin}/t/{phone.things['bridge_culvert']['token']}")
    with phone.hand.within(taps=2):
        page.get_by_role("link", name="我是管护员，去巡查").click()
        page.get_by_test_id("all-normal").click()
    page.get_by_test_id("visit-saved").or_(page.get_by_test_id("plan-photo")).first.wait_for(state="attached")


def test_month_is_contested_in_two_taps_and_somebody_looks(phone: WorkerPhone) -> None:
    page = phone.page
    page.goto(phone.house.origin + "/app/mine")
    expect(page.get_by_text("处，巡了")).to_be_visible()
    with phone.hand.within(taps=2):
        page.get_by_test_id("contest-month").click()
        phone.fits()
        page.get_by_test_id("doubt-visit_lacks").click()
        page.get_by_test_id("month-contested").wait_for()
    page.goto(phone.house.origin + "/app/outbox")
    page.get_by_test_id("outbox-quarantined").filter(has_text="这个月的数有出入").wait_for()
    phone.fits()


def test_saved_visit_shows_the_next_place_and_is_taken_back_within_five_seconds(phone: WorkerPhone) -> None:
    page = phone.page
    phone.scan("ecology")
    page.get_by_test_id("all-normal").click()
    page.get_by_test_id("next-place").filter(has_text=WAY).wait_for()
    with phone.hand.within(taps=1):
        page.get_by_test_id("undo").click()
        page.get_by_test_id("all-normal").wait_for()
    assert page.get_by_test_id("outbox-count").count() == 0


def test_picture_and_typed_code_open_a_thing(phone: WorkerPhone, tmp_path: Path) -> None:
    page, thing = phone.page, phone.things["school"]
    phone.look_at(None)
    page.goto(phone.house.origin + "/app/scan")
    page.get_by_test_id("scan-picture").set_input_files(
        plate_picture(phone.house, thing, tmp_path / "plate.png")
    )
    page.get_by_role("heading", name=thing["name"], exact=True).wait_for()
    page.goto(phone.house.origin + "/app/scan")
    phone.fits()
    page.get_by_test_id("scan-typed").fill(thing["short_code"])
    page.get_by_test_id("scan-typed-go").click()
    page.get_by_role("heading", name=thing["name"], exact=True).wait_for()


def test_today_is_read_aloud_the_most_pressing_first(phone: WorkerPhone) -> None:
    page = phone.page
    phone.open()
    page.evaluate("() => { speechSynthesis.speak = ({ text }) => { document.body.dataset.said = text; }; }")
    page.get_by_test_id("read-aloud").click()
    said = str(page.locator("body").get_attribute("data-said")).split("。")
    assert re.fullmatch(r"该巡的 \d+ 处", said[0])
    first = page.locator("[data-testid^=due-] .row-title").first.inner_text()
    assert said[1].startswith(first)
