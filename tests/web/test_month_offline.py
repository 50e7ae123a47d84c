"""Thirty days without signal: rounds close and others act meanwhile, and nothing that he saved is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from server.assets.tags.actions import bind
from server.core.clock import iso, local, start_of, today
from server.core.db import db, unit_of_work
from server.field.checklists.queries import newest
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.patrols.models import PatrolTask
from server.field.patrols.rules import round_of
from server.identity.accounts.models import User
from server.identity.appointments.actions import resume, suspend
from server.services.feed.models import Item as ItemRow
from server.services.sweeps.actions import sweep_all
from server.services.sweeps.models import SweepLease
from server.sweeping import SWEEPS
from tests.makers import (
    PASSWORD,
    County,
    Item,
    Signed,
    item_of,
    make_asset,
    make_plan,
    picture,
    sign_in,
    visit_of,
)  # fmt: skip
from tests.web.conftest import Phone

DAY = timedelta(days=1)
AWAY = 30
AHEAD, BEHIND = timedelta(days=40), timedelta(days=-400)


@pytest.fixture
def leaves(county: County) -> Iterator[datetime]:
    """Give the noon on which he leaves, four days before a round of the well ends; it is that noon now."""
    make_plan()
    frequency = newest("140699")["well"].body["worker_frequency"]
    _, last = round_of(frequency, today())
    if last - 4 * DAY <= today():
        _, last = round_of(frequency, last + DAY)
    noon = start_of(last - 4 * DAY) + timedelta(hours=12)
    with time_machine.travel(noon, tick=False):
        sweep_all(SWEEPS, "sweeper")
        yield noon


def saved(item: Item, left: datetime, days: int, wrong: timedelta | None = timedelta()) -> Item:
    """Return what was saved so many days after he left, by a clock that is wrong by so much.

    wrong  None: 40 days ahead, and the phone has never heard the server's clock
    """
    at, told = left + days * DAY, json.loads(item.raw)
    beacon = {"server_beacon": iso(left), "since_beacon_ms": days * 86_400_000}
    if wrong is None:
        beacon = {"server_beacon": None, "since_beacon_ms": None}
    shown = at + (AHEAD if wrong is None else wrong)
    payload = told["payload"]
    if "started_at" in payload:
        payload = payload | {"started_at": iso(shown - timedelta(minutes=4))}
    return item.changed(captured_at=iso(shown), payload=payload, **beacon)


def report_of(who: Signed, asset_id: UUID, category: str, photo: bytes) -> Item:
    payload = {
        "category": category, "severity": "minor", "words": "不出水", "unit_id": None, "upward": False,
        "on_behalf_of": None, "place": None, "scanned": None,
    }  # fmt: skip
    return item_of(who, "damage.report", asset_id, payload, photos={"report/1": photo})


def days_pass(left: datetime, first: int, last: int) -> None:
    """Let the sweep process do its work from one day to another, every third of them and on the last."""
    for day in [*range(first, last, 3), last]:
        with time_machine.travel(left + day * DAY, tick=False):
            sweep_all(SWEEPS, "sweeper")
    failed = db.session.query(SweepLease).filter(SweepLease.failed_count > 0)
    assert not [lease.name for lease in failed]


PHOTOS = [picture(shade) for shade in (30, 90, 150)]


def month_of(worker: Signed, asset_id: UUID, task_id: str, left: datetime) -> list[Item]:
    """Return four visits and two reports of a month, as they lie on the phone."""
    visits = [
        saved(visit_of(worker, asset_id, task_id=task_id), left, 1),
        saved(visit_of(worker, asset_id, "WE05", photo=PHOTOS[0]), left, 10, AHEAD),
        saved(visit_of(worker, asset_id), left, 15, BEHIND),
        saved(visit_of(worker, asset_id), left, 20, None),
    ]
    reports = [
        saved(report_of(worker, asset_id, "WE01", PHOTOS[1]), left, 2),
        saved(report_of(worker, asset_id, "WE11", PHOTOS[2]), left, 25, BEHIND),
    ]
    return [*visits, *reports]


def test_all_that_a_worker_saved_in_a_month_without_signal_is_there_once(
    county: County, phone: Phone, leaves: datetime
) -> None:
    worker = phone("worker")
    pulled = worker.pull()
    ((task_id, _),) = pulled.rows("task").items()
    items = month_of(worker, county.asset_id, task_id, leaves)
    days_pass(leaves, 1, AWAY)
    with time_machine.travel(leaves + AWAY * DAY, tick=False):
        assert worker.pull(pulled.cursor).rows("task")[task_id]["status"] == "missed"
        first = worker.push(*items)
        assert [receipt["status"] for receipt in first] == ["accepted"] * len(items)
        for photo in PHOTOS:
            assert worker.carry(photo).status_code == 201
        again = worker.push(*reversed(items))  # the line broke: he has heard of none of them
    assert not any(receipt["missing_files"] for receipt in again)
    cores = ({one["id"]: (one["sha256"], one["received_at"]) for one in told} for told in (first, again))
    assert next(cores) == next(cores)
    assert {str(row.id) for row in db.session.query(ItemRow)} == {item.id for item in items}
    assert {str(row.id) for row in db.session.query(Inspection)} == {item.id for item in items[:4]}
    said = {row.category: len(row.voices) for row in db.session.query(DamageReport)}
    assert said == {"WE05": 1, "WE01": 1, "WE11": 1}


def test_late_visits_bear_their_own_day_beside_the_day_they_came(
    county: County, phone: Phone, leaves: datetime
) -> None:
    worker = phone("worker")
    ((task_id, _),) = worker.pull().rows("task").items()
    items = month_of(worker, county.asset_id, task_id, leaves)
    days_pass(leaves, 1, AWAY)
    back = leaves + AWAY * DAY
    with time_machine.travel(back, tick=False):
        worker.push(*items)
    visits = [db.session.get_one(Inspection, UUID(item.id)) for item in items[:4]]
    assert [visit.done_at for visit in visits] == [leaves + days * DAY for days in (1, 10, 15)] + [back]
    assert {visit.received_at for visit in visits} == {back}
    assert ["time_odd" in visit.flags for visit in visits] == [False, False, False, True]
    assert db.session.get_one(PatrolTask, UUID(task_id)).status == "done"
    asset = visits[0].asset
    assert (asset.last_result, asset.last_inspected_on) == ("ok", local(back).date())
    assert asset.pending_condition is None  # a sound visit that passed came after the problem


def test_old_cursor_brings_what_others_did_and_no_reset(
    county: County, phone: Phone, leaves: datetime
) -> None:
    worker = phone("worker")
    pulled = worker.pull()
    ((task_id, _),) = pulled.rows("task").items()
    days_pass(leaves, 1, 14)
    with time_machine.travel(leaves + 14 * DAY, tick=False), unit_of_work():
        bind(county.blank, county.asset_id, None)
        new = make_asset(county.paths["village11"], "新井").id
    days_pass(leaves, 15, AWAY)
    with time_machine.travel(leaves + AWAY * DAY, tick=False):
        news = worker.pull(pulled.cursor)
    assert {"kind": "reset"} not in news.lines
    assert county.blank in news.gone("blank_tag")
    assert str(new) in news.rows("asset")
    rounds = {task_id: "missed"} | {one: "pending" for one in news.rows("task") if one != task_id}
    assert {one: row["status"] for one, row in news.rows("task").items()} == rounds
    assert len(rounds) == 2, "the next round was given out meanwhile"


def test_worker_whose_duty_moved_meanwhile_is_reset_and_what_he_saved_waits_for_a_person(
    county: County, phone: Phone, leaves: datetime
) -> None:
    neighbour = phone("neighbour")
    with unit_of_work():
        there = make_asset(county.paths["village12"], "4号井").id
    cursor = neighbour.pull().cursor
    visit = saved(visit_of(neighbour, there), leaves, 5)
    with time_machine.travel(leaves + 14 * DAY, tick=False), unit_of_work() as session:
        for post in session.get_one(User, neighbour.user_id).posts:
            post.region_path = county.paths["village21"]
    days_pass(leaves, 15, AWAY)
    with time_machine.travel(leaves + AWAY * DAY, tick=False):
        (receipt,) = neighbour.push(visit)
        news = neighbour.pull(cursor)
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/out-of-scope")
    assert news.lines[0] == {"kind": "reset"}
    assert str(there) in news.gone("asset")


@pytest.mark.parametrize("password", [False, True], ids=["the old session", "a new sign-in"])
def test_suspended_worker_may_bring_his_records_for_thirty_days(
    app: Flask, county: County, phone: Phone, leaves: datetime, password: bool
) -> None:
    worker = phone("worker")
    items = [saved(visit_of(worker, county.asset_id), leaves, day) for day in (1, 2)]
    suspend(county.people["worker"], "考察", version_of(county))
    with time_machine.travel(leaves + AWAY * DAY - timedelta(hours=1), tick=False):
        bringer = sign_in(app.test_client(), "worker") if password else worker
        (receipt,) = bringer.push(items[0])
        assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/author-suspended")
        assert bringer.client.get("/api/v1/feed").status_code in {401, 403}
    with time_machine.travel(leaves + AWAY * DAY + timedelta(hours=1), tick=False):
        assert bringer.put(items[1]).status_code == 401
        assert refused_at_the_door(app)
        assert db.session.query(ItemRow).count() == 1
        resume(county.people["worker"], version_of(county))
        assert phone("worker").put(items[1]).json["status"] == "accepted"  # it had stayed on the phone


def version_of(county: County) -> int:
    db.session.expire_all()
    return db.session.get_one(User, county.people["worker"]).version


def refused_at_the_door(app: Flask) -> bool:
    answer = app.test_client().post(
        "/api/v1/sign-in",
        json={"username": "worker", "password": PASSWORD, "device_id": "device"},
        headers={"Origin": "http://localhost"},
    )
    return answer.status_code in {401, 403}
