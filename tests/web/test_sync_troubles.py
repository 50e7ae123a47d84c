"""The database refuses an item: what would fail for ever is kept for a person, what passes waits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from server.core.db import db
from server.field.inspections.models import Inspection
from server.services.feed.models import Item as ItemRow
from server.services.feed.models import ItemBytes
from server.web.sync import intake
from server.web.sync.commands import Command, Owner
from server.web.sync.kinds import KINDS
from tests.makers import County, picture, visit_of
from tests.web.conftest import Phone

REFUSING = {
    "sqlite": "CREATE TRIGGER refuses BEFORE INSERT ON audit_log WHEN NEW.action = 'item.accepted'"
    " BEGIN SELECT RAISE(ABORT, 'planted'); END",
    "postgresql": "ALTER TABLE audit_log ADD CONSTRAINT refuses CHECK (action <> 'item.accepted') NOT VALID",
}


def plant(monkeypatch: pytest.MonkeyPatch, handle: Callable[[Command], Owner]) -> None:
    monkeypatch.setitem(KINDS, "inspection.file", replace(KINDS["inspection.file"], handle=handle))


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait a tenth of a second for a lock instead of a minute."""
    monkeypatch.setattr("server.core.db.BUSY_MS", 100)  # whoever asks SQLite to write asks again and again
    quick = {"sqlite": "PRAGMA busy_timeout=100", "postgresql": "SET lock_timeout = '100ms'"}

    def hurry(connection: Any, _record: object) -> None:
        connection.cursor().execute(quick[db.engine.dialect.name])

    event.listen(db.engine, "connect", hurry)
    db.engine.dispose()
    yield
    event.remove(db.engine, "connect", hurry)
    db.engine.dispose()


@contextmanager
def locked() -> Iterator[None]:
    """Hold what every writer needs, as a long backup or another writer does."""
    lock = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE items"}
    with create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool).connect() as other:
        other.exec_driver_sql(lock[db.engine.dialect.name])
        yield


def kept_aside(phone: Phone, county: County) -> ItemRow:
    """Push a visit that fails, twice; return its row."""
    worker, visit = phone("worker"), visit_of(phone("worker"), county.asset_id)
    answer = worker.put(visit)
    assert (answer.status_code, answer.json["reason_code"]) == (200, "sync/consequence-failed")
    assert worker.put(visit).json["received_at"] == answer.json["received_at"]
    assert db.session.query(Inspection).count() == 0
    assert db.session.query(ItemBytes).one().bytes == visit.raw
    return db.session.query(ItemRow).one()


def test_item_that_breaks_a_rule_of_the_database_twice_is_quarantined(county: County, phone: Phone) -> None:
    db.session.execute(text(REFUSING[db.engine.dialect.name]))
    db.session.commit()
    row = kept_aside(phone, county)
    assert row.status == "quarantined"
    assert "IntegrityError" in str(row.error)


def test_item_that_the_database_can_never_carry_out_is_quarantined(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks_too_much(_: Command) -> Owner:
        db.session.execute(text("SELECT 1 FROM nowhere"))
        raise AssertionError("the database had it")

    plant(monkeypatch, asks_too_much)
    assert kept_aside(phone, county).status == "quarantined"


@pytest.mark.parametrize(("times", "wanted"), [(1, "accepted"), (9, "quarantined")])
def test_item_for_which_memory_is_short_is_tried_once_more_then_kept(
    times: int, wanted: str, county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, visiting = iter(range(times)), KINDS["inspection.file"].handle

    def needs_much(command: Command) -> Owner:
        if next(short, None) is not None:
            raise MemoryError
        return visiting(command)

    plant(monkeypatch, needs_much)
    assert phone("worker").put(visit_of(phone("worker"), county.asset_id)).json["status"] == wanted


@pytest.mark.usefixtures("impatient")
def test_item_waits_and_is_told_how_long_while_the_database_is_locked(county: County, phone: Phone) -> None:
    worker, visit = phone("worker"), visit_of(phone("worker"), county.asset_id)
    with locked():
        refused = worker.put(visit)
        assert (refused.status_code, refused.json["code"]) == (503, "sync/try-later")
        assert int(refused.headers["Retry-After"]) > 0
        assert worker.push(visit, visit_of(worker, county.asset_id)) == []
    assert db.session.query(ItemBytes).count() == 0
    assert worker.put(visit).json["status"] == "accepted"


def test_item_waits_when_the_line_to_the_database_is_cut_on_the_way(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_cut(_: Command) -> Owner:
        raise OperationalError("planted", {}, Exception("server closed the connection"))

    plant(monkeypatch, is_cut)
    refused = phone("worker").put(visit_of(phone("worker"), county.asset_id))
    assert (refused.status_code, refused.json["code"]) == (503, "sync/try-later")
    assert db.session.query(ItemRow).count() == 0


def test_item_kept_aside_still_misses_its_photos(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt that missed nothing would let the phone drop pictures that nobody has."""
    settle, failures = intake._settle, iter([RuntimeError("nobody thought of it")])

    def fail_first(*args: Any) -> None:
        for failure in failures:
            raise failure
        settle(*args)

    monkeypatch.setattr(intake, "_settle", fail_first)
    worker = phone("worker")
    broken = visit_of(worker, county.asset_id, "WE01", photo=picture(9))
    (receipt,) = worker.push(broken)
    assert receipt["status"] == "quarantined"
    assert receipt["missing_files"] == [hashlib.sha256(picture(9)).hexdigest()]


def test_other_bytes_under_a_used_id_are_kept_though_something_fails_at_first(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an item is in the database already: keeping it aside anew would fail for ever."""
    worker, visit = phone("worker"), visit_of(phone("worker"), county.asset_id)
    assert worker.put(visit).json["status"] == "accepted"
    again, failures = intake._again, iter([RuntimeError("nobody thought of it")])

    def fail_first(*args: Any) -> Any:
        for failure in failures:
            raise failure
        return again(*args)

    monkeypatch.setattr(intake, "_again", fail_first)
    assert worker.put(visit.changed(device_seq=99)).json["status"] == "id_reused"
    assert db.session.query(ItemBytes).count() == 2
