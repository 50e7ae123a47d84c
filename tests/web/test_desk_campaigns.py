"""Campaigns of the season: called at the desk, walked on the phone, over on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.field.patrols.actions import give_out
from server.field.patrols.campaigns import call_off
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.services.audit_log.models import AuditRow
from tests.makers import County, make_asset
from tests.web.clerk import SAME_SITE
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


def test_only_the_chosen_villages_of_the_callers_place_are_asked_for(county: County, desk: Desk) -> None:
    with unit_of_work():
        make_asset(county.paths["village12"], "东头的井")
        make_asset(county.paths["village21"], "别乡的井")
    clerk = desk("township")
    clerk.open(ADDRESS)
    chosen, foreign = (county.paths[one].rsplit("/", 1)[-1] for one in ("village12", "village21"))
    clerk.send("campaign", season="flood", villages=[chosen, foreign])
    give_out(100)
    assert rounds().keys() == {"东头的井"}
    assert db.session.query(AuditRow).filter_by(action="patrol.call").count() == 1


def test_ended_early_nobody_has_to_go_any_more_and_each_round_says_why(
    county: County, desk: Desk, phone: Phone
) -> None:
    with unit_of_work():
        make_asset(county.paths["village11"], "已经到了的井")
    clerk = desk("township")
    clerk.open(ADDRESS)
    clerk.send("campaign", season="flood")
    give_out(100)
    begun = rounds()["已经到了的井"].id
    with unit_of_work() as session:
        session.get_one(PatrolTask, begun).status = "in_progress"
    clerk.open(ADDRESS)
    clerk.send("end", plans=str(db.session.query(PatrolPlan).one().id), words="雨没下下来")
    assert "提前结束了：雨没下下来" in clerk.sees
    assert not clerk.may("end")
    assert (call_off(100), give_out(100)) == (1, 0)
    assert phone("worker").pull().rows("task")[str(rounds()["2号井"].id)]["status"] == "cancelled"
    assert rounds()["已经到了的井"].status == "in_progress"
    assert "雨没下下来" in desk("village").open(f"/desk/rounds/{rounds()['2号井'].id}").text
    logged = {row.action for row in db.session.query(AuditRow)}
    assert {"patrol.end", "patrol.call_off"} <= logged
    clerk.open(ADDRESS)
    assert clerk.send("campaign", season="flood").status_code == 200


def test_nothing_ends_without_a_choice_and_a_reason_nor_twice(county: County, desk: Desk) -> None:
    clerk, other = desk("township"), desk("county")
    clerk.open(ADDRESS)
    clerk.send("campaign", season="flood")
    plan = str(db.session.query(PatrolPlan).one().id)
    for told in ({"plans": plan, "words": ""}, {"plans": "", "words": "雨停了"}):
        clerk.open(ADDRESS)
        assert clerk.send("end", **told).status_code == 422
    clerk.open(ADDRESS)
    other.open(ADDRESS)
    other.send("end", plans=plan, words="雨停了")
    assert clerk.send("end", plans=plan, words="停了").status_code == 422
    assert db.session.query(PatrolPlan).one().end_words == "雨停了"


def test_a_township_ends_no_campaign_of_another_place_nor_of_the_county(county: County, desk: Desk) -> None:
    above = desk("county")
    above.open(ADDRESS)
    form = next(one for one in above.forms() if one.action.endswith("/campaign"))
    county_code = county.paths["county"].rsplit("/", 1)[-1]
    told = {**form.fields, "season": "flood"}
    above.client.post(f"/desk/rounds/{county_code}/campaign", data=told, headers=SAME_SITE)
    plan = db.session.query(PatrolPlan).one()
    assert plan.region_path == county.paths["county"]
    clerk = desk("township")
    clerk.open(ADDRESS)
    assert "汛期巡查" in clerk.sees
    assert not clerk.may("end")
    address = next(one.action for one in clerk.forms() if one.action.endswith("/campaign"))
    forged = {**form.fields, "csrf": clerk.csrf, "plans": str(plan.id), "words": "不想去"}
    answer = clerk.client.post(f"{address}/end", data=forged, headers=SAME_SITE)
    assert (answer.status_code, plan.status) == (422, "active")
