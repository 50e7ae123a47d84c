"""0018 with data: visits of the day before are ordered by the server's clock, and go back as they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import flask_migrate
import pytest
from sqlalchemy import inspect, select

from server.core.db import db
from server.field.inspections.models import Inspection
from tests.house.test_concerns_migration import LONG_AGO, put, tables
from tests.house.test_migrations import migrating, server, url  # noqa: F401 - its fixtures

DAY = timedelta(days=1)
CLOCKS = {"right": -timedelta(hours=3), "ahead": 30 * DAY, "behind": -400 * DAY}


@pytest.fixture
def before(migrating: Any) -> dict[str, UUID]:  # noqa: F811 - the fixture of that name
    """A thing with one visit of a phone whose clock is right, one ahead and one behind."""
    flask_migrate.upgrade(revision="0017")
    known, asset_id, author = tables(), uuid4(), uuid4()
    ids = {name: uuid4() for name in CLOCKS}
    put(known["county_heads"], county_code="140699", feed_seq=7, numbers={})
    put(known["regions"], code="140699100201", level="village", name="前窑村", path="14")
    put(known["assets"], region_code="140699100201", id=asset_id, county_code="140699", name="井")
    put(known["users"], id=author, county_code="140699", username="worker")
    for name, off in CLOCKS.items():
        put(
            known["inspections"], id=ids[name], county_code="140699", asset_id=asset_id, inspector_id=author,
            captured_at=LONG_AGO + off, received_at=LONG_AGO, answers=[], flags=[],
        )  # fmt: skip
    db.session.commit()
    return ids


def indexed() -> set[str]:
    return {str(index["column_names"][-1]) for index in inspect(db.engine).get_indexes("inspections")}


def test_each_visit_is_done_when_its_phone_said_but_never_after_its_receipt(before: dict[str, UUID]) -> None:
    flask_migrate.upgrade(revision="0018")
    rows = {row.id: row for row in db.session.execute(select(Inspection.id, Inspection.done_at))}
    assert {name: rows[id_].done_at - LONG_AGO for name, id_ in before.items()} == {
        "right": -timedelta(hours=3), "ahead": timedelta(), "behind": -400 * DAY,
    }  # fmt: skip
    assert indexed() == {"done_at"}


def test_going_back_keeps_what_the_phones_said(before: dict[str, UUID]) -> None:
    flask_migrate.upgrade(revision="0018")
    flask_migrate.downgrade(revision="0017")
    assert indexed() == {"captured_at"}
    rows = db.session.execute(select(Inspection.id, Inspection.captured_at))
    assert {row.id: row.captured_at - LONG_AGO for row in rows} == {
        before[name]: off for name, off in CLOCKS.items()
    }
