"""0009 with data: what was kept as upward reports goes on as concerns, and nobody's 查询码 is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import flask_migrate
import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, MetaData, Table, Uuid, insert, select

from server.core.db import db
from server.field.damage.queries import code_hash
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import of_receipt, receipt_of_code, steps_of
from tests.house.test_migrations import migrating, server, url  # noqa: F401 - its fixtures

LONG_AGO = datetime(2026, 9, 1, 8, tzinfo=UTC)
STATES = ("submitted", "triaging", "need_info", "transferred", "rejected", "confirmed", "closed", "merged")
PLAIN: dict[type, Any] = {Integer: 1, Boolean: False, Date: date(2026, 9, 1), DateTime: LONG_AGO}


def tables() -> dict[str, Table]:
    found = MetaData()
    found.reflect(db.engine)
    return dict(found.tables)


def put(table: Table, **told: Any) -> None:
    """Insert a row as the schema of that day wants it; what nobody looks at is filled in."""
    values = {
        column.name: _plain(column)
        for column in table.c
        if not column.nullable and column.name not in told and column.server_default is None
    }
    values |= {name: _fit(table.c[name], value) for name, value in told.items()}
    db.session.execute(insert(table).values(values))


def _plain(column: Any) -> Any:
    found = next((value for kind, value in PLAIN.items() if isinstance(column.type, kind)), None)
    if found is not None:
        return found
    if isinstance(column.type, Uuid) or column.name == "id":
        return _fit(column, uuid4())
    return {} if "JSON" in str(column.type).upper() else "x"


def _fit(column: Any, value: Any) -> Any:
    """Return an id as the database writes it: SQLite reflects them as text."""
    return value.hex if isinstance(value, UUID) and not isinstance(column.type, Uuid) else value


@pytest.fixture
def before(migrating: Any) -> dict[str, UUID]:  # noqa: F811 - the fixture of that name
    """A county of the day before, with one upward report in each state and one plain one."""
    flask_migrate.upgrade(revision="0008")
    known, asset_id, ids = tables(), uuid4(), {state: uuid4() for state in (*STATES, "plain")}
    put(known["county_heads"], county_code="140699", feed_seq=7, numbers={"BX2026": 9})
    put(known["regions"], code="140699100201", level="village", name="前窑村", path="14")
    put(known["assets"], region_code="140699100201", id=asset_id, county_code="140699", name="井")
    for number, (state, id_) in enumerate(ids.items()):
        put(
            known["damage_reports"], id=id_, county_code="140699", asset_id=asset_id, upward=state != "plain",
            status="submitted" if state == "plain" else state, channel="qr_public", category="idle",
            title="闲着", level="township", report_no=f"BX2026-140699-{number:06d}", reported_at=LONG_AGO,
            reason="去看过，在用" if state == "rejected" else None,
        )  # fmt: skip
        put(
            known["report_voices"], id=uuid4(), county_code="140699", report_id=id_, said_at=LONG_AGO,
            receipt_token=f"receipt{number:05d}", query_code_hash=code_hash("140699", f"{number:08d}"),
        )  # fmt: skip
        put(
            known["feed_rows"], county_code="140699", kind="report", object_id=str(id_),
            audience="staff:14", seq=number + 1, gone=False,
        )  # fmt: skip
    put(known["work_orders"], id=uuid4(), county_code="140699", report_id=ids["confirmed"], asset_id=asset_id)
    db.session.commit()
    return ids


def statuses() -> dict[str, str]:
    reports = tables()["damage_reports"]
    return {str(UUID(str(row.id))): row.status for row in db.session.execute(select(reports))}


def test_live_upward_reports_go_over_with_their_codes(before: dict[str, UUID]) -> None:
    flask_migrate.upgrade()
    rows = {row.report_id: row for row in db.session.query(SupervisionComment)}
    assert {state: rows[id_].status for state, id_ in before.items() if id_ in rows} == {
        "submitted": "received", "transferred": "received", "triaging": "accepted", "need_info": "accepted",
        "rejected": "answered",
    }  # fmt: skip
    assert sorted(row.comment_no for row in rows.values()) == [
        f"FY2026-140699-{number:06d}" for number in range(1, 6)
    ]
    assert rows[before["rejected"]].findings == "去看过，在用"
    assert [step.event for step in steps_of(rows[before["triaging"]].id)] == ["submit", "accept"]
    found = of_receipt("receipt00000")
    assert found is not None
    assert found.report_id == before["submitted"]
    assert receipt_of_code("140699", "00000000") == "receipt00000"
    told = statuses()
    assert {told[str(before[state])] for state in ("submitted", "triaging", "rejected")} == {"transferred"}
    assert (told[str(before["confirmed"])], told[str(before["plain"])]) == ("confirmed", "submitted")


def test_phones_that_showed_them_hear_of_it(before: dict[str, UUID]) -> None:
    flask_migrate.upgrade()
    feed = {row.object_id: row.seq for row in db.session.execute(select(tables()["feed_rows"]))}
    assert feed[str(before["submitted"])] > 7
    assert feed[str(before["plain"])] == len(STATES) + 1


def test_going_back_gives_the_reports_their_states(before: dict[str, UUID]) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="0008")
    told = statuses()
    assert {state: told[str(id_)] for state, id_ in before.items()} == {
        state: "submitted" if state == "plain" else state for state in before
    }
