"""The tests' small county, served by what `make run` runs, and phones that speak to it over real sockets."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import flask_migrate

from config import Config
from server import create_app
from server.core.db import db
from tests.makers import PASSWORD, Item, Signed, make_county, make_plan, note_of, picture, visit_of

ROOT = Path(__file__).resolve().parent.parent.parent
UP_WITHIN_S, ANSWER_WITHIN_S = 300, 120
PHOTO_SIDE = 1200


@dataclass
class Answer:
    """What came back; `seconds` until all of it was here."""

    status: int
    body: bytes
    retry_after_s: float
    seconds: float


@dataclass
class Phone:
    """The worker's phone; one line to the server for each, opened anew when it breaks."""

    port: int
    user_id: UUID
    county_code: str
    headers: dict[str, str]
    line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "image/jpeg") -> Answer:
        """Raises OSError or HTTPException when nothing comes back, on a line opened anew."""
        fresh = self.line is None
        try:
            return self._asked(method, path, body, kind)
        except (OSError, http.client.HTTPException):
            if fresh:
                raise
            return self._asked(method, path, body, kind)

    def _asked(self, method: str, path: str, body: bytes | None, kind: str) -> Answer:
        began = time.perf_counter()
        self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_S)
        try:
            self.line.request(method, path, body, {**self.headers, "Content-Type": kind})
            answer = self.line.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self.line.close()
            self.line = None
            raise
        wait = float(answer.getheader("Retry-After") or 0)
        return Answer(answer.status, raw, wait, time.perf_counter() - began)

    def push(self, item: Item) -> Answer:
        return self.ask("PUT", f"/api/v1/items/{item.id}", item.raw, "application/json")

    def carry(self, photo: bytes) -> Answer:
        return self.ask("PUT", f"/api/v1/files/{hashlib.sha256(photo).hexdigest()}", photo)

    def another(self) -> Phone:
        """Return the same person on a line of its own."""
        return Phone(self.port, self.user_id, self.county_code, self.headers)

    def visit(self, asset_id: object, photos: list[bytes]) -> Item:
        who = Signed(None, self.user_id, self.county_code, "")  # type: ignore[arg-type]  only its name is used
        notes = [note_of(f"overview/{number}", photo) for number, photo in enumerate(photos)]
        return visit_of(who, asset_id).changed(files=notes)


def sign_in(port: int) -> Phone:
    stranger = Phone(port, uuid4(), "", {"Origin": f"http://127.0.0.1:{port}"})
    told = {"username": "worker", "password": PASSWORD, "device_id": "device"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)
    body = json.dumps(told)
    line.request("POST", "/api/v1/sign-in", body, {**stranger.headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    me = json.loads(answer.read())
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    line.close()
    headers = {**stranger.headers, "Cookie": cookie, "X-CSRF-Token": me["csrf"]}
    return Phone(port, UUID(me["user_id"]), me["county_code"], headers)


@dataclass(frozen=True)
class Place:
    """Where an installation keeps its things, and what is in its county."""

    data: Path
    database_url: str
    asset_id: str = ""
    token: str = ""
    demo: bool = False

    @property
    def settings(self) -> dict[str, str]:
        return {
            "GUANHU_DATA": str(self.data), "GUANHU_DATABASE_URL": self.database_url,
            "GUANHU_DEMO": str(int(self.demo)),
            "GUANHU_SECRET_KEY": "a secret of the benchmarks, long enough for it",
        }  # fmt: skip

    @property
    def database(self) -> str:
        """The database's address, SQLite's too."""
        return self.database_url or f"sqlite:///{self.data / 'guanhu.sqlite'}"

    def flask(self, *command: str) -> str:
        """Run one of the installation's commands; returns what it printed."""
        ended = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT,
            env={**os.environ, **self.settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


def settle(data: Path, database_url: str) -> Place:
    """Make the small county in an empty database."""
    app = create_app(Config(data=data, database_url=database_url))
    with app.app_context():
        flask_migrate.upgrade()
        county = make_county()
        make_plan()
        db.session.remove()
        db.engine.dispose()
    return Place(data, database_url, str(county.asset_id), county.token)


@contextmanager
def serving(place: Place, sweeps: bool = False) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run gunicorn on a free port; yields it once this very server answers, and the process.

    sweeps  run all that `make run` runs, the sweeps beside it too, each in a group of its own
    """
    port, nonce = _free_port(), uuid4().hex
    alone = [
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"127.0.0.1:{port}",
        "--config",
        "scripts/gunicorn_conf.py",
    ]
    command = [sys.executable, *(["scripts/serve.py"] if sweeps else alone)]
    told = {**os.environ, **place.settings, "GUANHU_INSTANCE": nonce, "GUANHU_PORT": str(port)}
    with (place.data.parent / f"log-{nonce}").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=told, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_until_up(port, nonce)
        yield port, server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(port: int, nonce: str) -> None:
    ends = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < ends:
        try:
            told: dict[str, Any] = json.loads(Phone(port, uuid4(), "", {}).ask("GET", "/healthz").body)
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.1)
            continue
        if told.get("instance") == nonce:
            return
    raise TimeoutError(f"nothing serves on port {port}")


def photo() -> bytes:
    """Return a whole JPEG of about 250 KB that nobody has sent before."""
    return _drawn() + uuid4().bytes  # what follows its end changes the hash and no pixel


def _drawn(kept: list[bytes] = []) -> bytes:  # noqa: B006  drawn once
    if not kept:
        kept.append(picture(side=PHOTO_SIDE))
    return kept[0]
