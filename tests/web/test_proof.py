"""Something grave: the person proves anew who he is, and what he wanted goes on, nothing typed lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import request

from server.core.clock import now
from server.core.db import unit_of_work
from server.identity.access.actions import public
from server.web.desk.proof import proven
from tests.conftest import MakeApp
from tests.makers import PASSWORD, County, make_county, make_user
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk
from tests.web.letting_in import choose

QR = '<div class="code" role="img"'


@pytest.fixture
def late(county: County, desk: Desk) -> Clerk:
    """A clerk who signed in an hour ago, in a county that asks again after ten minutes."""
    choose("reauth_minutes", 10)
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        return desk("village")


def page_of(county: County) -> str:
    return f"/desk/people/{county.people['worker']}/access"


def test_grave_act_asks_for_the_password_and_then_goes_on(county: County, late: Clerk) -> None:
    late.open(page_of(county))
    assert late.send("activation").status_code == 403
    assert "再确认一次" in late.sees
    assert QR not in late.sees
    late.send("activation", proof_password=PASSWORD)
    assert QR in late.sees


def test_wrong_proof_is_refused_and_asked_again(county: County, late: Clerk) -> None:
    late.open(page_of(county))
    late.send("activation")
    assert late.send("activation", proof_password="wrong").status_code == 401
    assert "名字或密码不对" in late.sees
    late.send("activation", proof_password=PASSWORD)
    assert "<svg" in late.sees


def test_fresh_proof_is_not_asked_for_twice(county: County, late: Clerk) -> None:
    late.open(page_of(county))
    late.send("activation")
    late.send("activation", proof_password=PASSWORD)
    late.open(page_of(county))
    assert late.send("activation").status_code == 200


def test_nothing_is_asked_where_the_county_does_not_want_it(county: County, desk: Desk) -> None:
    with time_machine.travel(now() - timedelta(hours=7), tick=False):
        clerk = desk("village")
    clerk.open(page_of(county))
    assert clerk.send("activation").status_code == 200


@pytest.fixture
def grave(make_app: MakeApp) -> Clerk:
    """A late clerk of an app with a grave deed and a grave sheet."""
    app = make_app()
    deed, sheet = proven(lambda: "|".join(request.form.getlist("words"))), proven(lambda: "the sheet")
    app.add_url_rule("/desk/grave/deed", "desk.deed", public(deed), methods=["POST"])
    app.add_url_rule("/desk/grave/sheet", "desk.sheet", public(sheet))
    with app.app_context():
        make_county()
        choose("reauth_minutes", 10)
    clerk = Clerk(app.test_client())
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        clerk.sign_in("village")
    return clerk


def test_everything_that_was_typed_goes_on_with_the_proof(grave: Clerk) -> None:
    typed = {"csrf": grave.form("sign-out").fields["csrf"], "words": ["第一句 <b>", "第二句"]}
    grave.sees = grave.client.post("/desk/grave/deed", data=typed, headers=SAME_SITE).text
    form = grave.form("deed")
    assert grave.sees.count('name="words"') == 2
    assert form.fields["words"] == "第二句"
    sent = {**form.fields, "words": typed["words"], "proof_password": PASSWORD}
    done = grave.client.post("/desk/grave/deed", data=sent, headers=SAME_SITE)
    assert done.text == "第一句 <b>|第二句"


def test_page_that_was_only_to_be_fetched_follows_after_the_proof(grave: Clerk) -> None:
    grave.open("/desk/grave/sheet?year=2026")
    form = next(form for form in grave.forms() if "/desk/me/proof" in form.action)
    sent = {**form.fields, "proof_password": PASSWORD}
    answer = grave.client.post(form.action, data=sent, headers=SAME_SITE)
    assert answer.location == "/desk/grave/sheet?year=2026"
    assert grave.open(answer.location).text == "the sheet"


def test_proof_never_leads_to_another_site(late: Clerk) -> None:
    late.open("/desk/me")
    fields = {"csrf": late.form("sign-out").fields["csrf"], "proof_password": PASSWORD}
    answer = late.client.post("/desk/me/proof?next=https://evil.example/", data=fields, headers=SAME_SITE)
    assert (answer.status_code, answer.location) == (303, "/desk/")


@pytest.mark.parametrize(
    "address",
    [
        "/desk/people/new",
        "/desk/people/{worker}/posts",
        "/desk/people/{worker}/ending",
        "/desk/people/{worker}/suspension",
        "/desk/people/{worker}/return",
        "/desk/settings",
        "/desk/channels/addition",
        "/desk/regions/140699100201/merger",
        "/desk/regions/140699100201/parent",
    ],
)
def test_who_administers_is_asked_again_before_it_is_done(county: County, desk: Desk, address: str) -> None:
    choose("reauth_minutes", 10)
    with unit_of_work():
        make_user("keeper", ("sys_admin",), county.paths["county"])
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        keeper = desk("keeper")
    typed = {"csrf": keeper.csrf, "name": "新的名字"}
    asked = keeper.client.post(address.format(worker=county.people["worker"]), data=typed, headers=SAME_SITE)
    assert asked.status_code == 403
    assert "再确认一次" in asked.text
    assert "新的名字" in asked.text
