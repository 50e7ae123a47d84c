"""Visits and kept items that wait for a person."""

from __future__ import annotations

import pytest

from server.core.db import db
from server.field.inspections.models import Inspection
from server.services.feed.models import Item
from tests.makers import PLACE, County, make_user, visit_of
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk, Phone

FAR = {**PLACE, "lat": 39.53}


def far_visit(county: County, phone: Phone) -> Inspection:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, place=FAR))
    return db.session.query(Inspection).one()


def status_of(visit: Inspection) -> str:
    return db.session.get_one(Inspection, visit.id, populate_existing=True).status


def test_flag_is_told_as_a_fact_and_the_visit_may_count(county: County, phone: Phone, desk: Desk) -> None:
    visit = far_visit(county, phone)
    clerk = desk("village")
    clerk.open("/desk/")
    for said in ("离得太远", "离它 3331 米", "不扣谁的分", "井能出水", "正常"):
        assert said in clerk.sees
    clerk.send("approval")
    assert status_of(visit) == "approved"
    assert "刚才那次巡查算数" in clerk.sees


def test_visit_is_sent_back_for_another_one(county: County, phone: Phone, desk: Desk) -> None:
    visit = far_visit(county, phone)
    clerk = desk("township")
    clerk.open(f"/desk/visits/{visit.id}")
    assert clerk.send("rejection", words="").status_code == 422
    assert "请写一句原因" in clerk.sees
    clerk.send("rejection", words="照片里不是这口井")
    assert status_of(visit) == "rejected"


def test_visit_judged_by_another_shows_both_sides(county: County, phone: Phone, desk: Desk) -> None:
    visit = far_visit(county, phone)
    village, township = desk("village"), desk("township")
    township.open(f"/desk/visits/{visit.id}")
    village.open("/desk/")
    village.send("rejection", words="太远了")
    assert township.send("approval").status_code == 409
    assert "这次巡查算数" in township.sees
    assert status_of(visit) == "rejected"


@pytest.mark.parametrize(("reader", "decides"), [("supervisor", False), ("county", True)])
def test_only_who_may_judge_a_visit_is_given_buttons(
    county: County, phone: Phone, desk: Desk, reader: str, decides: bool
) -> None:
    clerk = desk(reader)
    assert clerk.open(f"/desk/visits/{far_visit(county, phone).id}").status_code == 200
    assert clerk.may("approval") is decides


def test_visit_of_another_township_is_not_here(county: County, phone: Phone, desk: Desk) -> None:
    visit = far_visit(county, phone)
    clerk = desk("foreign_township")
    assert "没有等您办的事" in clerk.open("/desk/").text
    assert clerk.open(f"/desk/visits/{visit.id}").status_code == 404


def kept_item(county: County, phone: Phone) -> Item:
    """A neighbour's visit to an asset that is not his: kept, because it lies outside his duty."""
    neighbour = phone("neighbour")
    neighbour.push(visit_of(neighbour, county.asset_id))
    return db.session.query(Item).filter_by(status="quarantined").one()


def decision_of(item: Item) -> dict[str, object] | None:
    return db.session.get_one(Item, item.id, populate_existing=True).decision


def test_kept_item_is_admitted_and_carried_out(county: County, phone: Phone, desk: Desk) -> None:
    item = kept_item(county, phone)
    clerk = desk("township")
    clerk.open("/desk/quarantine")
    for said in ("巡查记录", "neighbour"):
        assert said in clerk.sees
    clerk.open(f"/desk/quarantine/{item.id}")
    assert "2号井" in clerk.sees
    clerk.send("admission")
    assert (decision_of(item) or {})["outcome"] == "admitted"
    assert db.session.query(Inspection).one().inspector_id == county.people["neighbour"]


def test_kept_item_is_refused_only_with_a_reason(county: County, phone: Phone, desk: Desk) -> None:
    item = kept_item(county, phone)
    clerk = desk("county")
    clerk.open(f"/desk/quarantine/{item.id}")
    assert clerk.send("refusal", words="").status_code == 422
    clerk.send("refusal", words="这口井归别人管")
    assert (decision_of(item) or {})["reason_zh"] == "这口井归别人管"


def test_kept_item_is_decided_once(county: County, phone: Phone, desk: Desk) -> None:
    item = kept_item(county, phone)
    first, second = desk("county"), desk("township")
    first.open(f"/desk/quarantine/{item.id}")
    second.open(f"/desk/quarantine/{item.id}")
    first.send("refusal", words="不归他管")
    assert second.send("admission").status_code == 409
    assert "已经有人定了" in second.sees


def test_kept_items_of_other_townships_and_counties_are_not_here(
    county: County, phone: Phone, desk: Desk
) -> None:
    item = kept_item(county, phone)
    make_user("other_county", ("county_staff",), "140000000000/140600000000/140621000000")
    db.session.commit()
    for stranger in ("foreign_township", "other_county"):
        clerk = desk(stranger)
        assert "没有留下来等人定的" in clerk.open("/desk/quarantine").text
        assert clerk.open(f"/desk/quarantine/{item.id}").status_code == 404
        clerk.open("/desk/")
        told = {"csrf": clerk.form("sign-out").fields["csrf"], "words": "x"}
        for verb in ("admission", "refusal"):
            answer = clerk.client.post(f"/desk/quarantine/{item.id}/{verb}", data=told, headers=SAME_SITE)
            assert answer.status_code == 404
    assert decision_of(item) is None


def test_village_has_no_room_for_kept_items(county: County, desk: Desk) -> None:
    clerk = desk("village")
    assert "等人决定" not in clerk.open("/desk/").text
    assert clerk.open("/desk/quarantine").status_code == 403
