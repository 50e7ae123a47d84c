"""Nothing recorded is lost: a photo that the phone lost, a file carried by another, a server set back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from server.demo.people import PASSWORD
from tests.journeys.ground import VILLAGES
from tests.journeys.house import PLAIN, House, flask, kept, open_again, photo, sign_in_desk
from tests.journeys.worker_phone import WORKERS, WorkerPhone, lay_ground, worker_phone

LOSE_PHOTOS = """
() => new Promise((done, failed) => {
  const opening = indexedDB.open('guanhu');
  opening.onerror = failed;
  opening.onsuccess = () => {
    const tx = opening.result.transaction('files', 'readwrite');
    tx.objectStore('files').clear();
    tx.oncomplete = () => { opening.result.close(); done(); };
  };
})
"""


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, own_house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkerPhone]:
    things = lay_ground(own_house)[VILLAGES[WORKERS["normal"]]]
    opened = worker_phone(playwright, own_house, "normal", tmp_path_factory.mktemp("phone"), things)
    opened.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    yield opened
    opened.context.close()


def visit_well(phone: WorkerPhone, kind: str, picture: Path) -> None:
    phone.scan(kind)
    phone.find_all_normal(picture)
    phone.sent()


def test_record_whose_photo_the_phone_lost_is_handed_in_and_says_so(
    phone: WorkerPhone, tmp_path: Path
) -> None:
    page = phone.page
    phone.find_broken(photo(tmp_path / "lost.jpg", 201))
    page.evaluate(LOSE_PHOTOS)
    phone.context.set_offline(False)
    page.goto(phone.house.origin + "/app/outbox")
    page.get_by_text("照片在手机上找不到了").wait_for(timeout=60_000)
    phone.fits()
    page.get_by_test_id("hand-in-without").click()
    expect(page.get_by_test_id("outbox-lacking_files")).to_have_count(0, timeout=60_000)
    phone.sent()
    lost = (
        "SELECT f.arrived_at, f.lost_at IS NOT NULL, u.username FROM files f JOIN users u ON u.id = f.lost_by"
    )
    assert kept(phone.house, lost) == [(None, 1, WORKERS["normal"])]


def test_phone_offers_again_by_itself_what_a_restored_server_lacks(
    phone: WorkerPhone, tmp_path: Path
) -> None:
    house = phone.house
    visit_well(phone, "well", photo(tmp_path / "one.jpg", 203))
    first = len(phone.visits("well"))
    flask(house.data, "backup", str(tmp_path / "kept"))
    visit_well(phone, "school", photo(tmp_path / "two.jpg", 204))
    second = len(phone.visits("school"))
    house.stop()
    (backup,) = (one for one in (tmp_path / "kept").iterdir() if one.name.startswith("2"))
    restored = house.data.with_name("restored")  # the file's other tests go on in it
    flask(house.data, "restore", str(backup), "--into", str(restored))
    shutil.copy(house.data / "secret.key", restored)
    open_again(house, restored)
    assert len(phone.visits("school")) == second - 1
    phone.open()
    for _ in range(60):
        if len(phone.visits("school")) == second:
            break
        phone.page.wait_for_timeout(1000)
    assert (len(phone.visits("well")), len(phone.visits("school"))) == (first, second)
    assert kept(house, "SELECT count(*) FROM audit_log WHERE action = 'backup.restore'") == [(1,)]


def carry_to_the_desk(playwright: Playwright, phone: WorkerPhone, picture: Path, parcel: Path) -> None:
    """Save a visit without signal, as a file that somebody else brings to the desk; a person there looks."""
    page, house = phone.page, phone.house
    phone.find_broken(picture)
    page.goto(house.origin + "/app/outbox")
    with page.expect_download() as saving:
        page.get_by_test_id("save-as-file").click()
    saving.value.save_as(parcel)
    with a_desk(playwright, house, house.account("village", VILLAGES[WORKERS["normal"]])) as desk:
        desk.goto(house.origin + "/desk/parcels")
        desk.locator("[name=file]").set_input_files(parcel)
        desk.locator("main form button.go").click()
        desk.get_by_text("收下了，等人核实").wait_for()
    phone.context.set_offline(False)
    page.goto(house.origin + "/app/outbox")
    page.get_by_test_id("outbox-quarantined").wait_for(timeout=60_000)


@contextmanager
def a_desk(playwright: Playwright, house: House, account: dict[str, str]) -> Iterator[Page]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)
    page = browser.new_context(locale="zh-CN").new_page()
    sign_in_desk(page, house.origin, account)
    yield page
    browser.close()


def test_file_that_the_phone_saved_is_brought_at_the_desk_and_counts_once(
    playwright: Playwright, phone: WorkerPhone, tmp_path: Path
) -> None:
    house, parcel = phone.house, tmp_path / "parcel.json"
    before = kept(house, "SELECT count(*) FROM items")[0][0]
    carry_to_the_desk(playwright, phone, photo(tmp_path / "carried.jpg", 202), parcel)
    assert kept(house, "SELECT count(*) FROM items")[0][0] == before + 1
    (packed,) = json.loads(parcel.read_text())["items"]
    its_photos = "SELECT arrived_at IS NOT NULL FROM files WHERE item_id = ?"
    assert kept(house, its_photos, json.loads(packed["bytes"])["id"]) == [(1,)]
    refuse(playwright, house, "没有这回事")
    discard_refused(phone)


def refuse(playwright: Playwright, house: House, why: str) -> None:
    """Refuse the one record that waits at the township's desk."""
    with a_desk(playwright, house, {"username": "township1", "password": PASSWORD}) as desk:
        desk.goto(house.origin + "/desk/quarantine")
        desk.get_by_role("row").filter(has_text="巡查记录").get_by_role("link").click()
        desk.locator("summary").filter(has_text="不收").click()
        desk.locator("form[action*=refus] [name=words]").fill(why)
        desk.locator("form[action*=refus] button").click()
        desk.get_by_text("刚才那条").wait_for()


