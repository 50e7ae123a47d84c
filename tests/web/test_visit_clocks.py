"""Visits from phones whose clock is wrong: the server's clock orders them, by the phone's last beacon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from server.assets.register.models import Asset
from server.core.clock import as_of, iso, local, now, today
from server.core.db import db
from server.field.inspections.models import Inspection
from server.field.inspections.queries import latest_counted, latest_of
from server.identity.access.models import actor_of
from server.identity.accounts.models import User
from server.web.quarantine.actions import decide
from tests.makers import PLACE, County, Item, Signed, picture, visit_of
from tests.web.conftest import Desk, Phone
from tests.web.test_desk_life import story

AHEAD, BEHIND, HOUR = timedelta(days=30), timedelta(days=-400), timedelta(hours=1)
ELSEWHERE = {**PLACE, "lat": PLACE["lat"] + 0.1}
BEACON = {"server_beacon": iso(now() - HOUR), "since_beacon_ms": 0}
"""What a phone tells whose clock was set back since: it knows only that it is later than its beacon."""


def off_by(wrong: timedelta, who: Signed, asset_id: UUID, *told: str, **more: Any) -> Item:
    """Return a visit made this minute under a wrong clock, one hour after a beacon."""
    began = iso(now() + wrong - timedelta(minutes=3))
    made = visit_of(who, asset_id, *told, started_at=began, **more)
    beacon = {"server_beacon": iso(now() - HOUR), "since_beacon_ms": 3_600_000}
    return made.changed(captured_at=iso(now() + wrong), **beacon)


def without_beacon(item: Item) -> Item:
    return item.changed(server_beacon=None, since_beacon_ms=None)


def visited_next(who: Signed, asset_id: UUID) -> Item:
    """Let somebody whose clock is right visit a thing five minutes from now."""
    with as_of(now() + timedelta(minutes=5)):
        item = visit_of(who, asset_id)
        who.push(item)
    return item


def filed(item: Item) -> Inspection:
    return db.session.get_one(Inspection, UUID(item.id))


def assert_latest(item: Item, asset_id: UUID) -> None:
    """Whatever asks for the latest visit of a thing is given this one."""
    counted = latest_counted(asset_id)
    assert counted
    assert {str(counted.id), str(latest_of([asset_id])[asset_id])} == {item.id}


@pytest.mark.parametrize("since_ms", [0, 402 * 24 * 3_600_000], ids=["it was ahead", "it was behind"])
def test_visit_under_a_clock_put_right_since_its_beacon_is_of_its_own_day(
    county: County, phone: Phone, since_ms: int
) -> None:
    worker, village = phone("worker"), phone("village")
    with as_of(now() - timedelta(days=4)):
        village.push(visit_of(village, county.asset_id))
    began, made = now() - timedelta(days=3, minutes=5), now() - timedelta(days=3)
    beacon = {"server_beacon": iso(now() - timedelta(days=5)), "since_beacon_ms": since_ms}
    problem = visit_of(worker, county.asset_id, "WE01", photo=picture(), started_at=iso(began))
    problem = problem.changed(captured_at=iso(made), **beacon)
    worker.push(problem)
    assert (filed(problem).done_at, filed(problem).flags) == (filed(problem).captured_at, [])
    assert_latest(problem, county.asset_id)
    asset = db.session.get_one(Asset, county.asset_id)
    assert (asset.last_result, asset.last_inspected_on) == ("problem", local(made).date())


def test_sound_visit_that_comes_after_a_later_one_of_its_day_leaves_the_problem_standing(
    county: County, phone: Phone
) -> None:
    worker, village = phone("worker"), phone("village")
    with as_of(now() - timedelta(minutes=20)):
        sound = visit_of(village, county.asset_id)
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=picture()))
    village.push(sound)
    asset = db.session.get_one(Asset, county.asset_id)
    assert (asset.last_result, asset.pending_condition) == ("problem", "damaged")


@pytest.mark.parametrize("wrong", [AHEAD, BEHIND])
def test_visit_under_a_clock_merely_wrong_is_no_flag_and_the_next_one_is_the_latest(
    county: County, phone: Phone, wrong: timedelta
) -> None:
    worker, village = phone("worker"), phone("village")
    first = off_by(wrong, worker, county.asset_id)
    worker.push(first)
    assert (filed(first).flags, filed(first).status) == ([], "auto_passed")
    assert_latest(first, county.asset_id)
    assert_latest(visited_next(village, county.asset_id), county.asset_id)


def test_visit_under_a_clock_a_year_behind_is_of_today_and_the_year_stands_beside_it(
    county: County, phone: Phone, desk: Desk
) -> None:
    worker = phone("worker")
    before, behind = visit_of(worker, county.asset_id), off_by(BEHIND, worker, county.asset_id, "WE01")
    with as_of(now() - timedelta(days=40)):
        worker.push(without_beacon(before.changed(captured_at=iso(now()))))
    worker.push(behind)
    asset = db.session.get_one(Asset, county.asset_id)
    assert (asset.last_inspected_on, asset.last_result) == (today(), "problem")
    clerk = desk("village")
    told = story(clerk.open(f"/desk/assets/{county.asset_id}?only=visit").text)
    assert told.index("井不出水") < told.index(">正常<")
    clerk.open(f"/desk/visits/{behind.id}")
    assert f"{local(now() + BEHIND).year}年" in clerk.sees


def test_visit_that_claims_to_be_later_than_its_receipt_is_looked_at_and_the_next_one_is_the_latest(
    county: County, phone: Phone
) -> None:
    worker, village = phone("worker"), phone("village")
    first = without_beacon(off_by(AHEAD, worker, county.asset_id))
    worker.push(first)
    assert (filed(first).flags, filed(first).status) == (["time_odd"], "pending_review")
    assert_latest(visited_next(village, county.asset_id), county.asset_id)


def test_clock_moved_ahead_since_the_beacon_is_looked_at(county: County, phone: Phone) -> None:
    worker = phone("worker")
    moved = off_by(AHEAD, worker, county.asset_id).changed(since_beacon_ms=AHEAD // timedelta(milliseconds=1))
    worker.push(moved)
    assert filed(moved).flags == ["time_odd"]


@pytest.mark.parametrize(("minutes", "flags"), [(20, []), (1, ["time_odd"])])
def test_phone_set_back_since_its_beacon_tells_by_itself_how_far_apart_its_visits_were(
    county: County, phone: Phone, minutes: int, flags: list[str]
) -> None:
    worker = phone("worker")
    first = off_by(BEHIND, worker, county.asset_id).changed(**BEACON)
    apart = timedelta(minutes=minutes)
    second = off_by(BEHIND + apart, worker, county.asset_id, place=ELSEWHERE).changed(**BEACON)
    worker.push(first, second)
    assert filed(second).flags == ["too_far", *flags]
    assert_latest(second, county.asset_id)


@pytest.mark.parametrize(("before", "after"), [(BEHIND, AHEAD), (AHEAD, BEHIND)])
def test_changing_the_clock_between_two_visits_does_not_slow_them_down(
    county: County, phone: Phone, before: timedelta, after: timedelta
) -> None:
    worker = phone("worker")
    first = off_by(before, worker, county.asset_id)
    worker.push(first)
    with as_of(now() + timedelta(minutes=1)):
        second = off_by(after, worker, county.asset_id, place=ELSEWHERE)
        worker.push(second)
    assert filed(second).flags == ["too_far", "time_odd"]


def test_visit_kept_aside_is_done_before_its_receipt_however_late_it_is_admitted(
    county: County, phone: Phone
) -> None:
    neighbour, received = phone("neighbour"), now()
    ahead = without_beacon(off_by(timedelta(days=2), neighbour, county.asset_id))
    neighbour.push(ahead)
    with as_of(received + timedelta(days=3)):
        township = actor_of(db.session.get_one(User, county.people["township"]))
        decide(UUID(ahead.id), township, admit=True, reason=None)
    assert filed(ahead).done_at - received < HOUR
    assert filed(ahead).flags == ["time_odd"]
