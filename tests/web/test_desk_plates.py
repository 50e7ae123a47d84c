"""The life of a plate: found broken, printed again, hung back, replaced, taken out of use."""

from __future__ import annotations

from typing import Any

from server.assets.register.models import AssetUnit
from server.assets.tags.actions import mint, print_rolls
from server.assets.tags.models import Tag
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.services.notices.models import Notice
from tests.makers import PLACE, County, item_of, make_asset, picture, visit_of
from tests.web.conftest import Desk, Phone

PLATE_ITEM = "G02"
VILLAGE11 = "140699100201"


def plates_on(phone: Phone, county: County) -> list[dict[str, Any]]:
    """The plates of the well, as the worker's phone is told."""
    return list(phone("worker").pull().rows("asset")[str(county.asset_id)]["plates"])


def find_broken(county: County, phone: Phone, **scanned: Any) -> None:
    worker = phone("worker")
    told = {"by": "camera", "token": county.token, "short_code": None, **scanned}
    (receipt,) = worker.push(visit_of(worker, county.asset_id, PLATE_ITEM, scanned=told))
    assert receipt["status"] == "accepted"


def hang(county: County, phone: Phone, token: str, **more: Any) -> dict[str, Any]:
    worker = phone("worker")
    told = {"token": token, "place": PLACE, **more}
    subject = told.pop("asset_id", county.asset_id)
    return dict(
        worker.put(item_of(worker, "tag.bind", subject, told, photos={"installed/1": picture()})).json
    )


def test_a_plate_found_broken_waits_at_the_village_and_on_the_phone(
    county: County, phone: Phone, desk: Desk
) -> None:
    find_broken(county, phone)
    assert [one["status"] for one in plates_on(phone, county)] == ["damaged"]
    clerk = desk("village")
    clerk.open("/desk/tags")
    assert "坏了待换的牌子 1 块" in clerk.sees
    told = db.session.query(Notice).filter_by(kind="plate_broken", user_id=county.people["village"]).one()
    assert told.link == f"/desk/plates/{county.token}"


def test_without_a_scan_the_only_plate_is_meant(county: County, phone: Phone) -> None:
    find_broken(county, phone, by="list", token=None)
    assert [one["status"] for one in plates_on(phone, county)] == ["damaged"]


def test_the_village_prints_it_again_and_the_worker_hangs_the_same_plate(
    county: County, phone: Phone, desk: Desk
) -> None:
    find_broken(county, phone)
    clerk = desk("village")
    clerk.open(f"/desk/plates/{county.token}")
    clerk.send("reprint")
    assert [one["status"] for one in plates_on(phone, county)] == ["printed"]
    assert county.token not in phone("worker").pull().rows("blank_tag")
    assert hang(county, phone, county.token)["status"] == "accepted"
    assert [(one["token"], one["status"]) for one in plates_on(phone, county)] == [(county.token, "bound")]


def test_a_plate_printed_again_hangs_on_nothing_else(county: County, phone: Phone, desk: Desk) -> None:
    find_broken(county, phone)
    clerk = desk("village")
    clerk.open(f"/desk/plates/{county.token}")
    clerk.send("reprint")
    with unit_of_work():
        other = make_asset(county.paths["village11"], "3号井")
    assert hang(county, phone, county.token, asset_id=other.id)["reason_code"] == "tags/hangs-elsewhere"


def test_only_the_township_takes_a_plate_out_of_use_and_says_why(
    county: County, desk: Desk, client: Any
) -> None:
    village, township = desk("village"), desk("township")
    village.open(f"/desk/plates/{county.token}")
    assert not village.may("revocation")
    township.open(f"/desk/plates/{county.token}")
    assert township.send("revocation", words="").status_code == 422
    township.send("revocation", words="井填了")
    assert "井填了" in township.sees
    assert client.get(f"/t/{county.token}").status_code == 410


def test_a_blank_plate_out_of_use_leaves_the_phones(county: County, phone: Phone, desk: Desk) -> None:
    worker = phone("worker")
    cursor = worker.pull().cursor
    township = desk("township")
    township.open(f"/desk/plates/{county.blank}")
    township.send("revocation", words="印坏了")
    assert county.blank in worker.pull(cursor).gone("blank_tag")


def part_of(county: County) -> str:
    with unit_of_work() as session:
        part = AssetUnit(id=new_id(), county_code="140699", asset_id=county.asset_id, unit_no=3, name="3号井")
        session.add(part)
    return str(part.id)


def test_a_sheet_names_the_part_that_a_plate_hangs_on(county: County, phone: Phone, desk: Desk) -> None:
    assert hang(county, phone, county.blank, unit_id=part_of(county))["status"] == "accepted"
    for sheet in (f"tags/{VILLAGE11}/hung", f"assets/{county.asset_id}/plates"):
        page = desk("township").open(f"/desk/{sheet}").text
        assert page.count("<br>2号井</p>") == 2
        assert page.count(">3号井</p>") == 1


def test_a_part_has_a_plate_of_its_own_which_its_replacement_inherits(county: County, phone: Phone) -> None:
    part = part_of(county)
    assert hang(county, phone, county.blank, unit_id=part)["status"] == "accepted"
    newer = mint("140699", county.paths["village11"], 1)[0].token
    print_rolls("140699", county.paths["village11"])
    worker = phone("worker")
    told = {"old_token": county.blank, "new_token": newer, "place": None}
    assert worker.put(item_of(worker, "tag.replace", county.asset_id, told)).json["status"] == "accepted"
    row = phone("worker").pull().rows("asset")[str(county.asset_id)]
    assert {one["token"]: one["unit_id"] for one in row["plates"]} == {county.token: None, newer: part}
    assert county.blank in row["former_codes"]
    assert db.session.get_one(Tag, county.blank, populate_existing=True).replaced_by == newer


def test_a_plate_hangs_on_no_part_of_another_thing(county: County, phone: Phone) -> None:
    with unit_of_work():
        other = make_asset(county.paths["village11"], "3号井")
    part = part_of(county)
    refused = hang(county, phone, county.blank, unit_id=part, asset_id=other.id)
    assert refused["reason_code"] == "tags/unknown"
