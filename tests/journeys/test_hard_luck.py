"""What befalls a worker while his phone is offline loses nothing: he is suspended, another takes his phone,
he opens the app twice, its clock goes wrong, his village comes under another township.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from server.demo.people import PASSWORD
from tests.faults.walk import SHELF
from tests.journeys.ground import VILLAGES
from tests.journeys.house import DESK, PLAIN, House, kept, photo, sign_in_desk
from tests.journeys.worker_phone import WorkerPhone, lay_ground, worker_phone

CLOCK_THAT_CAN_BE_MOVED = """(() => {
  const Right = Date;
  const wrong = () => { try { return Number(localStorage.daysWrong ?? 0) * 86400000; } catch { return 0; } };
  window.Date = class extends Right {
    constructor(...told) { if (told.length) super(...told); else super(Right.now() + wrong()); }
    static now() { return Right.now() + wrong(); }
  };
})()"""
SLACK = timedelta(minutes=5)
PATIENCE_MS = 60_000
Desk = Callable[[str], Page]
Lend = Callable[[str], WorkerPhone]


@pytest.fixture(scope="module")
def ground(own_house: House) -> dict[str, Any]:
    return lay_ground(own_house)


@pytest.fixture
def lend(playwright: Playwright, own_house: House, ground: dict[str, Any], tmp_path: Path) -> Iterator[Lend]:
    """Give a worker a phone that has his work and starts without a network."""
    lent: list[WorkerPhone] = []

    def lend_to(name: str) -> WorkerPhone:
        (tmp_path / name).mkdir()
        phone = worker_phone(
            playwright, own_house, "normal", tmp_path / name, ground[VILLAGES[name]], username=name
        )
        phone.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
        lent.append(phone)
        return phone

    yield lend_to
    for phone in lent:
        phone.context.close()


@pytest.fixture
def desk(playwright: Playwright, own_house: House) -> Iterator[Desk]:
    """Give somebody a desk, signed in."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=PLAIN)

    def sit_down(name: str) -> Page:
        page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
        page.set_default_timeout(20_000)
        sign_in_desk(page, own_house.origin, {"username": name, "password": PASSWORD})
        return page

    yield sit_down
    browser.close()


def see_in_story(page: Page, house: House, thing: dict[str, str], what: str) -> Locator:
    """Open a thing at the desk and find the visit in its story, whose picture is really drawn."""
    page.goto(f"{house.origin}/desk/assets/{thing['id']}?only=visit")
    entry = page.locator(".timeline li").filter(has_text=what).first
    picture = entry.locator(".thumbs img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(one) => one.naturalWidth") > 0
    return entry


def test_record_of_a_worker_suspended_meanwhile_waits_for_a_person_and_then_counts(
    lend: Lend, desk: Desk, own_house: House, tmp_path: Path
) -> None:
    worker = own_house.user_id("worker", VILLAGES["worker3"])
    phone = lend("worker3")
    page, before = phone.page, len(phone.visits("culture_sport"))
    phone.find_broken(photo(tmp_path / "broken.jpg", 301))

    clerk = desk("township1")
    suspend(clerk, own_house, worker)
    phone.context.set_offline(False)
    page.goto(own_house.origin + "/app/")
    expect(page.get_by_text("账号停用了")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("[data-testid^=due-]")).to_have_count(0)
    phone.open_outbox()
    row = page.get_by_test_id("outbox-quarantined")
    expect(row).to_contain_text("您的账号停用了，记录存着，有人会看。", timeout=PATIENCE_MS)
    phone.fits()
    assert len(phone.visits("culture_sport")) == before

    admit(clerk, own_house, phone.things["culture_sport"]["name"])
    see_in_story(clerk, own_house, phone.things["culture_sport"], "管护")
    assert len(phone.visits("culture_sport")) == before + 1
    phone.sent()

    clerk.goto(f"{own_house.origin}/desk/people/{worker}")
    clerk.get_by_role("button", name="恢复使用").click()
    clerk.get_by_text("账号已恢复。").wait_for()
    page.goto(own_house.origin + "/app/")
    page.locator("[data-testid^=due-]").first.wait_for(timeout=PATIENCE_MS)


