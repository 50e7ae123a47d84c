"""Logs tell what failed and where, never what a person wrote."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.clock import now
from server.core.events import Event
from server.field.inspections.events import InspectionFiled
from tests.makers import County, visit_of
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk, Phone


def test_failure_is_logged_without_a_persons_words(
    app: Flask, county: County, phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    def breaks(_event: Event) -> None:
        raise ValueError("张三家13912345678")

    app.extensions["flow"] = {**app.extensions["flow"], InspectionFiled: (breaks,)}
    worker = phone("worker")
    worker.put(visit_of(worker, county.asset_id, "WE01"))
    said = "".join(capfd.readouterr())
    assert "ValueError" in said
    assert "13912345678" not in said


def told(capfd: pytest.CaptureFixture[str], number: str) -> list[dict[str, Any]]:
    """Return what the log tells of one request."""
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    return [line for line in lines if line.get("request_id") == number]


def test_a_request_leaves_one_line_with_its_rule_and_its_number(
    client: FlaskClient, county: County, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get(f"/t/{county.token}?name=x")
    lines = told(capfd, answer.headers["X-Request-Id"])
    kept = {key: lines[0][key] for key in ("event", "method", "route", "status", "level", "who")}
    assert len(lines) == 1
    assert kept == {
        "event": "request", "method": "GET", "route": "/t/<token>", "status": 200,
        "level": "info", "who": None,
    }  # fmt: skip


def test_the_error_page_names_the_number_by_which_the_log_knows_it(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/no/such/place")
    number = answer.headers["X-Request-Id"]
    assert f"说这个号：{number}" in answer.text
    assert [line["status"] for line in told(capfd, number)] == [404]


def test_a_number_sent_along_is_not_believed(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "13912345678"})
    assert answer.headers["X-Request-Id"] != "13912345678"


def test_an_account_is_told_apart_in_the_log_but_not_named(
    phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    worker, village = phone("worker"), phone("village")
    capfd.readouterr()
    for one in (worker, worker, village):
        one.client.get("/api/v1/feed")
    said = capfd.readouterr().err
    names = [json.loads(line)["who"] for line in said.splitlines()]
    assert (names[0], len(set(names))) == (names[1], 2)
    assert not [one.user_id for one in (worker, village) if str(one.user_id) in said]


def test_every_line_tells_its_moment_in_utc(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/healthz")
    (line,) = told(capfd, answer.headers["X-Request-Id"])
    moment = datetime.fromisoformat(line["timestamp"])
    assert moment.utcoffset() == timedelta(0)
    assert abs(now() - moment) < timedelta(minutes=1)


def test_what_is_refused_is_told_too(desk: Desk, county: County, capfd: pytest.CaptureFixture[str]) -> None:
    village, stranger = desk("village"), desk("foreign_township")
    answers = [
        village.client.post(
            "/desk/sign-in", data={"username": "village", "password": "wrong"}, headers=SAME_SITE
        ),
        stranger.client.get(f"/desk/assets/{county.asset_id}"),
        village.client.post("/desk/sign-out", headers=SAME_SITE),
    ]
    lines = {line["request_id"]: line for line in map(json.loads, capfd.readouterr().err.splitlines())}
    said = [lines[answer.headers["X-Request-Id"]] for answer in answers]
    assert [line["status"] for line in said] == [401, 404, 403]
    assert all(line["who"] for line in said[1:])
