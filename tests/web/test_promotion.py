"""A field worker becomes staff: his phone, let in by somebody's QR code, must not become a staff desk."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

from server.core.clock import now, today
from server.core.db import db
from server.identity.accounts.models import SignIn
from tests.makers import County, Signed, sign_in, visit_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone
from tests.web.letting_in import activated

T1 = "140699100000"


def promote(clerk: Clerk, county: County, preset: str = "township", **more: object) -> None:
    clerk.open(f"/desk/people/{county.people['worker']}")
    told = {"preset": preset, "tick": ["staff"] if preset == "township" else [], "place": T1, **more}
    answer = clerk.send("posts", **told)
    assert answer.status_code == 200, answer.text


def is_let_in(worker: Signed) -> bool:
    return worker.client.get("/desk/people").status_code == 200


def test_phone_opened_by_a_qr_gains_no_office_when_its_owner_is_promoted(
    app: Flask, county: County, desk: Desk
) -> None:
    worker = activated(app, desk("village"), county.people["worker"])
    promote(desk("county"), county)
    assert worker.client.get("/desk/people").status_code in {302, 303, 401}
    answer = worker.client.get("/api/v1/me")
    assert (answer.status_code, answer.json["code"]) == (401, "accounts/session-revoked")


def test_phone_opened_by_a_qr_is_over_on_the_day_the_post_begins(
    app: Flask, county: County, desk: Desk
) -> None:
    worker = activated(app, desk("village"), county.people["worker"])
    promote(desk("county"), county, from_on=(today() + timedelta(days=3)).isoformat())
    assert worker.client.get("/api/v1/me").status_code == 200
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        assert worker.client.get("/api/v1/me").status_code == 401
        assert not is_let_in(worker)


def test_session_by_password_lasts_a_days_work_from_the_promotion_on(
    county: County, desk: Desk, phone: Phone
) -> None:
    worker = phone("worker")
    promote(desk("county"), county)
    assert is_let_in(worker)
    row = db.session.query(SignIn).filter_by(user_id=county.people["worker"]).one()
    assert row.expires_at <= row.signed_in_at + timedelta(hours=8)
    with time_machine.travel(now() + timedelta(hours=9), tick=False):
        assert not is_let_in(worker)


def test_old_session_by_password_is_over_on_the_day_the_post_begins(
    county: County, desk: Desk, phone: Phone
) -> None:
    worker = phone("worker")
    promote(desk("county"), county, from_on=(today() + timedelta(days=3)).isoformat())
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        assert not is_let_in(worker)


def test_further_field_post_leaves_the_phone_as_it_is(app: Flask, county: County, desk: Desk) -> None:
    worker = activated(app, desk("village"), county.people["worker"])
    promote(desk("county"), county, preset="maintainer")
    assert worker.client.get("/api/v1/me").status_code == 200


def test_what_the_ended_phone_had_not_sent_comes_after_a_new_sign_in(
    app: Flask, county: County, desk: Desk
) -> None:
    worker = activated(app, desk("village"), county.people["worker"])
    unsent = visit_of(worker, county.asset_id)
    promote(desk("county"), county)
    (receipt,) = sign_in(worker.client, "worker").push(unsent)
    assert receipt["status"] == "accepted"
