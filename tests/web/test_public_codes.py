"""/s: the short code of a plate and the 查询码 of a report, in one box."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from server.core.clock import now
from tests.makers import County
from tests.web.villager import Villager


@pytest.fixture
def villager(client: FlaskClient) -> Villager:
    return Villager(client)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{upper}", "{spaced}"])
def test_short_code_leads_to_its_plate_however_it_is_typed(
    county: County, villager: Villager, typed: str
) -> None:
    code = county.short_code
    written = typed.format(code, upper=code.upper(), spaced=f"{code[:4]}-{code[4:]}")
    answer = villager.send("/s", {"code": written})
    assert (answer.status_code, answer.location) == (303, f"/t/{county.token}")


def test_query_code_leads_to_the_receipt_from_any_phone(
    county: County, app: Flask, villager: Villager
) -> None:
    receipt, code = villager.report(county.token, "WE01").location, ""
    code = villager.code
    someone = Villager(app.test_client())
    answer = someone.send("/s", {"code": f"{code[:4]} {code[4:]}", "county": "140699"})
    assert answer.location == receipt
    assert "井不出水" in someone.reads
    assert not someone.code


def test_wrong_code_is_told_kindly(county: County, villager: Villager) -> None:
    assert villager.send("/s", {"code": "12345678", "county": "140699"}).status_code == 404
    assert "没查到这个码" in villager.reads
    assert 'value="12345678"' in villager.sees


def test_guessing_stops_after_ten_tries_and_works_again_later(county: County, villager: Villager) -> None:
    villager.report(county.token, "WE01")
    code = villager.code
    wrong = [villager.send("/s", {"code": f"{n:08d}", "county": "140699"}).status_code for n in range(10)]
    assert set(wrong) == {404}
    assert villager.send("/s", {"code": code, "county": "140699"}).status_code == 429
    with time_machine.travel(now().timestamp() + 3700, tick=True):
        assert villager.send("/s", {"code": code, "county": "140699"}).status_code == 303


def test_guessing_without_keeping_the_cookie_stops_too(county: County, app: Flask) -> None:
    sent = [Villager(app.test_client()).send("/s", {"code": "1"}).status_code for _ in range(61)]
    assert sent[-1] == 429


def test_box_stands_open_without_a_script(county: County, villager: Villager) -> None:
    assert villager.open("/s").status_code == 200
    assert 'name="code"' in villager.sees
    assert '<input type="hidden" name="county" value="140699">' in villager.sees
