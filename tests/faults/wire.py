"""The line between a model phone and the server: it may lose a request, an answer, or the rest of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask
from flask.testing import FlaskClient

from tests.faults.deaths import Died

NDJSON = "application/x-ndjson"
ORIGIN = "http://localhost"
OK = 300


class NoAnswer(Exception):
    """The line broke; whether the server did what it was asked is not known."""


class Refused(Exception):
    """The server answered, and not with what was asked for."""

    def __init__(self, status: int, body: Any = None) -> None:
        super().__init__(f"{status} {body}")
        self.status, self.code = status, (body or {}).get("code") if isinstance(body, dict) else None


class Wire(Protocol):
    """What a phone can ask; each raises NoAnswer and Refused."""

    def items(self, raws: list[bytes]) -> tuple[list[dict[str, Any]], bool]:
        """Send a batch; returns the receipts that came, and whether the answer was whole."""

    def item(self, item_id: str, raw: bytes) -> dict[str, Any]: ...
    def file(self, sha256: str, raw: bytes) -> None: ...
    def feed(self, cursor: str) -> list[dict[str, Any]]:
        """Return the lines that came; the last one is the cursor only if the answer was whole."""


@dataclass
class Weather:
    """What happens to the next request.

    lost        "request": it never comes; "answer": it is carried out and nobody hears of it; "twice": it
                comes twice, and the second answer is read
    lines       how many lines of a streamed answer come through before the line breaks; None for all
    misfortune  what befalls the server meanwhile, see deaths.py
    """

    lost: str = ""
    lines: int | None = None
    misfortune: Callable[[], AbstractContextManager[object]] = nullcontext


CALM = Weather()


@dataclass
class Inside:
    """A wire straight into the app, without a network; every fault comes from the weather."""

    app: Flask
    secret: str = ""
    csrf: str = ""
    weather: Weather = field(default_factory=Weather)
    after: Callable[[], None] = lambda: None

    def items(self, raws: list[bytes]) -> tuple[list[dict[str, Any]], bool]:
        status, lines, whole = self._ask("POST", "/api/v1/items", b"\n".join(raws), NDJSON)
        if status >= OK:
            raise Refused(status, _read(lines))
        return [json.loads(line) for line in lines], whole

    def item(self, item_id: str, raw: bytes) -> dict[str, Any]:
        return dict(self._whole("PUT", f"/api/v1/items/{item_id}", raw, "application/json"))

    def file(self, sha256: str, raw: bytes) -> None:
        self._whole("PUT", f"/api/v1/files/{sha256}", raw, "image/jpeg")

    def feed(self, cursor: str) -> list[dict[str, Any]]:
        status, lines, _ = self._ask("GET", f"/api/v1/feed?cursor={cursor}")
        if status >= OK:
            raise Refused(status, _read(lines))
        return [json.loads(line) for line in lines]

    def _whole(self, method: str, path: str, body: bytes, mime: str) -> Any:
        status, lines, whole = self._ask(method, path, body, mime)
        if status >= OK:
            raise Refused(status, _read(lines))
        if not whole:
            raise NoAnswer
        return _read(lines)

    def _ask(
        self, method: str, path: str, body: bytes = b"", mime: str | None = None
    ) -> tuple[int, list[bytes], bool]:
        weather, self.weather = self.weather, CALM
        if weather.lost == "request":
            raise NoAnswer
        try:
            with weather.misfortune():
                for _ in range(2 if weather.lost == "twice" else 1):
                    answer = Context().run(self._open, method, path, body, mime)
        finally:
            self.after()
        status, lines, died = answer
        if weather.lost == "answer" or status is None:
            raise NoAnswer
        if weather.lines is not None and weather.lines < len(lines):
            return status, lines[: weather.lines], False
        return status, lines, not died

    def _open(
        self, method: str, path: str, body: bytes, mime: str | None
    ) -> tuple[int | None, list[bytes], bool]:
        client = FlaskClient(self.app, self.app.response_class, use_cookies=True)
        client.set_cookie("guanhu", self.secret)
        lines: list[bytes] = []
        headers = {"X-CSRF-Token": self.csrf, "Origin": ORIGIN}
        try:
            answer = client.open(path, method=method, data=body, content_type=mime, headers=headers)
        except (Died, Exception):  # a server that fails while it answers closes the line
            return None, lines, True
        try:
            lines.extend(line for chunk in answer.response for line in chunk.splitlines())
        except (Died, Exception):
            return answer.status_code, lines, True
        finally:
            answer.close()
        return answer.status_code, lines, False


def _read(lines: list[bytes]) -> Any:
    return json.loads(b"\n".join(lines) or b"null")
