"""A phone's wire over the bad road, to a real server."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from tests.faults.proxy import BadRoad
from tests.faults.wire import NDJSON, OK, NoAnswer, Refused

LINE_SECONDS = 20
CHUNK = 65536


@dataclass
class Road:
    """What a phone can ask; each request takes a line of its own."""

    road: BadRoad
    secret: str
    csrf: str

    def items(self, raws: list[bytes]) -> tuple[list[dict[str, Any]], bool]:
        body, whole = self._ask("POST", "/api/v1/items", b"\n".join(raws), NDJSON)
        return _lines(body), whole

    def item(self, item_id: str, raw: bytes) -> dict[str, Any]:
        return dict(json.loads(self._whole("PUT", f"/api/v1/items/{item_id}", raw, "application/json")))

    def file(self, sha256: str, raw: bytes) -> None:
        self._whole("PUT", f"/api/v1/files/{sha256}", raw, "image/jpeg")

    def feed(self, cursor: str) -> list[dict[str, Any]]:
        return _lines(self._ask("GET", f"/api/v1/feed?cursor={cursor}")[0])

    def _whole(self, method: str, path: str, body: bytes, mime: str) -> bytes:
        answer, whole = self._ask(method, path, body, mime)
        if not whole:
            raise NoAnswer
        return answer

    def _ask(self, method: str, path: str, body: bytes = b"", mime: str = "") -> tuple[bytes, bool]:
        """Return what came of the answer, and whether it was all of it."""
        line = http.client.HTTPConnection("127.0.0.1", self.road.port, timeout=LINE_SECONDS)
        headers = {
            "Cookie": f"guanhu={self.secret}", "X-CSRF-Token": self.csrf, "Content-Type": mime,
            "Origin": f"http://127.0.0.1:{self.road.port}",
        }  # fmt: skip
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            read, whole = _read(answer)
        except (OSError, http.client.HTTPException) as broken:
            raise NoAnswer from broken
        finally:
            line.close()
        if answer.status >= OK:
            raise Refused(answer.status, read)
        return read, whole


def _read(answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
    read, told = b"", answer.length  # None when the headers broke off before it
    try:
        while chunk := answer.read1(CHUNK):
            read += chunk
    except (OSError, http.client.HTTPException):
        return read, False
    return read, answer.chunked or len(read) == told


def _lines(body: bytes) -> list[dict[str, Any]]:
    """Return the lines that came whole."""
    return [json.loads(line) for line in body.split(b"\n")[:-1] if line]
