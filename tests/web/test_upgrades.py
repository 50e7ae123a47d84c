"""An upgrade with data: a county at work under an older release goes on, with everything it had."""

from __future__ import annotations

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from server.core.db import db
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.services.audit_log.verification import findings
from server.services.feed.queries import end_of_log
from tests.house.sources import ROOT
from tests.makers import County, visit_of
from tests.web.conftest import Phone
from tests.web.test_thread import dispatched, mended

NEWEST = "head"
FIRST = 4
"""Up to 0004 the log had another shape; test_log upgrades from there."""
OLDER = sorted(path.name[:4] for path in (ROOT / "migrations/versions").glob("*.py"))[FIRST:-1]


def rows() -> dict[str, int]:
    """Return how many rows each table has."""
    with db.engine.connect() as line:
        return {
            name: line.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608  our tables
            for name in inspect(db.engine).get_table_names()
        }


def to(release: str) -> None:
    """Bring the database to a release, older or newer, as an upgrade does: nobody else has it open."""
    db.session.remove()
    db.engine.dispose()
    go = flask_migrate.upgrade if release == NEWEST else flask_migrate.downgrade
    go(revision=release)


@pytest.fixture
def at_work(app: Flask, county: County, phone: Phone) -> County:
    """A county with a visit, a report, and a repair that waits to be accepted."""
    mended(county, phone, phone("mender"), dispatched(county, phone))
    return county


@pytest.mark.parametrize("release", OLDER)
def test_county_at_work_is_upgraded_with_all_it_has(at_work: County, phone: Phone, release: str) -> None:
    to(release)
    before = rows()
    assert before["inspections"] == before["work_orders"] == 1
    to(NEWEST)
    after = rows()
    lost = {name for name in before.keys() - {"alembic_version"} if after[name] < before[name]}
    assert not lost
    assert list(findings("140699", end_of_log("140699"))) == []
    with pytest.raises(DBAPIError), db.engine.begin() as line:
        line.execute(text("UPDATE audit_log SET action = 'another'"))
    worker = phone("worker")
    assert worker.put(visit_of(worker, at_work.asset_id)).json["status"] == "accepted"
    assert db.session.query(Inspection).count() == 2
    assert db.session.query(WorkOrder).one().status == "finished"
