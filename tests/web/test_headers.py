"""Every answer of every route carries the security headers, errors and static files included."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.conftest import MakeApp
from tests.makers import PASSWORD, County
from tests.web.villager import Villager

NO_ID = "00000000-0000-7000-8000-000000000000"
FILLING = {
    "token": "7xsrcnd59zwm",
    "filename": "look/icons.svg",
    "path": "today",
    "kind": "blank",
    "sha256": "0" * 64,
    "side": 320,
}


def answers(app: Flask, client: FlaskClient) -> Iterator[tuple[str, object]]:
    for rule in app.url_map.iter_rules():
        values = {name: FILLING.get(name, NO_ID) for name in rule.arguments}
        address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method_of(rule))
        yield address, client.open(address, method=method_of(rule))


def method_of(rule: Rule) -> str:
    methods = (rule.methods or set()) - {"OPTIONS"}
    return min(methods - {"HEAD"} or methods)


def test_every_route_answers_with_the_headers(app: Flask, client: FlaskClient) -> None:
    for address, answer in answers(app, client):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy, address
        assert "'unsafe-eval'" not in policy, address
        for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert part in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert "geolocation=(self)" in headers["Permissions-Policy"], address


@pytest.mark.parametrize("address", ["/nothing-here", "/t/x/y/z", "/static/nothing.css", "/api/v1/nothing"])
def test_errors_carry_them_too(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_https_is_remembered_by_the_browser(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/s").headers
    secure = client.get("/s", base_url="https://localhost")
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]


def test_static_files_with_their_hash_are_kept_for_good(client: FlaskClient) -> None:
    assert "immutable" in client.get("/static/look/icons.svg?v=abc").headers["Cache-Control"]
    assert "immutable" not in client.get("/static/look/icons.svg").headers.get("Cache-Control", "")


def test_cookies_of_the_public_are_out_of_reach_of_scripts(make_app: MakeApp, county: County) -> None:
    answer = Villager(make_app().test_client()).report(county.token, "WE01")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_session_cookie_is_bound_to_this_host_over_https(make_app: MakeApp, county: County) -> None:
    told = {"username": "worker", "password": PASSWORD, "device_id": "device"}
    client = make_app(https=True).test_client()
    here = {"base_url": "https://localhost", "headers": {"Origin": "https://localhost"}}
    cookie = client.post("/api/v1/sign-in", json=told, **here).headers["Set-Cookie"]
    assert cookie.startswith("__Host-guanhu=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_no_answer_invites_another_site(app: Flask, client: FlaskClient) -> None:
    inviting = [
        address for address, answer in answers(app, client) if "Access-Control" in str(answer.headers)
    ]
    assert inviting == []


def test_every_answer_says_what_it_is(app: Flask, client: FlaskClient) -> None:
    said = {
        address: answer.headers["Content-Type"] for address, answer in answers(app, client) if answer.data
    }
    known = re.compile(r"text/.*charset=utf-8|application/|image/")
    silent = [address for address, kind in said.items() if not known.match(kind)]
    assert silent == []


@pytest.mark.parametrize("folder", ["/static/", "/static/look/", "/photos/", "/.git/", "/instance/"])
def test_folders_are_not_listed(client: FlaskClient, folder: str) -> None:
    assert client.get(folder).status_code == 404


def test_trace_is_refused(client: FlaskClient) -> None:
    here = {"Origin": "http://localhost"}
    assert client.open("/healthz", method="TRACE", headers=here).status_code == 405