def suspend(clerk: Page, house: House, worker: str) -> None:
    clerk.goto(f"{house.origin}/desk/people/{worker}")
    clerk.locator("summary").filter(has_text="停用这个账号").click()
    clerk.get_by_label("为什么停用").fill("手机可能丢了")
    clerk.locator("form[action*=suspension] button").click()
    clerk.get_by_text("账号已停用。").wait_for()


def admit(clerk: Page, house: House, name: str) -> None:
    """Let the township take in the one record that waits, once its picture is looked at."""
    clerk.goto(house.origin + "/desk/quarantine")
    clerk.get_by_role("row").filter(has_text="账号停用").get_by_role("link").click()
    clerk.get_by_role("heading", name=name).wait_for()
    picture = clerk.locator(".gallery img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(one) => one.naturalWidth") > 0
    clerk.get_by_role("button", name="收下，照办").click()
    clerk.get_by_text("刚才那条已收下").wait_for()


def test_whoever_borrows_a_phone_neither_sees_nor_sends_what_its_owner_saved(
    lend: Lend, own_house: House, ground: dict[str, Any], tmp_path: Path
) -> None:
    owner, borrower = (own_house.user_id("worker", VILLAGES[name]) for name in ("worker1", "worker2"))
    phone, before = lend("worker1"), [items_of(own_house, one) for one in (owner, borrower)]
    page = phone.page
    phone.find_broken(photo(tmp_path / "owners.jpg", 311))
    phone.sign_out()
    phone.context.set_offline(False)

    phone.sign_in("worker2")
    phone.open_outbox()
    expect(phone.waiting()).to_have_count(0)
    page.goto(f"{own_house.origin}/app/asset/{phone.things['culture_sport']['id']}")
    expect(page.get_by_text("手机里没有这一处")).to_be_visible()
    own = replace(phone, things=ground[VILLAGES["worker2"]])
    own.scan("well")
    own.find_all_normal(photo(tmp_path / "borrowers.jpg", 312))
    own.sent()
    assert own.visits("well", "inspector_id")[-1:] == [(borrower.replace("-", ""),)]
    assert items_of(own_house, owner) == before[0]
    phone.sign_out()

    phone.sign_in("worker1")
    phone.sent()
    assert items_of(own_house, owner)[len(before[0]) :] == [("accepted", owner.replace("-", ""), 1)]
    assert len(items_of(own_house, borrower)) == len(before[1]) + 1


def items_of(house: House, author: str) -> list[tuple[Any, ...]]:
    """Return what came of somebody: what became of it, who brought it, how many pictures are here."""
    arrived = "(SELECT count(*) FROM files WHERE item_id = items.id AND arrived_at IS NOT NULL)"
    query = f"SELECT status, carrier_id, {arrived} FROM items WHERE author_id = ? ORDER BY received_at"  # noqa: S608  our own
    return kept(house, query, author)


def test_records_saved_in_two_tabs_are_known_to_both_and_arrive_once(
    lend: Lend, own_house: House, tmp_path: Path
) -> None:
    first, kinds = lend("worker1"), ("culture_sport", "school")
    before = {kind: len(first.visits(kind)) for kind in kinds}
    first.find_broken(photo(tmp_path / "first.jpg", 351))
    second = replace(first, page=first.context.new_page())
    second.scan("school")
    second.find_all_normal(photo(tmp_path / "second.jpg", 352))
    for tab in (first, second):
        tab.page.goto(own_house.origin + "/app/")
        expect(tab.page.get_by_test_id("outbox-count")).to_have_attribute("data-count", "2")
    first.context.set_offline(False)
    for tab in (first, second):
        count = tab.page.get_by_test_id("outbox-count")
        expect(count).to_have_attribute("data-count", "0", timeout=PATIENCE_MS)
        expect(count).to_contain_text("都传上去了", timeout=PATIENCE_MS)
    assert {kind: len(first.visits(kind)) - before[kind] for kind in kinds} == dict.fromkeys(kinds, 1)


