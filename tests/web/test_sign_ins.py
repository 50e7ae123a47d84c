"""Sessions are listed and can be ended; a suspended user's may only bring."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.identity.accounts.models import SignIn, User
from server.services.feed.models import CountyHead
from tests.makers import PASSWORD, County, Signed, visit_of
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk, Phone
from tests.web.letting_in import activated, choose, suspend

NEW = "三棵树下有口老井"


def row_of(person: UUID) -> SignIn:
    return db.session.query(SignIn).filter_by(user_id=person).order_by(SignIn.signed_in_at.desc()).first()  # type: ignore[return-value]


def test_phone_lists_where_its_user_is_signed_in(app: Flask, county: County, desk: Desk) -> None:
    phone = activated(app, desk("village"), county.people["worker"])
    (row,) = phone.client.get("/api/v1/sign-ins").json
    assert row["this_one"]
    assert row["opened_by"] == "village"
    assert row["id"] == str(row_of(county.people["worker"]).id)
    assert row_of(county.people["worker"]).secret_hash not in str(row)


def test_user_ends_the_session_of_a_phone_he_lost(county: County, phone: Phone) -> None:
    lost, kept = phone("worker"), phone("worker")
    rows = kept.client.get("/api/v1/sign-ins").json
    other = next(row["id"] for row in rows if not row["this_one"])
    assert kept.client.delete(f"/api/v1/sign-ins/{other}", headers=kept.headers).status_code == 204
    answer = lost.put(visit_of(lost, county.asset_id))
    assert (answer.status_code, answer.json["code"]) == (401, "accounts/session-revoked")
    assert kept.client.get("/api/v1/me").status_code == 200


def test_nobody_ends_anothers_session_from_the_phone(county: County, phone: Phone) -> None:
    worker, neighbour = phone("worker"), phone("neighbour")
    address = f"/api/v1/sign-ins/{row_of(county.people['worker']).id}"
    assert neighbour.client.delete(address, headers=neighbour.headers).status_code == 404
    assert worker.client.get("/api/v1/me").status_code == 200


def test_cadre_ends_a_workers_session_and_the_unsent_item_comes_later(
    app: Flask, county: County, desk: Desk
) -> None:
    clerk = desk("village")
    phone = activated(app, clerk, county.people["worker"])
    item = visit_of(phone, county.asset_id)
    clerk.open(f"/desk/people/{county.people['worker']}/access")
    clerk.send("revocation")
    assert "没传的记录还在" in clerk.sees
    assert phone.put(item).json["code"] == "accounts/session-revoked"
    assert activated(app, clerk, county.people["worker"]).put(item).json["status"] == "accepted"


def test_cadre_ends_no_session_through_another_persons_page(county: County, desk: Desk, phone: Phone) -> None:
    phone("mender")
    clerk = desk("village")
    at = f"/desk/people/{county.people['worker']}/access/sign-ins/{row_of(county.people['mender']).id}"
    fields = {"csrf": clerk.csrf}
    assert clerk.client.post(f"{at}/revocation", data=fields, headers=SAME_SITE).status_code == 404
    assert row_of(county.people["mender"]).revoked_at is None


def test_signing_out_by_oneself_is_no_revocation(county: County, phone: Phone) -> None:
    worker = phone("worker")
    worker.client.post("/api/v1/sign-out", headers=worker.headers)
    worker.client.set_cookie("guanhu", "a-secret-of-before")
    assert worker.client.get("/api/v1/me").json["code"] == "accounts/sign-in-needed"


def test_stranger_and_whoever_left_are_told_so_without_a_refusal(
    app: Flask, county: County, phone: Phone
) -> None:
    worker, address = phone("worker"), "/api/v1/signed-in"
    assert app.test_client().get(address).json == {"signed_in": False}
    assert worker.client.get(address).json == {"signed_in": True}
    worker.client.post("/api/v1/sign-out", headers=worker.headers)
    worker.client.set_cookie("guanhu", "a-secret-of-before")
    assert worker.client.get(address).json == {"signed_in": False}


def test_signing_in_gives_a_fresh_secret_and_ends_the_one_before(app: Flask, county: County) -> None:
    client = app.test_client()
    Clerk(client).sign_in("village")
    before = client.get_cookie("guanhu")
    Clerk(client).sign_in("village")
    after = client.get_cookie("guanhu")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    thief = app.test_client()
    thief.set_cookie("guanhu", before.value)
    assert thief.get("/api/v1/me").status_code == 401


def test_user_sees_and_ends_his_sessions_at_the_desk(county: County, desk: Desk, phone: Phone) -> None:
    other = phone("village")
    clerk = desk("village")
    clerk.open("/desk/me")
    assert "就是这台" in clerk.sees
    clerk.send("revocation")
    assert other.client.get("/api/v1/me").json["code"] == "accounts/session-revoked"
    assert clerk.open("/desk/me").status_code == 200


def test_password_is_changed_with_the_old_one_and_ends_the_other_sessions(
    county: County, desk: Desk, phone: Phone
) -> None:
    other, clerk = phone("village"), desk("village")
    clerk.open("/desk/me")
    clerk.send("password", old=PASSWORD, new=NEW, again=NEW)
    assert "密码改好了" in clerk.sees
    assert other.client.get("/api/v1/me").status_code == 401
    assert clerk.sign_in("village", PASSWORD).status_code == 401
    assert clerk.sign_in("village", NEW).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), (PASSWORD, "short", "short"), (PASSWORD, NEW, f"{NEW}x"), (PASSWORD, "", "")],
)
def test_password_that_is_refused_changes_nothing(
    old: str, new: str, again: str, county: County, desk: Desk, phone: Phone
) -> None:
    other, clerk = phone("village"), desk("village")
    clerk.open("/desk/me")
    assert clerk.send("password", old=old, new=new, again=again).status_code == 422
    assert other.client.get("/api/v1/me").status_code == 200
    assert clerk.sign_in("village", PASSWORD).status_code == 200


def test_wrong_old_passwords_are_counted_as_at_the_door(county: County, desk: Desk) -> None:
    clerk = desk("village")
    for _ in range(7):
        clerk.open("/desk/me")
        answer = clerk.send("password", old="wrong", new=NEW, again=NEW)
    assert answer.status_code == 429


def test_staff_session_ends_after_eight_hours_however_busy(county: County, desk: Desk) -> None:
    with time_machine.travel(now().replace(hour=14), tick=False) as clock:  # 22:00 in the county
        clerk = desk("village")
        for hour in range(1, 8):
            clock.shift(timedelta(hours=1))
            assert clerk.client.get("/desk/").status_code == 200, hour
        clock.shift(timedelta(hours=1))
        assert clerk.client.get("/desk/").status_code == 303


def test_idle_staff_are_signed_out_where_wanted(county: County, desk: Desk, phone: Phone) -> None:
    choose("idle_minutes", 30)
    with time_machine.travel(now(), tick=False) as clock:
        clerk, worker = desk("village"), phone("worker")
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert clerk.client.get("/desk/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert clerk.client.get("/desk/").status_code == 303
        assert worker.client.get("/api/v1/me").status_code == 200
    assert row_of(county.people["worker"]).last_seen_at is None


def suspended(county: County, phone: Phone) -> Signed:
    worker = phone("worker")
    suspend(county.people["worker"])
    return worker


def test_device_of_a_suspended_worker_brings_its_outbox_without_signing_in(
    county: County, phone: Phone
) -> None:
    worker = suspended(county, phone)
    receipt = worker.put(visit_of(worker, county.asset_id)).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/author-suspended")
    assert worker.client.get("/api/v1/me").json["upload_only"]


def test_suspended_worker_without_a_feed_is_told_of_a_restore(county: County, phone: Phone) -> None:
    before = phone("worker").pull().lines[-1]["restore_epoch"]
    worker = suspended(county, phone)
    assert worker.client.get("/api/v1/me").json["restore_epoch"] == before
    with unit_of_work() as session:
        session.get_one(CountyHead, "140699").restore_epoch = "later"
    assert worker.client.get("/api/v1/me").json["restore_epoch"] == "later"


def test_device_of_a_suspended_worker_is_shown_nothing(county: County, phone: Phone) -> None:
    worker = suspended(county, phone)
    for address in ("/api/v1/feed", "/api/v1/sign-ins", "/desk/", f"/desk/assets/{county.asset_id}"):
        assert worker.client.get(address).status_code in {303, 401}, address


def test_suspended_clerk_is_led_out_of_the_desk_at_once(county: County, desk: Desk) -> None:
    clerk = desk("village")
    suspend(county.people["village"])
    clerk.open("/desk/")
    assert clerk.at == "/desk/sign-in"


def test_session_of_a_reinstated_worker_is_whole_again(county: County, phone: Phone) -> None:
    worker = suspended(county, phone)
    with unit_of_work() as session:
        session.get_one(User, county.people["worker"]).status = "active"
    assert worker.client.get("/api/v1/feed").status_code == 200


def test_bringing_ends_with_its_days(county: County, phone: Phone) -> None:
    worker = suspended(county, phone)
    with time_machine.travel(now() + timedelta(days=29), tick=False):
        assert worker.put(visit_of(worker, county.asset_id)).status_code == 200
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        assert worker.put(visit_of(worker, county.asset_id)).status_code == 401


def test_cadre_sees_that_a_suspended_workers_phone_only_brings(
    county: County, desk: Desk, phone: Phone
) -> None:
    phone("worker")
    suspend(county.people["worker"])
    clerk = desk("village")
    clerk.open(f"/desk/people/{county.people['worker']}/access")
    assert "已停用" in clerk.sees
    assert "只能上传" in clerk.sees
    assert not clerk.may("activation")
