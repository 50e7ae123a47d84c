"""Pages of every day and phones read no whole table that grows: an index leads to what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, has_request_context
from sqlalchemy import Connection, event, select

from server.assets.register.models import Asset
from server.core.db import db
from server.field.inspections.models import Inspection
from tests.conftest import on_postgresql
from tests.makers import County, item_of, make_plan, picture, visit_of
from tests.web.conftest import Desk, Phone
from tests.web.test_thread import dispatched, mended

GROWING = frozenset({
    "asset_funds", "asset_state_log", "asset_units", "assets", "audit_log", "blobs", "comment_steps",
    "county_blobs", "county_likeness", "damage_reports", "feed_rows", "files", "inspection_defects",
    "inspections", "item_bytes", "items", "notices", "order_steps", "patrol_tasks", "posts", "report_alarms",
    "report_looks", "report_steps", "report_voices", "sign_ins", "supervision_comments", "users",
    "work_orders",
})  # fmt: skip
Asked = dict[str, Any]


@contextmanager
def asked(app: Flask) -> Iterator[Asked]:
    """Note what requests ask of the database, each statement with the values of its first time."""
    found: Asked = {}

    def note(_line: object, _cursor: object, statement: str, values: Any, _about: object, many: bool) -> None:
        if has_request_context() and statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            found.setdefault(statement, values[0] if many else values)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def scanned(statements: Asked) -> list[str]:
    """Return the statements that read a growing table from its beginning to its end."""
    with db.engine.connect() as line:
        if on_postgresql():
            line.exec_driver_sql("SET enable_seqscan = off")  # so it reads all only where nothing else leads
        return [
            f"{table}: {statement}"
            for statement, values in statements.items()
            for table in sorted(_read_whole(line, statement, values) & GROWING)
        ]


def _read_whole(line: Connection, statement: str, values: Any) -> set[str]:
    explain = "EXPLAIN " if on_postgresql() else "EXPLAIN QUERY PLAN "
    plan = [str(row[-1]) for row in line.exec_driver_sql(explain + statement, values)]
    found = {name for step in plan for name in re.findall(r"^SCAN (\w+)|Seq Scan on (\w+)", step)}
    names = {name for pair in found for name in pair if name}
    aliases = dict(re.findall(r"\b(\w+) AS (\w+)\b", statement))
    return {next((table for table, alias in aliases.items() if alias == name), name) for name in names}


def test_phones_and_villagers_read_no_whole_table(app: Flask, county: County, phone: Phone) -> None:
    make_plan()
    db.session.commit()
    worker, township, stranger = phone("worker"), phone("township"), app.test_client()
    with asked(app) as statements:
        order = dispatched(county, phone)
        mended(county, phone, phone("mender"), order)
        passed = item_of(township, "order.pass", order.id, {"publish_photos": True}, order.version)
        assert township.put(passed).json["status"] == "accepted"
        photo = picture(30)
        visit = visit_of(worker, county.asset_id, "WE11", photo=photo)
        assert worker.push(visit)[0]["missing_files"]
        assert worker.carry(photo).status_code == 201
        for who in (worker, township, phone("village")):
            assert who.client.get("/api/v1/feed?cursor=").status_code == 200
        assert stranger.get(f"/t/{county.token}").status_code == 200
    assert not scanned(statements)


@pytest.mark.parametrize("who", ["village", "township", "county"])
def test_the_desk_reads_no_whole_table(
    app: Flask, county: County, phone: Phone, desk: Desk, who: str
) -> None:
    dispatched(county, phone)
    asset = db.session.get_one(Asset, county.asset_id)
    visit = db.session.scalars(select(Inspection.id)).one()
    clerk = desk(who)
    with asked(app) as statements:
        for page in ("/", "/orders", "/rounds", f"/assets/{asset.id}", f"/visits/{visit}"):
            assert clerk.open(f"/desk{page}").status_code == 200, page
    assert not scanned(statements)
