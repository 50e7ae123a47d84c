"""Processes and threads that write at once lose nothing: no change, no number, no link of the log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flask import Flask

from server.assets.register.models import Asset
from server.core.clock import today
from server.core.db import db
from server.services.audit_log.models import AuditRow
from tests.core.counting import ACTION, EACH, PREFIX, THREADS
from tests.makers import County

ROOT = Path(__file__).parent.parent.parent
PROCESSES = 2
PATIENCE_SECONDS = 300  # some seconds do on an idle machine
ALL = PROCESSES * THREADS * EACH


def count_at_once(app: Flask, county: County) -> list[str]:
    """Let processes count on the test's database; returns the numbers that they drew."""
    db.session.rollback()
    run = [sys.executable, "-m", "tests.core.counting", str(app.config["DATA"])]
    run += [app.config["SQLALCHEMY_DATABASE_URI"], str(county.asset_id)]
    counting = [subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    try:
        said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in counting]
    finally:
        for process in counting:
            process.kill()
    assert [process.returncode for process in counting] == [0] * PROCESSES
    return [number for numbers in said for number in numbers.split()]


def test_nothing_is_lost_when_two_processes_of_four_threads_count(app, county):
    before = db.session.get_one(Asset, county.asset_id).version
    numbers = count_at_once(app, county)
    after = db.session.get_one(Asset, county.asset_id, populate_existing=True).version
    noted = db.session.query(AuditRow).filter_by(action=ACTION).count()
    assert (after - before, noted) == (ALL, ALL)
    assert sorted(numbers) == [f"{PREFIX}{today().year}-140699-{n:06d}" for n in range(1, ALL + 1)]
    db.session.rollback()
    verified = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output
