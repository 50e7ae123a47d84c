"""Plates at the desk: a village's roll, making more of them, and the sheets that go to the printer."""

from __future__ import annotations

import pytest
from flask import Flask

from server.assets.register.models import Asset
from server.assets.tags.actions import bind, mint, print_rolls
from server.assets.tags.models import Tag
from server.assets.tags.queries import rolls
from server.core.db import db, unit_of_work
from server.services.audit_log.models import AuditRow
from server.web.desk.tags import A_SHEET, PRINTED_AT_MOST
from server.web.look.codes import plate_origin
from tests.makers import County, make_asset
from tests.web.conftest import Desk, Phone

VILLAGE11, VILLAGE12 = "140699100201", "140699100202"


def blanks(county: County, village: str = "village11") -> int:
    return rolls(county.paths[village])[county.paths[village]].blank


def test_plates_made_at_the_desk_wait_on_the_villages_roll(county: County, desk: Desk) -> None:
    clerk = desk("township")
    clerk.open("/desk/tags")
    clerk.send(f"{VILLAGE11}/minting", count="250")
    assert "新牌做好了" in clerk.sees
    assert blanks(county) == 251
    logged = db.session.query(AuditRow).filter_by(action="tag.mint", object_id=VILLAGE11)
    assert sorted(row.detail["count"] for row in logged) == [2, 50, 100, 100]


def test_a_plate_reaches_the_worker_of_the_village_when_it_is_printed(
    county: County, desk: Desk, phone: Phone
) -> None:
    cursor = phone("worker").pull().cursor
    clerk = desk("township")
    clerk.open("/desk/tags")
    clerk.send(f"{VILLAGE11}/minting", count="1")
    assert not phone("worker").pull(cursor).rows("blank_tag")
    assert "其中 1 块没印" in clerk.sees
    clerk.send(f"{VILLAGE11}/printing")
    (row,) = phone("worker").pull(cursor).rows("blank_tag").values()
    assert (row["village"], row["region_code"]) == ("11村", VILLAGE11)


@pytest.mark.parametrize("count", ["0", "501", "-3", "1.5", "很多", "", "0000000013000", "9" * 5000])
def test_an_odd_number_of_plates_is_said_and_kept(county: County, desk: Desk, count: str) -> None:
    clerk = desk("township")
    clerk.open("/desk/tags")
    answer = clerk.send(f"{VILLAGE11}/minting", count=count)
    assert answer.status_code == 422
    assert "请写整数" in clerk.sees
    assert clerk.form(f"{VILLAGE11}/minting").fields["count"] == count
    assert blanks(county) == 1


def test_blank_sheet_shows_code_village_and_hotline(county: County, desk: Desk) -> None:
    page = desk("township").open(f"/desk/tags/{VILLAGE11}/blank").text
    short_code = db.session.get_one(Tag, county.blank).short_code.upper()
    for printed in (short_code[:4], "11村", "扫一扫 看资产 报损坏", "电话 12345", "<svg"):
        assert printed in page
    assert county.short_code[:4].upper() not in page


def test_hung_sheet_names_the_asset(county: County, desk: Desk) -> None:
    page = desk("township").open(f"/desk/tags/{VILLAGE11}/hung").text
    assert "2号井" in page
    assert page.count("<svg xmlns") == 1


def test_no_sheet_ever_points_out_a_household(county: County, desk: Desk) -> None:
    with unit_of_work():
        cow = make_asset(county.paths["village11"], "帮扶牛")
        tag = mint("140699", county.paths["village11"], 1)[0]
        db.session.flush()
        print_rolls("140699", county.paths["village11"])
        bind(tag.token, cow.id, None)
        db.session.get_one(Asset, cow.id).ledger_tier = "household"
    assert "帮扶牛" not in desk("township").open(f"/desk/tags/{VILLAGE11}/hung").text


def test_a_long_roll_goes_on_where_the_sheet_ended(county: County, desk: Desk) -> None:
    mint("140699", county.paths["village12"], PRINTED_AT_MOST + 3)
    clerk = desk("township")
    first = clerk.open(f"/desk/tags/{VILLAGE12}/blank").text
    after = first.split("after=")[1].split('"')[0]
    second = clerk.open(f"/desk/tags/{VILLAGE12}/blank?after={after}").text
    assert first.count('<ol class="sheet"') == PRINTED_AT_MOST // A_SHEET
    assert (first.count("<svg xmlns"), second.count("<svg xmlns")) == (PRINTED_AT_MOST, 3)


def test_a_townships_sheet_holds_all_its_villages(county: County, desk: Desk) -> None:
    mint("140699", county.paths["village12"], 1)
    page = desk("township").open("/desk/tags/140699100000/blank").text
    assert page.index("11村") < page.index("12村")


def test_a_county_turns_from_township_to_township(county: County, desk: Desk) -> None:
    clerk = desk("county")
    assert "12村" in clerk.open("/desk/tags").text
    other = clerk.open("/desk/tags", query_string={"place": county.paths["township2"]}).text
    assert "21村" in other
    assert "12村" not in other


def test_another_township_neither_prints_nor_makes_plates(county: County, desk: Desk) -> None:
    clerk = desk("foreign_township")
    assert "11村" not in clerk.open("/desk/tags", query_string={"place": county.paths["township1"]}).text
    form = clerk.form("140699200201/minting")
    told = {**form.fields, "count": "1"}
    address = form.action.replace("140699200201", VILLAGE11)
    assert clerk.client.post(address, data=told, headers={"Origin": "http://localhost"}).status_code == 404
    assert clerk.open(f"/desk/tags/{VILLAGE11}/hung").status_code == 404
    assert blanks(county) == 1


def test_a_plate_carries_the_origin_that_was_chosen(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://10.0.0.8:8000"):
        assert plate_origin() == "http://10.0.0.8:8000"
        app.config["TAG_ORIGIN"] = "https://tags.example.cn"
        assert plate_origin() == "https://tags.example.cn"
