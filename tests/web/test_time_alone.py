"""What the server's own clock moves contradicts nobody: what a phone saved before it still counts."""

from __future__ import annotations

from datetime import timedelta

from server.core.clock import as_of, now, start_of
from server.core.db import db
from server.field.damage import clocks
from server.field.damage.models import DamageReport
from server.field.patrols import actions as patrols
from server.field.patrols.models import PatrolTask
from server.field.work_orders import changes
from tests.makers import County, item_of, make_plan, visit_of
from tests.web.conftest import Phone
from tests.web.test_thread import dispatched, mended

DAY = timedelta(days=1)


def test_verdict_saved_before_a_report_went_up_a_level_is_carried_out(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report, cursor = db.session.query(DamageReport).one(), village.pull().cursor
    seen = report.version
    with as_of(now() + 20 * DAY):
        assert clocks.escalate(100) > 0
    assert db.session.get_one(DamageReport, report.id, populate_existing=True).level == "county"
    assert str(report.id) in village.pull(cursor).rows("report")
    verdict = item_of(village, "damage.verify", report.id, {"outcome": "confirm", "severity": "major"}, seen)
    assert village.put(verdict).json["status"] == "accepted"


def test_excuse_saved_before_its_round_was_overdue_is_carried_out(county: County, phone: Phone) -> None:
    make_plan()
    patrols.give_out(100)
    worker, task = phone("worker"), db.session.query(PatrolTask).one()
    first = worker.pull()
    seen = first.rows("task")[str(task.id)]["version"]
    with as_of(start_of(task.due_on + 10 * DAY)):
        assert patrols.expire(100) == 1
    assert worker.pull(first.cursor).rows("task")[str(task.id)]["status"] == "overdue"
    excuse = item_of(worker, "task.excuse", task.id, {"reason": "snow", "words": None}, seen)
    assert worker.put(excuse).json["status"] == "accepted"
    assert db.session.get_one(PatrolTask, task.id, populate_existing=True).status == "excused"


def test_acceptance_saved_before_the_township_was_asked_is_carried_out(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mended(county, phone, phone("mender"), order)
    db.session.refresh(order)
    seen, village = order.version, phone("supervisor")
    with as_of(now() + 60 * DAY):
        assert changes.ask_townships(100) == 1
    accepted = item_of(village, "order.pass", order.id, {"publish_photos": False}, seen)
    assert village.put(accepted).json["status"] == "accepted"
