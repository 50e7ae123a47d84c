"""Kept items: always in somebody's sight, admitted by another, and never a way round separation of duty."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.access.rules import allows
from server.identity.accounts.models import Post, User
from server.permissions import MAY
from server.services.feed.models import Item
from server.services.files.models import FileRow
from server.web.quarantine.actions import StillRefused, decide
from tests.makers import County, item_of, picture, sign_in, visit_of
from tests.web.conftest import Desk, Phone
from tests.web.test_thread import dispatched, mended


def person(county: County, name: str) -> Actor:
    return actor_of(db.session.get_one(User, county.people[name]))


def decides(county: County, name: str, item: Item) -> bool:
    return allows(MAY, Permission.DECIDE_QUARANTINE, person(county, name), item)


def test_admitted_visit_counts_as_its_authors_and_his_phone_is_told(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    decide(UUID(receipt["id"]), person(county, "township"), admit=True, reason=None)
    assert db.session.query(Inspection).one().inspector_id == neighbour.user_id
    assert neighbour.pull().rows("decision")[receipt["id"]]["outcome"] == "admitted"


def test_menders_own_acceptance_cannot_be_admitted(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mender = phone("mender")
    mended(county, phone, mender, order)
    passed = item_of(mender, "order.pass", order.id, {"publish_photos": False}, order.version)
    assert mender.put(passed).json["status"] == "quarantined"
    with pytest.raises(StillRefused):
        decide(UUID(passed.id), person(county, "county"), admit=True, reason=None)
    assert db.session.get_one(WorkOrder, order.id).status == "finished"


def test_township_cannot_admit_what_lies_in_another_township(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    with pytest.raises(StillRefused):
        decide(UUID(receipt["id"]), person(county, "foreign_township"), admit=True, reason=None)


def test_item_of_one_who_holds_no_post_any_more_is_the_countys(
    app: Flask, county: County, phone: Phone
) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    with unit_of_work() as session:
        for post in session.query(Post).filter_by(user_id=neighbour.user_id):
            post.to_on = date(2021, 1, 1)
    item = db.session.get_one(Item, UUID(receipt["id"]))
    assert decides(county, "county", item)
    assert not decides(county, "township", item)


def test_nobody_admits_what_he_brought_himself(county: County, phone: Phone) -> None:
    township = phone("foreign_township")
    receipt = township.put(visit_of(township, county.asset_id)).json
    item = db.session.get_one(Item, UUID(receipt["id"]))
    assert not decides(county, "foreign_township", item)
    assert decides(county, "county", item)


def test_suspended_worker_signs_in_to_bring_all_he_has_and_the_desk_holds_it(
    app: Flask, county: County, phone: Phone, desk: Desk
) -> None:
    made_before = phone("worker")
    visits = [visit_of(made_before, county.asset_id, "WE01", photo=picture(shade)) for shade in (50, 60)]
    with unit_of_work() as session:
        user = session.get_one(User, county.people["worker"])
        user.status, user.suspended_at = "suspended", now()
    worker = sign_in(app.test_client(), "worker")
    assert [one["status"] for one in worker.push(*visits)] == ["quarantined"] * 2
    assert [worker.carry(picture(shade)).status_code for shade in (50, 60)] == [201, 201]
    assert [one["missing_files"] for one in worker.push(*visits)] == [[], []]
    assert [worker.client.get(at).status_code for at in ("/api/v1/feed", "/api/v1/sign-ins")] == [401, 401]
    assert worker.client.get(f"/photos/{db.session.query(FileRow).first().id}/320").status_code in {401, 404}
    township = desk("township")
    assert township.open("/desk/quarantine").text.count("worker</td>") == 2
    page = township.open(f"/desk/quarantine/{visits[0].id}").text
    assert "账号停用了" in page
    assert "/photos/" in page
