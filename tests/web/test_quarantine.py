"""Kept items: always in somebody's sight, admitted by another, and never a way round separation of duty."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from server.core.db import db, unit_of_work
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.access.rules import allows
from server.identity.accounts.models import Post, User
from server.permissions import MAY
from server.services.feed.models import Item
from server.web.quarantine.actions import StillRefused, decide
from tests.makers import County, item_of, visit_of
from tests.web.conftest import Phone
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
