"""Separation of duty never leaves a small place without anybody who may take the next step (INV-5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from flask import Flask

from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.field.damage.queries import Weighed
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.accounts.models import User
from tests.field.duty import Order, asset_of, stuck
from tests.makers import CITY, COUNTY, PROVINCE, make_region, make_user

VILLAGE_POSTS = ("patrol_worker", "custodian", "village_admin", "village_leader")
SUPERVISOR = ("village_supervisor", "household_rep")
# Who there is besides the mender, by the level of their posts.
PLACES: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    "one person for every village post": {
        "clerk": ((*VILLAGE_POSTS, *SUPERVISOR), "village"),
        "township": (("township_staff",), "township"),
        "approver": (("township_approver",), "township"),
        "county": (("county_staff",), "county"),
        "county_approver": (("county_approver",), "county"),
    },
    "no village supervisor at all": {
        "clerk": (VILLAGE_POSTS, "village"),
        "township": (("township_staff",), "township"),
        "approver": (("township_approver",), "township"),
        "county": (("county_staff",), "county"),
        "county_approver": (("county_approver",), "county"),
    },
    "one person in the township": {
        "clerk": ((*VILLAGE_POSTS, *SUPERVISOR), "village"),
        "township": (("township_staff", "township_approver"), "township"),
        "county": (("county_staff",), "county"),
        "county_approver": (("county_approver",), "county"),
    },
}


@dataclass
class Small:
    """A small place: who there is, who mends, and a thing in its village."""

    people: dict[str, Actor]
    mender: Actor
    asset: Asset


@pytest.fixture(params=sorted(PLACES))
def small(request: pytest.FixtureRequest, app: Flask) -> Small:
    return make_small(PLACES[request.param])


def make_small(posts: dict[str, tuple[tuple[str, ...], str]]) -> Small:
    with unit_of_work():
        above = make_region(CITY, "朔州市", "city", make_region(PROVINCE, "山西省", "province", ""))
        paths = {"county": make_region(COUNTY, "示范县", "county", above)}
        paths["township"] = make_region("140699100000", "1号乡", "township", paths["county"])
        paths["village"] = make_region("140699100201", "11村", "village", paths["township"])
        ids = {name: make_user(name, roles, paths[level]) for name, (roles, level) in posts.items()}
        mender = make_user("mender", ("maintainer",), paths["county"])
    people = {name: actor_of(db.session.get_one(User, id_)) for name, id_ in ids.items()}
    return Small(people, actor_of(db.session.get_one(User, mender)), asset_of(paths["village"]))


def id_of(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id


def test_every_order_can_be_brought_to_its_end(small: Small) -> None:
    people = list(small.people.values())
    caught = [
        one
        for author in people
        for level in ("village", "township", "county")
        if may(Permission.CONFIRM_DAMAGE, Weighed(small.asset, None, False, "major"), author)
        for one in stuck(Order(small.asset, id_of(author), level), people, small.mender)
    ]
    assert [(one.status, one.level, one.estimate_fen, one.actual_cost_fen) for one in caught] == []


def test_every_report_finds_somebody_who_judges_it(small: Small) -> None:
    waiting = [
        (name, severity, upward)
        for name, reporter in [*small.people.items(), ("nobody", None)]
        for severity in ("minor", "major", "critical", None)
        for upward in (False, True)
        if not any(
            may(permission, Weighed(small.asset, reporter and reporter.id, upward, severity), judge)
            for judge in small.people.values()
            for permission in (Permission.CONFIRM_DAMAGE, Permission.REJECT_DAMAGE)
        )
    ]
    assert waiting == []


@dataclass(frozen=True)
class Visit:
    """A visit that waits, as far as the map asks about it."""

    asset: Asset
    inspector_id: UUID
    max_severity: str | None


def test_every_visit_finds_somebody_who_looks_at_it(small: Small) -> None:
    waiting = [
        (name, severity)
        for name, inspector in small.people.items()
        for severity in (None, "minor", "major", "critical")
        if may(Permission.INSPECT, small.asset, inspector)
        and not any(
            may(Permission.REVIEW_VISIT, Visit(small.asset, id_of(inspector), severity), judge)
            for judge in small.people.values()
        )
    ]
    assert waiting == []


def test_search_finds_a_deadlock_where_there_is_one(app: Flask) -> None:
    lonely = make_small({"clerk": ((*VILLAGE_POSTS, *SUPERVISOR), "village")})
    people = list(lonely.people.values())
    caught = stuck(Order(lonely.asset, id_of(people[0])), people, lonely.mender)
    assert {one.status for one in caught} >= {"finished", "pending_approval"}
    accepted = replace(caught[0], status="accepted")
    assert stuck(accepted, people, lonely.mender) == []
