"""Wrong passwords make a name and an address rest, shut nobody out, and tell nobody who has an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import update

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.identity.accounts.actions import forget_tries
from server.identity.accounts.models import SignInTry
from server.identity.accounts.rules import FREE_TRIES_AN_HOUR
from tests.conftest import MakeApp
from tests.makers import PASSWORD, County, make_county

WRONG = "not his password"


def try_in(app: Flask, name: str, password: str = WRONG, address: str = "10.0.0.1", **headers: str) -> Any:
    return app.test_client().post(
        "/api/v1/sign-in",
        json={"username": name, "password": password},
        headers={"Origin": "http://localhost", **headers},
        environ_overrides={"REMOTE_ADDR": address},
    )


def wrong_from(app: Flask, address: str, tries: int) -> None:
    """Let so many names be tried from an address; argon2 makes each slow, so most are counted by hand."""
    try_in(app, "somebody", address=address)
    with unit_of_work() as session:
        session.execute(update(SignInTry).values(failed_count=tries - 1, next_try_at=now()))
    try_in(app, "another", address=address)


def test_address_that_tries_name_after_name_has_to_rest(app: Flask, county: County) -> None:
    wrong_from(app, "10.0.0.1", FREE_TRIES_AN_HOUR + 1)
    answer = try_in(app, "village", PASSWORD)
    assert (answer.status_code, answer.json["code"]) == (429, "accounts/sign-in-too-soon")
    assert try_in(app, "village", PASSWORD, address="10.0.0.2").status_code == 200


def test_village_behind_one_address_may_mistype_sixty_times_an_hour(app: Flask, county: County) -> None:
    wrong_from(app, "10.0.0.1", FREE_TRIES_AN_HOUR)
    assert try_in(app, "village", PASSWORD).status_code == 200


def test_address_rests_for_a_minute_only_and_starts_anew_after_an_hour(app: Flask, county: County) -> None:
    wrong_from(app, "10.0.0.1", FREE_TRIES_AN_HOUR + 1)
    with time_machine.travel(now() + timedelta(seconds=61), tick=False):
        assert try_in(app, "village", PASSWORD).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=62), tick=False):
        try_in(app, "worker")
        assert try_in(app, "village", PASSWORD).status_code == 200


def test_right_password_does_not_clear_the_address(app: Flask, county: County) -> None:
    wrong_from(app, "10.0.0.1", FREE_TRIES_AN_HOUR)
    try_in(app, "village", PASSWORD)
    try_in(app, "worker")
    assert try_in(app, "village", PASSWORD).status_code == 429


def test_name_that_nobody_has_rests_like_any_other(app: Flask, county: County) -> None:
    for name in ("village", "nobody-at-all"):
        answers = [try_in(app, name, address=f"10.0.1.{number}") for number in range(7)]
        assert [answer.status_code for answer in answers] == [401] * 6 + [429]
        assert answers[0].json["code"] == "accounts/sign-in-refused"


def test_neither_names_nor_addresses_can_be_read_from_the_tries(app: Flask, county: County) -> None:
    try_in(app, "13912345678", address="203.0.113.9")
    kept = " ".join(str(vars(row)) for row in db.session.query(SignInTry))
    assert "13912345678" not in kept
    assert "203.0.113.9" not in kept
    with app.app_context():
        keys = {row.key_hash for row in db.session.query(SignInTry)}
    app.config["SECRET_KEY"] = "another key altogether, long enough"
    try_in(app, "13912345678", address="203.0.113.9")
    assert {row.key_hash for row in db.session.query(SignInTry)} > keys


def test_tries_are_forgotten_after_a_day(app: Flask, county: County) -> None:
    try_in(app, "village")
    assert forget_tries(100) == 0
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert forget_tries(100) == 2
    assert db.session.query(SignInTry).count() == 0


def test_forwarded_address_is_believed_only_behind_a_known_proxy(make_app: MakeApp) -> None:
    app = make_app(proxies=1)
    with app.app_context():
        make_county()
        wrong = {"X-Forwarded-For": "198.51.100.1, 198.51.100.7"}
        try_in(app, "somebody", address="10.0.0.9", **wrong)
        with unit_of_work() as session:
            session.execute(update(SignInTry).values(failed_count=FREE_TRIES_AN_HOUR, next_try_at=now()))
        try_in(app, "another", address="10.0.0.9", **wrong)
        same = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}  # the first is what the client wrote
        other = {"X-Forwarded-For": "198.51.100.8"}
        assert try_in(app, "village", PASSWORD, "10.0.0.9", **same).status_code == 429
        assert try_in(app, "village", PASSWORD, "10.0.0.9", **other).status_code == 200


def test_forwarded_address_is_not_believed_without_a_proxy(app: Flask, county: County) -> None:
    wrong_from(app, "10.0.0.1", FREE_TRIES_AN_HOUR + 1)
    lie = {"X-Forwarded-For": "198.51.100.8"}
    assert try_in(app, "village", PASSWORD, **lie).status_code == 429
