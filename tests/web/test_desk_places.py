"""Units and regions at the desk, and what a custodian leaves behind."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from server.assets.custody.actions import assign as give_care
from server.core.clock import today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.identity.accounts.models import Post
from server.identity.organizations.models import Organization
from server.identity.organizations.rules import CreditCodeWrong, check_character, credit_code
from server.identity.regions.models import Region
from tests.identity.test_region_lists import ABOVE, T1, csv_of
from tests.makers import County, make_asset, make_user
from tests.web.clerk import Clerk
from tests.web.conftest import Desk

V11, V12, V21 = "140699100201", "140699100202", "140699200201"
UNIT = {
    "kind": "village_collective",
    "name": "11村股份经济合作社",
    "place": V11,
    "duty_phone": "0349-1234567",
}


@pytest.fixture
def administrator(county: County, desk: Desk) -> Clerk:
    with unit_of_work():
        make_user("sys", ("sys_admin",), county.paths["county"])
    return desk("sys")


def write_down(clerk: Clerk, **chosen: str) -> int:
    clerk.open("/desk/organizations/new")
    return clerk.send("new", **{**UNIT, **chosen}).status_code


@pytest.mark.parametrize("code", ["91350100M000100Y43", "9144030071526726XG", " 91350100m000100y43 "])
def test_credit_code_with_its_check_digit_is_kept(code: str) -> None:
    assert credit_code(code) == code.strip().upper()


@pytest.mark.parametrize("code", ["91350100M000100Y44", "9135010OM000100Y43", "91350100M000100Y4", ""])
def test_credit_code_with_a_slip_is_refused(code: str) -> None:
    with pytest.raises(CreditCodeWrong):
        credit_code(code)


def test_check_character_finds_any_single_slip() -> None:
    body = "91350100M000100Y4"
    slips = {
        check_character(body[:place] + "7" + body[place + 1 :]) for place in range(17) if body[place] != "7"
    }
    assert check_character(body) not in slips


def test_township_writes_down_a_unit_of_its_village(county: County, desk: Desk) -> None:
    assert write_down(desk("township")) == 200
    unit = db.session.query(Organization).filter_by(name=UNIT["name"]).one()
    assert (unit.region_code, unit.duty_phone) == (V11, "0349-1234567")


@pytest.mark.parametrize("wrong", [{"kind": "department"}, {"place": "140699200201"}, {"duty_phone": "无"},
                                   {"uscc": "9144030071526726XH"}])  # fmt: skip
def test_township_writes_down_nothing_else(county: County, desk: Desk, wrong: dict[str, str]) -> None:
    clerk = desk("township")
    assert write_down(clerk, **wrong) == 422
    assert UNIT["name"] in clerk.sees


def test_second_editor_of_a_unit_is_shown_both_sides(county: County, desk: Desk) -> None:
    first = desk("township")
    write_down(first)
    second = desk("county")
    second.open(first.at)
    verb = first.at.rsplit("/", 1)[-1]
    first.send(verb, duty_phone="0349-7654321")
    assert second.send(verb, name="别的名字").status_code == 409
    assert "0349-7654321" in second.sees
    assert "别的名字" in second.sees


def test_closed_unit_stays_in_the_list_but_is_changed_no_more(county: County, desk: Desk) -> None:
    clerk = desk("township")
    write_down(clerk)
    clerk.send("closing")
    assert "撤销" in clerk.sees
    assert clerk.forms()[1:] == []
    assert UNIT["name"] in clerk.open("/desk/organizations").text


@pytest.fixture
def also_village(county: County, desk: Desk) -> Clerk:
    """The township's clerk, who is also a village's administrator where the township does not reach."""
    with unit_of_work() as session:
        session.add(
            Post(
                id=new_id(), county_code="140699", user_id=county.people["township"], role="village_admin",
                region_path=county.paths["village21"], from_on=today(),
            )
        )  # fmt: skip
    return desk("township")


def test_unit_is_not_written_down_where_only_another_post_reaches(also_village: Clerk) -> None:
    assert write_down(also_village, place=V21) == 422
    assert UNIT["name"] in also_village.sees
    assert db.session.query(Organization).filter_by(region_code=V21).count() == 0


def test_unit_is_not_moved_out_of_its_keepers_place(also_village: Clerk) -> None:
    write_down(also_village)
    verb = also_village.at.rsplit("/", 1)[-1]
    assert also_village.send(verb, place=V21).status_code == 422
    assert db.session.query(Organization).filter_by(name=UNIT["name"]).one().region_code == V11


def test_administrator_sees_what_a_list_would_change_and_then_changes_it(
    county: County, administrator: Clerk
) -> None:
    raw = csv_of(*ABOVE, T1, f"{V11},village,桃花村,140699100000", "140699100209,village,新村,140699100000")
    administrator.open("/desk/regions")
    form = administrator.form("list")
    answer = administrator.client.post(
        form.action, data={**form.fields, "file": (io.BytesIO(raw), "list.csv")},
        headers={"Origin": "http://localhost"},
    )  # fmt: skip
    administrator.open(answer.location)
    assert "新增 1 个，改名 1 个" in administrator.sees
    assert db.session.get(Region, "140699100209") is None
    administrator.send(answer.location.rsplit("/", 1)[-1])
    assert db.session.get_one(Region, V11).name == "桃花村"
    assert db.session.get_one(Region, "140699100209").name == "新村"


def test_faulty_list_is_shown_line_by_line(county: County, administrator: Clerk) -> None:
    administrator.open("/desk/regions")
    form = administrator.form("list")
    raw = io.BytesIO(csv_of(*ABOVE, "14,township,短,140699000000"))
    answer = administrator.client.post(
        form.action, data={**form.fields, "file": (raw, "list.csv")}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 422
    assert "第 5 行： 代码要 12 位数字：14" in answer.text


def test_village_merges_at_the_desk(county: County, administrator: Clerk) -> None:
    administrator.open(f"/desk/regions/{V11}")
    administrator.send("merger", goal=V12)
    assert administrator.at == f"/desk/regions/{V12}"
    assert "11村并入12村" in administrator.sees
    assert db.session.get_one(Region, V11).merged_into == V12


def test_second_administrator_merges_nothing_that_was_renamed_meanwhile(
    county: County, administrator: Clerk, desk: Desk
) -> None:
    other = desk("sys")
    other.open(f"/desk/regions/{V11}")
    administrator.open(f"/desk/regions/{V11}")
    administrator.send("name", name="桃花村")
    assert other.send("merger", goal=V12).status_code == 409
    assert "桃花村" in other.sees
    assert db.session.get_one(Region, V11).merged_into is None


@pytest.mark.parametrize("who", ["county", "township", "village"])
def test_only_administrators_change_the_tree(county: County, desk: Desk, who: str) -> None:
    clerk = desk(who)
    assert clerk.open("/desk/regions").status_code == 403
    assert clerk.open(f"/desk/regions/{V11}").status_code == 404


def test_assets_of_a_worker_whose_post_ended_wait_for_a_new_custodian(county: County, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open(f"/desk/people/{county.people['worker']}")
    assert "要换人管" not in clerk.sees
    for _ in range(2):
        clerk.send("ending", to_on=(today() - timedelta(days=1)).isoformat())
    assert "要换人管" in clerk.sees
    assert "2号井" in clerk.sees


def test_village_reads_no_name_of_what_a_worker_leaves_behind_elsewhere(county: County, desk: Desk) -> None:
    with unit_of_work():
        shed = make_asset(
            county.paths["village21"], "张三家的羊圈", ledger_tier="household", nature="household"
        )
        give_care(shed.id, "public_welfare_post", county.people["worker"], None)
    clerk = desk("village")
    clerk.open(f"/desk/people/{county.people['worker']}")
    assert "张三家的羊圈" not in clerk.sees
    assert "还有 1 项不归您看" in clerk.sees
