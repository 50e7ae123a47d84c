"""Whose address a request has: the proxies' word counts only when there are that many proxies."""

from __future__ import annotations

import pytest
from flask import request

from tests.conftest import MakeApp


@pytest.mark.parametrize(
    ("proxies", "address", "secure"),
    [(0, "127.0.0.1", False), (1, "192.0.2.7", True), (2, "198.51.100.9", True)],
)
def test_only_as_many_proxies_are_believed_as_there_are(
    make_app: MakeApp, proxies: int, address: str, secure: bool
) -> None:
    app, seen = make_app(proxies=proxies), []
    app.before_request(lambda: seen.append((request.remote_addr, request.is_secure)))
    told = {"X-Forwarded-For": "203.0.113.5, 198.51.100.9, 192.0.2.7", "X-Forwarded-Proto": "https, https"}
    app.test_client().get("/healthz", headers=told)
    assert seen == [(address, secure)]