@pytest.mark.parametrize(("days", "flags"), [(30, '["time_odd"]'), (-400, "[]")])
def test_records_under_a_clock_that_went_wrong_arrive_once_and_show_both_times(
    lend: Lend, desk: Desk, own_house: House, tmp_path: Path, days: int, flags: str
) -> None:
    kinds = ("culture_sport", "school", "bridge_culvert")
    phone = lend("worker1")
    page, began = phone.page, datetime.now(UTC) - SLACK
    before = {kind: len(phone.visits(kind)) for kind in (*kinds, "ecology")}
    page.context.add_init_script(CLOCK_THAT_CAN_BE_MOVED)
    phone.open()
    phone.context.set_offline(True)
    page.wait_for_timeout(5000)  # what came before is taken in by then, under the right clock
    page.evaluate("(days) => { localStorage.daysWrong = days; }", days)
    phone.find_broken(photo(tmp_path / "first.jpg", 320, days))
    for number, kind in enumerate(kinds[1:]):
        phone.scan(kind)
        phone.find_all_normal(photo(tmp_path / f"{kind}.jpg", 321 + number, days))
    phone.context.set_offline(False)
    phone.sent()

    ended = datetime.now(UTC) + SLACK
    for kind in kinds:
        *_, (captured, received, told) = phone.visits(kind, "captured_at, received_at, flags")
        assert len(phone.visits(kind)) == before[kind] + 1
        assert began < moment(received) < ended
        assert began < moment(captured) - timedelta(days=days) < ended
        assert told == flags
    assert_both_times(desk("township1"), phone, "culture_sport", days)

    page.evaluate("() => { localStorage.daysWrong = 0; }")
    phone.scan("ecology")
    phone.find_all_normal(photo(tmp_path / "later.jpg", 329, days))
    phone.sent()
    assert len(phone.visits("ecology")) == before["ecology"] + 1


def moment(kept_as: str) -> datetime:
    return datetime.fromisoformat(kept_as).replace(tzinfo=UTC)


def assert_both_times(clerk: Page, phone: WorkerPhone, kind: str, days: int) -> None:
    """The page of a visit says what the phone's clock said, and when it came."""
    *_, (visit, captured, received) = phone.visits(kind, "id, captured_at, received_at")
    clerk.goto(f"{phone.house.origin}/desk/visits/{UUID(visit)}")
    head = clerk.locator("main").inner_text()
    for at in (captured, received):
        local = moment(at) + timedelta(hours=8)
        assert f"{local.month}月{local.day}日 {local:%H:%M}" in head
    assert ("时间对不上" in head) == (days > 0)


def test_visit_saved_while_its_village_came_under_another_township_goes_where_the_village_is(
    lend: Lend, desk: Desk, own_house: House, tmp_path: Path
) -> None:
    phone = lend("worker2")
    page, thing = phone.page, phone.things["culture_sport"]
    phone.find_broken(photo(tmp_path / "moved.jpg", 341))
    old, new = desk("township1"), desk("township2")
    assert opened(old, own_house, thing) == 200
    assert opened(new, own_house, thing) == 404

    move_village(own_house, desk, VILLAGES["worker2"], "南梁乡")
    phone.context.set_offline(False)
    phone.sent()
    assert opened(old, own_house, thing) == 404
    see_in_story(new, own_house, thing, "管护")
    assert pictures_seen(old, phone) == {404}
    assert pictures_seen(new, phone) == {200}

    eventually(lambda: townships_on(page) == {"南梁乡"})
    phone.scan("well")
    phone.find_all_normal(photo(tmp_path / "next.jpg", 342))
    phone.sent()


def townships_on(page: Page) -> set[str]:
    """Return in which townships the things lie that the phone knows."""
    return {one["township"] for one in page.evaluate(SHELF)["assets"]}


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def opened(clerk: Page, house: House, thing: dict[str, str]) -> int:
    """Open a thing at the desk; returns the answer's status."""
    answer = clerk.goto(f"{house.origin}/desk/assets/{thing['id']}")
    assert answer
    return answer.status


def move_village(house: House, desk: Desk, village: str, township: str) -> None:
    page = desk("admin1")
    page.goto(house.origin + "/desk/regions")
    page.get_by_role("link", name=village, exact=True).click()
    page.locator("#move").select_option(label=township)
    page.locator("form[action$=parent] button").click()
    page.get_by_text("已划转。").wait_for()


def pictures_seen(clerk: Page, phone: WorkerPhone) -> set[int]:
    """Ask for the pictures of the latest visit; returns the answers' statuses."""
    *_, (visit,) = phone.visits("culture_sport")
    found = kept(phone.house, "SELECT id FROM files WHERE item_id = ?", visit)
    return {clerk.request.get(f"{phone.house.origin}/photos/{UUID(one)}/1600").status for (one,) in found}
