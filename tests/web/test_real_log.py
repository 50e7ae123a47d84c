"""What the real server writes down: a line for each request, and nothing that a person sent or is called."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from tests.conftest import SECRET
from tests.makers import PASSWORD, County, address_of, item_of, make_county, picture, sign_in, visit_of

NAME, PHONE, PLACE, WORDS = "张三丰", "13912345678", "39.51234", "correct horse battery"
PLANTED = f"{NAME} {PHONE} {PLACE} {WORDS}"
SERVE = [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn_conf.py", "tests.web.breaking:app"]


@dataclass
class Served:
    """The real server on a small county, and the log it writes."""

    port: int
    process: subprocess.Popen[bytes]
    county: County

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, number of the request and page."""
        told = {"Origin": f"http://127.0.0.1:{self.port}", "User-Agent": PHONE, "Referer": f"/?{PHONE}"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, body, {**told, "X-Name": quote(NAME), **headers})
            answer = line.getresponse()
            try:
                page = answer.read()
            except http.client.IncompleteRead as half:
                page = half.partial
            answer.close()
        return answer.status, answer.headers["X-Request-Id"] or "", page.decode()

    def form(self, path: str, **headers: str) -> tuple[int, str, str]:
        fields = {"username": NAME, "password": WORDS, "words": PLANTED, "phone": PHONE, "name": NAME}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), **kind, **headers)

    def json(self, method: str, path: str, document: Any, **headers: str) -> tuple[int, str, str]:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask(method, path, body, **{"Content-Type": "application/json", **headers})

    def say_nonsense(self) -> None:
        """Send what is no HTTP at all, with a person's words in it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(f"GET /{PHONE} HTTP/1.1\r\n{PLANTED} without colon\r\n\r\n".encode())
            line.recv(1000)

    def log(self) -> str:
        """End the server and return everything it wrote."""
        self.process.terminate()
        return self.process.communicate(timeout=30)[0].decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Served]:
    port, county = free_port(), make_county()
    settings = {
        "GUANHU_DATA": str(tmp_path / "data"),
        "GUANHU_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "GUANHU_SECRET_KEY": SECRET,
    }
    process = subprocess.Popen(
        [*SERVE, "--bind", f"127.0.0.1:{port}"], env={**os.environ, **settings},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    made = Served(port, process, county)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            made.ask("GET", "/healthz")
            break
        except OSError:
            time.sleep(0.1)
    yield made
    if process.poll() is None:
        process.kill()
        process.communicate()


def lines_of(log: str) -> list[dict[str, Any]]:
    """Return the entries; fails when a line is no JSON, so that a line break inside one is seen too."""
    return [json.loads(line) for line in log.splitlines()]


def test_every_way_in_leaves_no_word_of_a_person_in_the_log(served: Served, app: Flask) -> None:
    worker = sign_in(app.test_client(), "worker")
    session = worker.client.get_cookie("guanhu").value
    cookie = {"Cookie": f"guanhu={session}", "X-CSRF-Token": worker.csrf}
    item = item_of(worker, "inspection", PHONE, {"remark": PLANTED, "place": {"lat": float(PLACE)}})
    served.ask("GET", f"/t/{served.county.token}?{urlencode({'name': PLANTED})}")
    served.form(f"/t/{served.county.token}/report")
    served.form("/desk/sign-in")
    served.json("POST", "/api/v1/sign-in", {"username": "worker", "password": PASSWORD, "device_id": PHONE})
    served.json("PUT", f"/api/v1/items/{item.id}", item.raw, **cookie)
    served.json("POST", "/api/v1/items", f'{{"broken": "{PLANTED}'.encode(), **cookie)
    served.say_nonsense()
    log = served.log()
    secrets = {NAME, PHONE, PLACE, WORDS, PASSWORD, session, worker.csrf, served.county.token}
    assert len(lines_of(log)) >= 7
    assert [secret for secret in secrets if secret in log or quote(secret) in log] == []


def test_a_failure_keeps_its_places_and_none_of_its_words(served: Served) -> None:
    words = quote(PLANTED)
    statuses = [served.form(f"/breaks/{words}")[0], served.form(f"/breaks-in-database/{words}")[0]]
    served.ask("GET", f"/breaks-late/{words}")
    log = served.log()
    failures = {line["failure"]: line["at"] for line in lines_of(log) if "failure" in line}
    assert statuses == [500, 500]
    assert len(failures.keys() & {"IntegrityError", "DataError"}) == 1  # each database has its own reason
    assert any("breaking.py" in place for place in failures["ValueError"])
    assert [word for word in (*PLANTED.split(), words) if word in log] == []


def test_two_lengths_of_one_message_are_refused(served: Served) -> None:
    head = ("POST /s HTTP/1.1", "Host: localhost", "Content-Length: 6", "Transfer-Encoding: chunked", "", "")
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall("\r\n".join(head).encode() + b"5\r\nhello\r\n0\r\n\r\n")
        answer = line.recv(200)
    assert answer.startswith(b"HTTP/1.1 400")


LINGER_S, PHONES = 2.0, 10  # gunicorn's own patience with whoever does not hang up


def test_phones_that_do_not_hang_up_make_nobody_wait(served: Served) -> None:
    began = time.monotonic()
    with ExitStack() as lines:
        for _ in range(PHONES):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=60))
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            while line.recv(4096):  # until the server has said all that it will say
                pass
    assert time.monotonic() - began < PHONES * LINGER_S / 4


def test_photo_whose_line_breaks_in_a_piece_goes_on_after_the_piece_before(
    served: Served, app: Flask
) -> None:
    worker, photo = sign_in(app.test_client(), "worker"), picture()
    worker.push(visit_of(worker, served.county.asset_id, "WE01", photo=photo))
    session, address = worker.client.get_cookie("guanhu").value, address_of(photo)
    told = {"Cookie": f"guanhu={session}", "X-CSRF-Token": worker.csrf}

    def put(first: int, last: int) -> int:
        span = {"Content-Range": f"bytes {first}-{last}/{len(photo)}"}
        return served.ask("PUT", address, photo[first : last + 1], **told, **span)[0]

    assert put(0, 199) == 204
    head = [f"PUT {address} HTTP/1.1", "Host: localhost", "Content-Length: 200", "Origin: http://localhost",
            f"Content-Range: bytes 200-399/{len(photo)}", *map(": ".join, told.items()), "", ""]  # fmt: skip
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall("\r\n".join(head).encode() + photo[200:250])
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)) as line:
        line.request("HEAD", address, headers=told)
        assert line.getresponse().headers["Upload-Offset"] == "200"
    assert put(200, len(photo) - 1) == 201
