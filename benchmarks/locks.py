"""Prints how long a county's head stays locked while phones push, and what the chained log costs a unit."""

from __future__ import annotations

import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Engine, Select, create_engine, event, text

from config import Config
from server import create_app
from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.services.audit_log.actions import record
from server.services.feed.actions import number
from server.services.feed.models import CountyHead
from tests import postgres
from tests.core.counting import Ticket
from tests.makers import make_county, make_plan, sign_in, visit_of

ROOT = Path(__file__).resolve().parent.parent
PUSHERS, SECONDS = 2, 10
UNITS = 300  # of each sort, by turns, so that both meet the same moments
LOCKED_AT = "head locked at"


def watch_locks(took: list[float]) -> None:
    """Add to `took` the milliseconds from each lock of a county's head to the end of its commit."""

    def executed(connection: Connection, statement: Any, *_rest: Any) -> None:
        locks = isinstance(statement, Select) and statement._for_update_arg is not None
        if locks and CountyHead.__table__ in statement.get_final_froms():
            connection.info.setdefault(LOCKED_AT, time.perf_counter())

    def given_back(dbapi_connection: Any, entry: Any) -> None:
        begun = entry.info.pop(LOCKED_AT, None)
        if begun is not None:
            took.append((time.perf_counter() - begun) * 1000)

    event.listen(Engine, "after_execute", executed)
    event.listen(Engine, "checkin", given_back)


def push(data: str, database_url: str, asset_id: str) -> None:
    """Push visits, one after the other, as one phone; prints what the locks took."""
    app = create_app(Config(data=Path(data), database_url=database_url))
    logging.disable(logging.INFO)  # the lines of each request
    phone, took = sign_in(app.test_client(), "worker"), list[float]()
    watch_locks(took)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        [receipt] = phone.push(visit_of(phone, asset_id))
        assert receipt["status"] == "accepted", receipt
    print(json.dumps(took))


def one_unit(asset_id: UUID, logged: bool) -> float:
    """Change a thing and number another in one unit; returns the milliseconds that it took."""
    begun = time.perf_counter()
    with unit_of_work() as session:
        asset = session.get_one(Asset, asset_id, with_for_update=True, populate_existing=True)
        asset.version += 1
        number(Ticket(asset.county_code), "number", "JS")
        if logged:
            record(asset.county_code, "asset.correct", "Asset", asset.id)
    return (time.perf_counter() - begun) * 1000


@contextmanager
def county_on(database_url: str, data: Path) -> Iterator[tuple[Flask, UUID]]:
    """Make the tests' small county in an empty database; yields the app, in its context, and an asset."""
    app = create_app(Config(data=data, database_url=database_url))
    with app.app_context():
        flask_migrate.upgrade()
        county = make_county()
        make_plan()
        yield app, county.asset_id
        db.session.remove()
        db.engine.dispose()


def measure(name: str, database_url: str, data: Path) -> None:
    with county_on(database_url, data) as (_app, asset_id):
        run = [sys.executable, "-m", "benchmarks.locks", str(data), database_url, str(asset_id)]
        db.session.remove()
        pushing = [subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PUSHERS)]
        said = [one.communicate()[0] for one in pushing]
        assert not any(one.returncode for one in pushing), "a pusher failed; what it says stands above"
        took = sorted(ms for line in said for ms in json.loads(line))
        pairs = [(one_unit(asset_id, True), one_unit(asset_id, False)) for _ in range(UNITS)]
    longest, p95 = took[-1], took[int(len(took) * 0.95)]
    print(f"{name:12} head locked   longest {longest:6.1f} ms   p95 {p95:6.1f} ms   ({len(took)} locks, "
          f"{PUSHERS} processes push visits for {SECONDS} s)")  # fmt: skip
    with_log, without = (statistics.median(one) for one in zip(*pairs, strict=True))
    print(f"{name:12} unit of work  logged  {with_log:6.1f} ms   bare {without:5.1f} ms   "
          f"ratio {with_log / without:4.2f}   (medians of {UNITS} each)")  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-bench-") as folder:
        lite, full = Path(folder, "sqlite"), Path(folder, "postgresql")
        lite.mkdir()
        measure("SQLite", f"sqlite:///{lite / 'guanhu.sqlite'}", lite)
        full.mkdir()
        server = postgres.start(durable=True)
        try:
            with create_engine(f"{server.url}/postgres", isolation_level="AUTOCOMMIT").connect() as line:
                line.execute(text("CREATE DATABASE guanhu_bench"))
            measure("PostgreSQL", f"{server.url}/guanhu_bench", full)
        finally:
            server.stop()


if __name__ == "__main__":
    push(*sys.argv[1:])
