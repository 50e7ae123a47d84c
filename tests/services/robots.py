"""A robot's server as 企业微信 and 钉钉 have it: real HTTP on a free port, and what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any, BinaryIO


@dataclass
class Robot:
    """What came in, and how it answers: status, headers, body.

    drips  head or body: it sends that part a byte at a time, for ever
    """

    origin: str = ""
    paths: list[str] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"errcode":0,"errmsg":"ok"}'
    drips: str = ""
    meanwhile: Callable[[], None] = lambda: None


def drip(out: BinaryIO, part: str) -> None:
    """Answer so slowly that each byte comes in time and the answer never ends; until nobody listens."""
    started = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n" + (b"X: " if part == "head" else b"\r\n")
    with suppress(OSError):
        out.write(started)
        while True:
            sleep(0.05)
            out.write(b" ")


@contextmanager
def robot() -> Iterator[Robot]:
    one = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            one.paths.append(self.path)
            one.said.append(json.loads(raw))
            one.meanwhile()
            if one.drips:
                drip(self.wfile, one.drips)
                return
            self.send_response(one.status)
            for name, value in one.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(one.body)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.origin = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
