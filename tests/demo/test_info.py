"""`make demo-info` tells the truth of the moment, to people and to programs."""

from __future__ import annotations

import json

import pytest

from server.assets.tags.actions import revoke
from server.assets.tags.queries import by_short_code, tag
from server.core.db import db, unit_of_work
from server.core.ids import is_well_formed
from server.demo import info
from server.demo.people import user_id
from server.identity.accounts.models import PRESETS, User


def said(county, *args):
    answer = county.test_cli_runner().invoke(args=["demo", *args])
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def of_kind(kind):
    return [row for row in info.tags() if row["kind"] == kind]


def test_standard_output_is_one_json_document(county):
    facts = json.loads(said(county, "info", "--json"))
    assert set(facts) == {"accounts", "tags"}
    assert set(facts["accounts"][0]) == {"role", "username", "password", "region"}
    assert set(facts["tags"][0]) == {"token", "short_code", "asset_name", "kind"}


def test_there_is_an_account_for_every_preset_and_it_opens(county):
    accounts = {row["role"]: row for row in reversed(info.accounts())}
    assert set(accounts) == set(PRESETS)
    for row in accounts.values():
        answer = county.test_client().post(
            "/api/v1/sign-in",
            json={"username": row["username"], "password": row["password"], "device_id": None},
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code == 200
        assert row["role"] in answer.json["presets"]


def test_places_are_told_by_name(county):
    assert {"示范县", "示范县/河湾镇", "示范县/河湾镇/前窑村"} <= {row["region"] for row in info.accounts()}


@pytest.mark.parametrize(
    ("kind", "status"), [("public", 200), ("revoked", 410), ("unbound", 200), ("unknown", 404)]
)
def test_a_plate_of_each_kind_leads_where_its_kind_says(county, kind, status):
    row = of_kind(kind)[0]
    assert is_well_formed(row["token"])
    assert is_well_formed(row["short_code"])
    assert county.test_client().get(f"/t/{row['token']}").status_code == status


def test_the_first_plates_are_quiet_things_of_the_first_workers_village(county):
    first = [row["asset_name"] for row in of_kind("public")[:4]]
    assert all(name.startswith("前窑村") for name in first)
    assert "前窑村太阳能路灯" not in first


def test_only_plates_of_things_have_a_name(county):
    assert all(row["asset_name"] for row in (*of_kind("public"), *of_kind("revoked")))
    assert not any(row["asset_name"] for row in (*of_kind("unbound"), *of_kind("unknown")))
    assert all(
        tag(row["token"]) is None and by_short_code(row["short_code"]) is None for row in of_kind("unknown")
    )


def test_a_plate_taken_down_since_is_told_as_revoked(county):
    row = of_kind("public")[-1]
    revoke(row["token"], "140699", "拆了")
    assert {**row, "kind": "revoked"} in of_kind("revoked")
    assert row not in of_kind("public")


def test_a_suspended_account_is_told_no_more(county):
    def suspend(status):
        with unit_of_work():
            db.session.get_one(User, user_id("worker12")).status = status

    suspend("suspended")
    assert "worker12" not in {row["username"] for row in info.accounts()}
    suspend("active")
    assert "worker12" in {row["username"] for row in info.accounts()}


def test_outside_demo_mode_nothing_is_told_or_loaded(make_app):
    real = make_app(demo=False)
    runner = real.test_cli_runner()
    with real.app_context():
        told = json.loads(runner.invoke(args=["demo", "info", "--json"]).stdout)
        assert told == {"accounts": [], "tags": []}
        assert runner.invoke(args=["demo", "load"]).exit_code == 1


def test_a_second_load_says_that_the_county_is_there(county):
    assert said(county, "load") == "The demo county is already there; nothing was changed.\n"


def test_without_json_people_can_read_it(county):
    assert "worker1" in said(county, "info")
