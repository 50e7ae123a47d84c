"""The small county on a real server that can be killed and started again at its own address."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import flask_migrate

from config import Config
from server import create_app
from server.core.db import db, unit_of_work
from server.field.checklists.queries import newest
from server.field.checklists.rules import items_for
from server.identity.accounts.actions import Browser, open_session
from server.identity.accounts.models import User
from server.services.files.shelf import name_of
from tests.faults.ground import SECRET
from tests.journeys.house import ROOT, House, environment, wait_for
from tests.makers import give_care, make_asset, make_county
from tests.postgres import free_port


class Town:
    """A county's server, without its sweeps; only what the processes bring to the disk outlives them."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True)
        self.data, self.port = data, free_port()
        self.worker, self.cookie = people_it(data)
        instance = uuid4().hex
        self.house = House(f"http://localhost:{self.port}", data, instance, self._serve(instance), {})
        wait_for(self.house)

    def _serve(self, instance: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}"]
        told = environment(
            self.data, GUANHU_PORT=str(self.port), GUANHU_INSTANCE=instance, GUANHU_SECRET_KEY=SECRET
        )
        with (self.data / "serve.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--config", "scripts/gunicorn_conf.py"],
                cwd=ROOT, env=told, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def is_up(self) -> bool:
        return self.house.process.poll() is None

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut does."""
        if self.is_up:
            os.killpg(self.house.process.pid, signal.SIGKILL)
            self.house.process.wait(30)

    def start(self) -> None:
        """Start it where it was, unless it runs."""
        if not self.is_up:
            self.house.instance = uuid4().hex
            self.house.process = self._serve(self.house.instance)
            wait_for(self.house)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask what is on the disk."""
        with closing(sqlite3.connect(self.data / "guanhu.sqlite")) as disk:
            return disk.execute(query, values).fetchall()

    def blob(self, sha256: str) -> bytes | None:
        """Return the bytes of a file as they lie on the shelf."""
        path = self.data / "files" / name_of(sha256)
        return path.read_bytes() if path.exists() else None

    def items(self) -> dict[str, tuple[str, str]]:
        """Return {id: (sha256, status)} of what the worker's phone has brought."""
        found = self.rows("SELECT id, sha256, status FROM items")
        return {str(UUID(item_id)): (sha256, status) for item_id, sha256, status in found}


def people_it(data: Path) -> tuple[UUID, str]:
    """Build the county, a worker who cares for a thing of each kind, and return him with his cookie."""
    app = create_app(Config(data=data, secret_key=SECRET))
    with app.app_context():
        flask_migrate.upgrade()
        county = make_county()
        worker = county.people["worker"]
        with unit_of_work():
            for kind, row in newest("140699").items():
                if row.body["scope"] == "whole" and items_for(row.body, "worker"):
                    asset = make_asset(county.paths["village11"], row.body["zh"], asset_type=kind)
                    give_care(asset.id, "public_welfare_post", worker, None)
        cookie = open_session(db.session.get_one(User, worker), Browser("127.0.0.1", device_id="phone"))
        db.session.remove()
        db.engine.dispose()
    return worker, cookie


@contextmanager
def town(data: Path) -> Iterator[Town]:
    """Keep a town for as long as it is needed."""
    here = Town(data)
    try:
        yield here
    finally:
        here.kill()
