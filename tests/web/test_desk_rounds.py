"""Rounds at the desk: places nobody went to, rounds called off or excused, visits sent back or made void."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.assets.register.models import Asset
from server.core.clock import iso, now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.inspections.models import Inspection
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.services.feed.actions import share
from tests.makers import PLACE, County, item_of, make_plan, visit_of
from tests.web.conftest import Desk, Phone

FAR = {**PLACE, "lat": 39.53}
DAY = timedelta(days=1)


def make_round(
    county: County, status: str = "pending", due_on: date | None = None, **more: object
) -> PatrolTask:
    """Give the well a round of the worker's."""
    if db.session.query(PatrolPlan).first() is None:
        make_plan()
    last = due_on or today() + DAY
    with unit_of_work() as session:
        task = PatrolTask(
            id=new_id(), county_code="140699", plan_id=session.query(PatrolPlan).one().id,
            asset_id=county.asset_id, assignee_id=county.people["worker"], status=status, version=1,
            window_start_on=last - 29 * DAY, due_on=last, **more,
        )  # fmt: skip
        session.add(task)
        share("140699", "task", task.id, f"user:{county.people['worker']}")
    return task


def fresh(task: PatrolTask) -> PatrolTask:
    return db.session.get_one(PatrolTask, task.id, populate_existing=True)


def test_places_nobody_went_to_twice_running_are_listed_without_anybodys_name(
    county: County, desk: Desk
) -> None:
    make_round(county, "missed", today() - 5 * DAY)
    make_round(county, "lapsed", today() - 35 * DAY, excuse="snow")
    clerk = desk("township")
    clerk.open("/desk/rounds")
    assert "连着两轮没人去的地方 1 处" in clerk.sees
    assert "雪封了路" in clerk.sees
    assert "worker" not in clerk.sees


@pytest.mark.parametrize(("earlier", "listed"), [("done", 0), ("missed", 1), ("cancelled", 0)])
def test_one_visit_or_a_round_called_off_takes_a_place_off_the_list(
    county: County, desk: Desk, earlier: str, listed: int
) -> None:
    make_round(county, "missed", today() - 5 * DAY)
    make_round(county, earlier, today() - 35 * DAY)
    clerk = desk("township")
    clerk.open("/desk/rounds")
    assert f"连着两轮没人去的地方 {listed} 处" in clerk.sees


def test_the_village_notes_for_somebody_that_he_cannot_go(county: County, desk: Desk) -> None:
    task = make_round(county)
    clerk = desk("village")
    clerk.open(f"/desk/rounds/{task.id}")
    clerk.send("excuse", reason="ill")
    assert "不算没去" in clerk.sees
    assert (fresh(task).status, fresh(task).excuse) == ("excused", "ill")


def test_the_township_calls_a_round_off_with_a_reason(county: County, desk: Desk) -> None:
    task = make_round(county, "overdue")
    clerk = desk("township")
    clerk.open(f"/desk/rounds/{task.id}")
    assert clerk.send("cancellation", reason="other").status_code == 422
    clerk.send("cancellation", reason="road_closed")
    assert (fresh(task).status, fresh(task).cancel_reason) == ("cancelled", "road_closed")


def test_a_visit_sent_back_is_asked_for_within_three_days_and_says_why(
    county: County, phone: Phone, desk: Desk
) -> None:
    task, worker = make_round(county), phone("worker")
    worker.push(visit_of(worker, county.asset_id, place=FAR, task_id=str(task.id)))
    clerk = desk("village")
    clerk.open(f"/desk/visits/{db.session.query(Inspection).one().id}")
    clerk.send("rejection", words="照片里不是这口井")
    row = worker.pull().rows("task")[str(task.id)]
    assert (row["status"], row["redo_words"]) == ("returned", "照片里不是这口井")
    assert row["due_on"] == (today() + 3 * DAY).isoformat()


def test_a_visit_made_void_gives_its_place_back_the_visit_before(
    county: County, phone: Phone, desk: Desk
) -> None:
    task, worker = make_round(county), phone("worker")
    with unit_of_work() as session:
        session.get_one(Asset, county.asset_id).last_inspected_on = None
    worker.push(visit_of(worker, county.asset_id, task_id=str(task.id)))
    visit = db.session.query(Inspection).one()
    clerk = desk("county")
    clerk.open(f"/desk/visits/{visit.id}")
    assert clerk.send("voiding", reason="fabricated", words="").status_code == 422
    clerk.send("voiding", reason="fabricated", words="照片是去年的")
    assert "照片是去年的" in clerk.sees
    assert db.session.get_one(Inspection, visit.id, populate_existing=True).status == "void"
    assert db.session.get_one(Asset, county.asset_id, populate_existing=True).last_inspected_on is None
    assert fresh(task).status == "returned"


@pytest.mark.parametrize("name", ["village", "township"])
def test_below_the_county_nobody_makes_a_visit_void(
    county: County, phone: Phone, desk: Desk, name: str
) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id))
    clerk = desk(name)
    clerk.open(f"/desk/visits/{db.session.query(Inspection).one().id}")
    assert not clerk.may("voiding")


def test_a_round_begins_with_a_scan_and_can_be_put_off(county: County, phone: Phone) -> None:
    task, worker = make_round(county), phone("worker")
    bare = item_of(worker, "task.start", task.id, {"place": None, "scanned": None}, version=1)
    assert worker.put(bare).json["reason_code"] == "patrols/start-without-scan"
    scanned = {"by": "camera", "token": county.token, "short_code": None}
    begun = item_of(worker, "task.start", task.id, {"place": None, "scanned": scanned}, version=1)
    assert worker.put(begun).json["status"] == "accepted"
    assert fresh(task).status == "in_progress"
    assert worker.put(item_of(worker, "task.abandon", task.id, {}, version=2)).json["status"] == "accepted"
    assert (fresh(task).status, fresh(task).started_at) == ("pending", None)


def test_a_round_that_nobody_reported_begun_began_when_its_visit_did(county: County, phone: Phone) -> None:
    task, worker = make_round(county, "overdue"), phone("worker")
    began = now() - timedelta(minutes=4)
    worker.push(visit_of(worker, county.asset_id, task_id=str(task.id), started_at=iso(began)))
    assert fresh(task).status == "done"
    assert iso(fresh(task).started_at) == iso(began)
