"""Two changes of the tree, or a change and an appointment, at once: nothing is left where nobody is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from server.assets.register.actions import draft_asset
from server.assets.register.models import Asset
from server.core.clock import today
from server.core.db import db
from server.core.ids import new_id
from server.identity.accounts.models import Post, User
from server.identity.appointments.actions import invite
from server.identity.appointments.rules import Appointment
from server.identity.regions import actions
from server.identity.regions.models import Region
from server.identity.regions.rules import RegionBusy
from tests.identity.halfway import half_done_merger
from tests.makers import County
from tests.meanwhile import write_meanwhile

V11, V12, V21 = "140699100201", "140699100202", "140699200201"
T1, T2 = "140699100000", "140699200000"
FACTS = {"name": "新井", "asset_type": "well", "category": "01", "subcategory": "0102",
         "region_code": V11, "words": None, "place": None}  # fmt: skip


@pytest.mark.parametrize(
    "second",
    [
        lambda: actions.move(V12, T2),
        lambda: actions.merge(T1, T2),
        lambda: actions.rename(V12, "桃花村"),
        lambda: actions.rename("140699000000", "新县"),
    ],
)
def test_change_waits_for_one_half_done_at_above_or_below_it(
    county: County, monkeypatch: pytest.MonkeyPatch, second: Callable[[], None]
) -> None:
    half_done_merger(monkeypatch, county, V11, V12)
    with pytest.raises(RegionBusy):
        second()
    actions.rename(V21, "别处的村")
    while actions.carry_on(1):
        pass
    second()


def test_no_asset_is_left_behind_when_a_village_moves_after_it_took_one_in(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_done_merger(monkeypatch, county, V11, V12)
    with pytest.raises(RegionBusy):
        actions.move(V12, T2)
    while actions.carry_on(1):
        pass
    actions.move(V12, T2)
    place = db.session.get_one(Region, V12).path
    assert {asset.region_path for asset in db.session.query(Asset)} == {place}
    assert not [post for post in db.session.query(Post) if V11 in post.region_path]


@pytest.mark.parametrize(("code", "into"), [(V11, V12), (T1, T2)])
def test_post_given_while_its_village_merges_goes_with_it(
    app: Flask, county: County, code: str, into: str
) -> None:
    chosen = Appointment("worker", frozenset(), V11, None, today())
    write_meanwhile(
        app,
        lambda: invite("140699", "王建国", "wang", None, chosen),
        lambda: actions.merge(code, into),
    )
    place = db.session.get_one(Region, V12 if code == V11 else V11).path
    posts = db.session.query(Post).join(User, Post.user_id == User.id).filter(User.username == "wang")
    assert {post.region_path for post in posts} == {place}


def test_thing_registered_while_its_village_merges_goes_with_it(app: Flask, county: County) -> None:
    asset_id: UUID = new_id()
    write_meanwhile(app, lambda: draft_asset(asset_id, "140699", FACTS), lambda: actions.merge(V11, V12))
    assert db.session.get_one(Asset, asset_id).region_path == county.paths["village12"]