def refused_on(phone: WorkerPhone, why: str) -> Locator:
    """Return the one refused record in the phone's outbox, which says why."""
    phone.open_outbox()
    phone.page.get_by_test_id("send-now").click()
    row = phone.page.get_by_test_id("outbox-rejected")
    expect(row).to_contain_text(why, timeout=60_000)
    return row


def discard_refused(phone: WorkerPhone) -> None:
    row = refused_on(phone, "没有这回事")
    row.get_by_test_id("discard").click()
    row.get_by_test_id("discard-sure").click()
    expect(phone.waiting()).to_have_count(0)


def test_refused_record_is_put_right_and_handed_in_anew_with_its_photo(
    playwright: Playwright, phone: WorkerPhone, tmp_path: Path
) -> None:
    page, before = phone.page, phone.visits("culture_sport")
    carry_to_the_desk(playwright, phone, photo(tmp_path / "refused.jpg", 205), tmp_path / "parcel.json")
    refuse(playwright, phone.house, "照片看不清，再拍一张")
    row = refused_on(phone, "照片看不清，再拍一张")
    phone.fits()
    row.get_by_test_id("change-it").click()
    page.get_by_text("照片看不清，再拍一张").wait_for()
    page.get_by_test_id("item-CS01").click()
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_test_id("problem-photo").set_input_files(photo(tmp_path / "better.jpg", 206))
    expect(page.locator("img[src^='blob:']")).to_have_count(2)
    page.get_by_test_id("need-repair").click()
    page.get_by_test_id("save-visit").click()
    phone.saved()
    page.wait_for_timeout(6000)  # 撤销 runs out
    phone.sent()
    (visit,) = [one for one in phone.visits("culture_sport") if one not in before]
    arrived = "SELECT count(*) FROM files WHERE item_id = ? AND arrived_at IS NOT NULL"
    assert kept(phone.house, arrived, visit[0]) == [(2,)]
    decisions = kept(phone.house, "SELECT decision FROM items WHERE decision IS NOT NULL")
    reasons = [json.loads(decision)["reason_zh"] for (decision,) in decisions]
    assert reasons.count("照片看不清，再拍一张") == 1
