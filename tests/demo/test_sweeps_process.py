"""The one sweep process does its work and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from sqlalchemy import func, select

from server.core.db import db
from server.services.sweeps.models import SweepLease
from tests.conftest import SECRET


def finished_sweeps():
    db.session.rollback()
    query = select(func.count()).where(SweepLease.last_finished_at.is_not(None))
    return db.session.scalar(query)


def test_the_sweep_process_sweeps_and_ends_cleanly_when_asked(app, tmp_path):
    settings = {
        "GUANHU_DATA": str(tmp_path / "data"),
        "GUANHU_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "GUANHU_SECRET_KEY": SECRET,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "sweeps"],
        env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    until = time.monotonic() + 30
    while finished_sweeps() < len(app.extensions["sweeps"]) and time.monotonic() < until:
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=15)
    assert (process.returncode, output) == (0, b"")
    assert finished_sweeps() == len(app.extensions["sweeps"])
