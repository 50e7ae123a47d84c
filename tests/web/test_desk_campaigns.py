"""Campaigns of the season: called at the desk, walked on the phone, over on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.field.patrols.actions import give_out
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.services.audit_log.models import AuditRow
from tests.makers import County, make_asset
from tests.web.conftest import Desk, Phone

ADDRESS = "/desk/rounds"


def rounds() -> dict[str, PatrolTask]:
    db.session.rollback()
    return {task.asset.name: task for task in db.session.query(PatrolTask)}


def test_called_after_rain_its_rounds_stand_on_the_workers_phone_until_its_last_day(
    county: County, desk: Desk, phone: Phone
) -> None:
    clerk = desk("township")
    clerk.open(ADDRESS)
    clerk.send("campaign", season="post_event")
    assert "雨后 48 小时巡查" in clerk.sees
    give_out(100)
    (task,) = phone("worker").pull().rows("task").values()
    last = today() + timedelta(days=2)
    assert (task["plan"], task["plan_kind"], task["due_on"]) == (
        "雨后 48 小时巡查", "post_event", last.isoformat(),
    )  # fmt: skip
    assert give_out(100) == 0
    assert db.session.query(AuditRow).filter_by(action="patrol.call").count() == 1


def test_only_the_chosen_kinds_inside_the_place_are_asked_for(county: County, desk: Desk) -> None:
    with unit_of_work():
        make_asset(county.paths["village11"], "通村路", asset_type="rural_road")
        make_asset(county.paths["village21"], "别乡的井")
    clerk = desk("township")
    clerk.open(ADDRESS)
    clerk.send("campaign", season="flood", types="well", due_on=(today() + timedelta(days=5)).isoformat())
    give_out(100)
    assert rounds().keys() == {"2号井"}
    assert rounds()["2号井"].due_on == today() + timedelta(days=5)


def test_after_its_last_day_nothing_more_is_given_out_and_it_may_be_called_again(
    county: County, desk: Desk
) -> None:
    clerk = desk("township")
    clerk.open(ADDRESS)
    clerk.send("campaign", season="winter")
    with unit_of_work() as session:
        session.query(PatrolPlan).one().ends_on = today() - timedelta(days=1)
    clerk.open(ADDRESS)
    assert "正在进行的应急巡查" not in clerk.sees
    assert give_out(100) == 0
    clerk.send("campaign", season="winter")
    assert clerk.send("campaign", season="winter").status_code == 409
    assert db.session.query(PatrolPlan).filter_by(kind="winter").count() == 2


@pytest.mark.parametrize(("name", "places"), [("village", 0), ("township", 1), ("county", 2)])
def test_the_township_calls_for_itself_the_county_for_all(
    county: County, desk: Desk, name: str, places: int
) -> None:
    assert desk(name).open(ADDRESS).text.count("formaction=") == places
