"""A second factor: set up at the desk, asked at every door, never twice with the same code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyotp
import pytest
import time_machine
from flask import Flask

from server.core.clock import now
from server.core.db import db
from server.core.sealing import Unsealable, seal, unseal
from server.identity.second_factors.models import RecoveryCode, SecondFactor
from server.identity.second_factors.queries import secret_of
from tests.makers import PASSWORD, County, make_user, visit_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone
from tests.web.letting_in import choose, show_code, suspend

SECRET_SHOWN = re.compile(r'<code class="address">([A-Z2-7]{32})</code>')
CODES_SHOWN = re.compile(r"<li><code>(\w{5} \w{5})</code></li>")
STEP = timedelta(seconds=30)


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).at(now())


def set_up(clerk: Clerk) -> tuple[str, list[str]]:
    """Set up a second factor; returns its secret and the recovery codes."""
    clerk.open("/desk/me/second-factor")
    clerk.send("start")
    found = SECRET_SHOWN.search(clerk.sees)
    assert found
    clerk.send("confirmation", code=code_of(found[1]))
    return found[1], CODES_SHOWN.findall(clerk.sees)


def phone_in(app: Flask, name: str, code: str | None = None) -> Any:
    told = {"username": name, "password": PASSWORD, "code": code}
    return app.test_client().post("/api/v1/sign-in", json=told, headers={"Origin": "http://localhost"})


@pytest.fixture
def armed(app: Flask, county: County, desk: Desk) -> tuple[str, list[str]]:
    """The township has a second factor since an hour."""
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        return set_up(desk("township"))


Armed = tuple[str, list[str]]


def test_desk_asks_for_the_code_after_the_password(app: Flask, armed: Armed) -> None:
    clerk = Clerk(app.test_client())
    assert clerk.sign_in("township", next="/desk/assets").status_code == 401
    assert clerk.client.get("/desk/").status_code == 303
    clerk.send("sign-in", code=code_of(armed[0]))
    assert clerk.at == "/desk/assets"


def test_wrong_password_is_not_told_whether_a_code_would_follow(app: Flask, armed: Armed) -> None:
    clerk = Clerk(app.test_client())
    clerk.sign_in("township", "wrong")
    assert "动态码" not in clerk.sees


def test_wrong_code_lets_nobody_in_and_is_counted(app: Flask, armed: Armed) -> None:
    clerk = Clerk(app.test_client())
    clerk.sign_in("township")
    for _ in range(7):
        answer = clerk.send("sign-in", code="000000")
    assert answer.status_code == 429
    assert clerk.client.get("/desk/").status_code == 303


def test_half_way_in_does_not_last_longer_than_five_minutes(app: Flask, armed: Armed) -> None:
    clerk = Clerk(app.test_client())
    clerk.sign_in("township")
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        clerk.send("sign-in", code=code_of(armed[0]))
    assert clerk.client.get("/desk/").status_code == 303


def test_same_code_is_refused_the_second_time(app: Flask, armed: Armed) -> None:
    with time_machine.travel(now(), tick=False):
        assert phone_in(app, "township", code_of(armed[0])).status_code == 200
        again = phone_in(app, "township", code_of(armed[0]))
    assert (again.status_code, again.json["code"]) == (401, "second_factors/code-wrong")


def test_clock_of_the_phone_may_be_half_a_minute_off_but_not_two(app: Flask, armed: Armed) -> None:
    totp = pyotp.TOTP(armed[0])
    with time_machine.travel(now(), tick=False):
        assert phone_in(app, "township", totp.at(now() - 2 * STEP)).status_code == 401
        assert phone_in(app, "township", totp.at(now() + 2 * STEP)).status_code == 401
        assert phone_in(app, "township", totp.at(now() - STEP)).status_code == 200
        assert phone_in(app, "township", totp.at(now() + STEP)).status_code == 200
        assert phone_in(app, "township", totp.at(now())).status_code == 401  # older than the last one taken


def test_phone_is_told_that_a_code_is_lacking(app: Flask, armed: Armed) -> None:
    answer = phone_in(app, "township")
    assert (answer.status_code, answer.json["code"]) == (401, "second_factors/code-needed")


def test_recovery_code_works_once_however_it_is_typed(app: Flask, armed: Armed) -> None:
    _, spare = armed
    assert len(set(spare)) == 10
    assert phone_in(app, "township", spare[0].upper()).status_code == 200
    assert phone_in(app, "township", spare[0]).status_code == 401
    assert phone_in(app, "township", spare[1].replace(" ", "")).status_code == 200


def test_database_holds_neither_secret_nor_recovery_codes(app: Flask, armed: Armed) -> None:
    secret, spare = armed
    rows = [*db.session.query(SecondFactor), *db.session.query(RecoveryCode)]
    kept = " ".join(str(vars(row)) for row in rows)
    assert secret not in kept
    assert not [code for code in spare if code.replace(" ", "") in kept]
    assert secret_of(db.session.query(SecondFactor).one()) == secret


def test_secret_sealed_with_another_key_is_not_read() -> None:
    sealed = seal("a secret", "one key", "second factor")
    assert unseal(sealed, "one key", "second factor") == "a secret"
    for key, purpose in (("another key", "second factor"), ("one key", "another purpose")):
        with pytest.raises(Unsealable):
            unseal(sealed, key, purpose)


def test_secret_is_never_shown_again(app: Flask, county: County, desk: Desk) -> None:
    clerk = desk("township")
    secret, _ = set_up(clerk)
    clerk.open("/desk/me/second-factor")
    assert secret not in clerk.sees


def test_factor_that_was_never_confirmed_locks_nobody_out(county: County, desk: Desk) -> None:
    clerk = desk("township")
    clerk.open("/desk/me/second-factor")
    clerk.send("start")
    assert clerk.send("confirmation", code="000000").status_code == 401
    clerk.open("/desk/")
    clerk.send("sign-out")
    assert clerk.sign_in("township").status_code == 200


def test_own_factor_is_taken_off_with_password_and_code(app: Flask, armed: Armed) -> None:
    clerk = Clerk(app.test_client())
    with time_machine.travel(now(), tick=False) as clock:
        clerk.sign_in("township")
        clerk.send("sign-in", code=code_of(armed[0]))
        clock.shift(2 * STEP)
        clerk.open("/desk/me/second-factor")
        assert clerk.send("removal", password="wrong", code=code_of(armed[0])).status_code == 401
        clerk.send("removal", password=PASSWORD, code=code_of(armed[0]))
    assert "动态码已去掉" in clerk.sees
    assert db.session.query(SecondFactor).count() + db.session.query(RecoveryCode).count() == 0


def test_security_administrator_takes_off_the_factor_of_a_lost_phone(
    app: Flask, county: County, desk: Desk, armed: Armed
) -> None:
    with db.session.begin():
        make_user("keeper", ("sec_admin",), county.paths["county"])
    choose("separate_administrators", True)
    keeper = desk("keeper")
    keeper.open(f"/desk/people/{county.people['township']}/access")
    keeper.send("removal")
    assert phone_in(app, "township").status_code == 200


def test_county_cadre_who_lets_somebody_in_does_not_take_his_factor_off(
    county: County, desk: Desk, armed: Armed
) -> None:
    clerk = desk("county")
    clerk.open(f"/desk/people/{county.people['township']}/access")
    assert not clerk.may("removal")


def test_new_password_by_the_cadres_code_still_needs_the_second_factor(
    app: Flask, county: County, desk: Desk, armed: Armed
) -> None:
    _, ticket = show_code(desk("county"), county.people["township"])
    clerk = Clerk(app.test_client())
    clerk.open("/desk/activate")
    clerk.send("activate", ticket=ticket)
    new = {"new": "三棵树下有口老井", "again": "三棵树下有口老井"}
    assert clerk.send("activate", **new, code="000000").status_code == 401
    clerk.send("activate", **new, code=code_of(armed[0]))
    assert clerk.at == "/desk/"


def must(role: str) -> None:
    choose("totp_roles", [role])


def test_whoever_must_have_a_factor_does_nothing_else_before(app: Flask, county: County, desk: Desk) -> None:
    clerk = desk("township")
    must("township_staff")
    for address in ("/desk/", "/desk/assets", "/desk/me"):
        clerk.open(address)
        assert clerk.at == "/desk/me/second-factor", address
    assert clerk.client.get("/api/v1/feed").json["code"] == "second_factors/factor-needed"
    set_up(clerk)
    assert clerk.open("/desk/").status_code == 200
    assert clerk.at == "/desk/"


def test_phone_of_whoever_must_have_a_factor_sends_him_to_the_desk_first(app: Flask, county: County) -> None:
    must("township_staff")
    answer = phone_in(app, "township")
    assert (answer.status_code, answer.json["code"]) == (403, "second_factors/factor-needed")


def test_field_workers_are_never_asked_for_a_factor(app: Flask, county: County, phone: Phone) -> None:
    must("patrol_worker")
    worker = phone("worker")
    assert worker.client.get("/api/v1/feed").status_code == 200


def test_suspended_person_without_a_factor_still_brings(county: County, phone: Phone) -> None:
    village = phone("village")
    must("village_admin")
    suspend(county.people["village"])
    assert village.put(visit_of(village, county.asset_id)).status_code == 200
    assert UUID(phone("village").client.get("/api/v1/me").json["user_id"]) == county.people["village"]
