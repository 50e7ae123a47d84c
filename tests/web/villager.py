"""A villager with a phone: scans, taps links, sends forms; never runs a script."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.core.clock import now

A_WHILE_S = 20


@dataclass
class Villager:
    """One browser; `sees` is the page before him."""

    client: FlaskClient
    sees: str = ""

    def scan(self, token: str, **more: Any) -> TestResponse:
        return self.open(f"/t/{token}", **more)

    def open(self, address: str, **more: Any) -> TestResponse:
        answer = self.client.get(address, **more)
        self.sees = answer.text
        return answer

    def tap(self, words: str) -> TestResponse:
        """Follow the link that carries these words."""
        for address, inside in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', self.sees, re.DOTALL):
            if words in inside:
                return self.open(address.replace("&amp;", "&"))
        raise AssertionError(f"no link says {words}")

    def send(
        self,
        address: str,
        fields: dict[str, Any] | None = None,
        photos: tuple[bytes, ...] = (),
        name: str | None = None,
    ) -> TestResponse:
        """Send a form from this site, its photos under a name, and follow where it leads."""
        files = [
            (io.BytesIO(photo), f"{count}.jpg" if name is None else name)
            for count, photo in enumerate(photos)
        ]
        answer = self.client.post(
            address, data={**(fields or {}), "photo": files}, headers={"Origin": "http://localhost"},
            content_type="multipart/form-data",
        )  # fmt: skip
        self.sees = answer.text
        if answer.status_code == 303:
            self.open(answer.location)
        return answer

    def report(
        self, token: str, kind: str = "WE01", photos: tuple[bytes, ...] = (), **more: Any
    ) -> TestResponse:
        """Report a kind of trouble as a person would: the page opens, he looks, he sends."""
        opened = parse_qs(urlsplit(self.first_kind(token)).query)["opened"][0]
        with time_machine.travel(now().timestamp() + A_WHILE_S, tick=True):
            return self.send(f"/t/{token}/reports", {"kind": kind, "opened": opened, **more}, photos)

    def first_kind(self, token: str) -> str:
        self.open(f"/t/{token}/report")
        found = re.search(r'href="(/t/[^"]+kind=[^"]+)"', self.sees)
        assert found, self.sees
        return found[1].replace("&amp;", "&")

    @property
    def code(self) -> str:
        """The 查询码 on the page."""
        found = re.search(r'id="query-code">([\d ]+)<', self.sees)
        return found[1].replace(" ", "") if found else ""

    @property
    def reads(self) -> str:
        """The words of the page, without marks."""
        body = self.sees[self.sees.index("<body") :]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()
