"""What was committed is on the disk: an answer that follows is a promise."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from server.core.db import db, unit_of_work
from tests.conftest import MakeApp

FULL = 2  # every commit waits for the disk
pytestmark = pytest.mark.any_database  # PostgreSQL does so unless told otherwise; the tests' own is told


def pragma(line: Connection, name: str) -> object:
    return line.execute(text(f"PRAGMA {name}")).scalar()


def test_every_connection_commits_to_the_disk(app: Flask) -> None:
    with db.engine.connect() as first, db.engine.connect() as second, unit_of_work() as session:
        told = [(pragma(line, "synchronous"), pragma(line, "journal_mode"))
                for line in (first, second, session.connection())]  # fmt: skip
    assert told == [(FULL, "wal")] * 3


def test_connections_behind_a_request_commit_to_the_disk(make_app: MakeApp) -> None:
    app = make_app()
    app.add_url_rule("/sync", "sync", lambda: str(pragma(db.session.connection(), "synchronous")))
    assert app.test_client().get("/sync").text == str(FULL)
