"""Rounds of patrols: given out once, late on one's own phone, closed for the place and never for a person."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from server.core.clock import as_of, start_of
from server.core.db import db, unit_of_work
from server.core.ids import derived_id
from server.field.patrols import actions as patrols
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.services.audit_log.models import AuditRow
from server.services.settings.actions import change
from server.services.sweeps.actions import sweep_all
from server.sweeping import SWEEPS
from tests.makers import County, make_asset, make_county, make_plan, sign_in, visit_of
from tests.services.sweepers import sweep_at_once

DAY = timedelta(days=1)
ROUNDS = {name: sweep for name, sweep in SWEEPS.items() if name.startswith("patrols.")}


@pytest.fixture
def county(county: County) -> County:
    make_plan()
    return county


def sweep_on(day: date) -> None:
    with as_of(start_of(day) + timedelta(hours=12)):
        sweep_all(ROUNDS, "one")


def task_of(day: date) -> PatrolTask:
    """The well's task of the round in which a day lies."""
    db.session.expire_all()
    query = db.session.query(PatrolTask).filter(PatrolTask.window_start_on <= day, PatrolTask.due_on >= day)
    return query.one()


def test_round_that_nobody_went_on_is_late_then_closed_then_filed_away(county: County) -> None:
    first = date(2026, 10, 10)
    sweep_on(first)
    due, states = task_of(first).due_on, []
    for days in (1, 7, 8, 21, 22, 30, 31):
        sweep_on(due + days * DAY)
        states.append(task_of(first).status)
    assert states == ["pending", "pending", "overdue", "overdue", "missed", "missed", "lapsed"]


def test_closing_tells_the_phone_and_a_late_visit_still_counts(county: County, app: Flask) -> None:
    first = date(2026, 10, 10)
    sweep_on(first)
    task, phone = task_of(first), sign_in(app.test_client(), "worker")
    cursor = phone.pull().cursor
    sweep_on(task.due_on + 22 * DAY)
    told = phone.pull(cursor).rows("task")[str(task.id)]
    assert told["status"] == "missed"
    (receipt,) = phone.push(visit_of(phone, county.asset_id, task_id=str(task.id)))
    assert (receipt["status"], task_of(first).status) == ("accepted", "done")


def test_a_round_that_was_excused_is_never_closed_as_missed(county: County) -> None:
    first = date(2026, 10, 10)
    sweep_on(first)
    patrols.excuse(task_of(first).id, "snow", None, None)
    sweep_on(task_of(first).due_on + 22 * DAY)
    assert task_of(first).status == "excused"


def test_each_county_closes_by_its_own_days(county: County) -> None:
    first = date(2026, 10, 10)
    sweep_on(first)
    change("140699", "patrol_close_days", 10, 0)
    sweep_on(task_of(first).due_on + 11 * DAY)
    assert task_of(first).status == "missed"


def test_hundred_late_rounds_of_one_county_do_not_hide_anothers(county: County) -> None:
    day = date(2026, 10, 10)
    with unit_of_work() as session:
        plan = session.query(PatrolPlan).one()
        for code in ("140698", "140699"):
            for number in range(101 if code == "140698" else 1):
                session.add(PatrolTask(
                    id=derived_id(plan.id, code, number), county_code=code, plan_id=plan.id,
                    asset_id=county.asset_id, window_start_on=day, due_on=day, status="pending", version=1,
                ))  # fmt: skip
    change("140698", "patrol_grace_days", 30, 0)
    with as_of(start_of(day + 9 * DAY)):
        assert patrols.expire(100) == 1


def test_giving_out_reads_only_what_is_lacking(county: County) -> None:
    with unit_of_work():
        for number in range(30):
            make_asset(county.paths["village11"], f"{number}号井")
    read: Counter[str] = Counter()
    event.listen(db.engine, "after_cursor_execute", lambda *told: read.update([str(told[2])]))
    assert patrols.give_out(100) == 31
    read.clear()
    assert patrols.give_out(100) == 0
    assert sum(read.values()) < 10
    assert db.session.query(PatrolTask).count() == 31


def test_giving_out_goes_on_in_chunks(county: County) -> None:
    with unit_of_work():
        for number in range(11):
            make_asset(county.paths["village11"], f"{number}号井")
    assert [patrols.give_out(5) for _ in range(4)] == [5, 5, 2, 0]


def test_two_sweep_processes_move_each_round_once(make_app) -> None:
    apps = [make_app(), make_app()]
    with apps[0].app_context():
        county = make_county()
        make_plan()
        with unit_of_work():
            for number in range(150):
                make_asset(county.paths["village11"], f"{number}号井")
        with as_of(start_of(date(2026, 8, 10))):
            while patrols.give_out(100):
                pass
    changed = sweep_at_once(apps, {"patrols.expire": patrols.expire})
    assert sum(changed) == 151
    with apps[0].app_context():
        tasks = db.session.query(PatrolTask)
        assert Counter((task.status, task.version) for task in tasks) == {("overdue", 1): 151}
        rows = db.session.query(AuditRow).filter_by(action="task.expire")
        assert sum(row.detail["tasks"] for row in rows) == 151


def test_the_winter_round_is_given_out_after_octobers(county: County) -> None:
    make_plan()
    with as_of(start_of(date(2026, 10, 5))):
        given = patrols.give_out(100)
    with as_of(start_of(date(2026, 12, 1))):
        assert patrols.give_out(100) == given
