"""A worker's phone that starts anew gets what is open and what ended lately, and nothing of years past."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from server.core.clock import start_of, today
from server.core.db import db
from server.demo.people import PASSWORD
from server.field.damage.models import DamageReport
from server.field.damage.rules import OPEN
from server.field.patrols.models import PatrolTask
from server.field.patrols.rules import WAITING
from server.web.sync.feed import KEPT_DAYS
from tests.makers import sign_in

PROMISE = 12 * 1024  # bytes, compressed; the questions for all 23 kinds of things are half of it


@pytest.fixture
def worker(county):
    return sign_in(county.test_client(), "worker1", PASSWORD)


def rows(table, ids):
    return db.session.scalars(select(table).where(table.id.in_([UUID(one) for one in ids]))).unique().all()


def own(worker, table, open_states):
    """Return the ids of what is open at the worker's things."""
    assets = [UUID(one) for one in worker.pull().rows("asset")]
    query = select(table.id).where(table.asset_id.in_(assets), open_states)
    return {str(one) for one in db.session.scalars(query)}


def test_first_feed_brings_all_that_is_open(worker):
    feed = worker.pull()
    tasks = own(worker, PatrolTask, PatrolTask.status.in_(WAITING))
    reports = own(worker, DamageReport, DamageReport.status.in_(OPEN))
    assert tasks
    assert reports
    assert tasks <= set(feed.rows("task"))
    assert reports <= set(feed.rows("report"))


def test_first_feed_brings_nothing_that_ended_long_ago(worker):
    feed, day = worker.pull(), today() - timedelta(days=KEPT_DAYS)
    tasks, reports = rows(PatrolTask, feed.rows("task")), rows(DamageReport, feed.rows("report"))
    assert all(task.due_on >= day or task.status not in {"done", "lapsed"} for task in tasks)
    assert not [one for one in reports if one.closed_at and one.closed_at < start_of(day)]


def test_first_feed_of_a_worker_keeps_its_promise(worker):
    answer = worker.client.get("/api/v1/feed", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= PROMISE
