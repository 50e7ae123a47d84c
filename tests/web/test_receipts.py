"""The bill of a dear repair: asked only above the county's limit, seen by those who check alone."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core.db import db
from server.field.work_orders.models import WorkOrder
from server.services.files.models import FileRow
from server.services.settings.actions import change
from tests.makers import PLACE, County, all_pictures, item_of, picture
from tests.web.conftest import Desk, Phone
from tests.web.test_desk_orders import Case
from tests.web.test_desk_orders import case as case
from tests.web.test_desk_turns import photo, send_from_township
from tests.web.test_thread import dispatched

LIMIT_FEN = 200_000
AFTER, BILL = {"after/1": picture(10)}, {"receipt/1": picture(11)}


def begun(county: County, phone: Phone) -> WorkOrder:
    order, mender = dispatched(county, phone), phone("mender")
    photos = {"before/1": picture(9)}
    mender.put(item_of(mender, "order.begin", order.id, {"place": PLACE}, order.version, photos))
    db.session.refresh(order)
    return order


def finish(phone: Phone, order: WorkOrder, cost_fen: int, photos: dict[str, bytes]) -> str:
    mender, done = phone("mender"), {"materials": [], "actual_cost_fen": cost_fen, "words": None}
    answer = mender.put(item_of(mender, "order.finish", order.id, done, order.version, photos)).json
    return str(answer["reason_code"] or answer["status"])


@pytest.mark.parametrize(
    ("cost_fen", "photos", "wanted"),
    [
        (LIMIT_FEN, AFTER, "accepted"),
        (LIMIT_FEN + 1, AFTER, "orders/receipt-missing"),
        (LIMIT_FEN + 1, {**AFTER, **BILL}, "accepted"),
    ],
)
def test_bill_is_asked_for_only_above_the_limit(
    county: County, phone: Phone, cost_fen: int, photos: dict[str, bytes], wanted: str
) -> None:
    assert finish(phone, begun(county, phone), cost_fen, photos) == wanted


def test_county_sets_the_limit_and_its_phones_know_it(county: County, phone: Phone) -> None:
    change("140699", "receipt_limit", 5_000, 0)
    me = phone("mender").client.get("/api/v1/me").json
    assert me["settings"]["receipt_limit_fen"] == 5_000
    assert finish(phone, begun(county, phone), 5_001, AFTER) == "orders/receipt-missing"


def test_bill_is_seen_by_whoever_accepts_and_by_no_villager(app: Flask, county: County, phone: Phone) -> None:
    order, township = begun(county, phone), phone("township")
    finish(phone, order, LIMIT_FEN + 1, {**AFTER, **BILL})
    for one in (*AFTER.values(), *BILL.values()):
        phone("mender").carry(one)
    bill = db.session.query(FileRow).filter_by(slot="receipt/1").one()
    assert township.pull().rows("order")[str(order.id)]["receipt"] == [str(bill.id)]
    assert township.client.get(f"/photos/{bill.id}/320").status_code == 200
    db.session.refresh(order)
    passing = {"publish_photos": True, "seen_photos": [str(one) for one in all_pictures()]}
    assert township.put(item_of(township, "order.pass", order.id, passing, order.version)).json["status"]
    db.session.refresh(bill)
    assert (bill.public, bill.review) == (False, None)
    assert app.test_client().get(f"/photos/{bill.id}/320").status_code == 404


def test_village_that_notes_a_dear_repair_brings_its_bill(case: Case, desk: Desk) -> None:
    send_from_township(case)
    clerk = desk("village")
    clerk.open(case.page)
    clerk.send("beginning", photo=photo())
    assert clerk.send("finish", cost="2001", photo=photo()).status_code == 422
    assert "拍一张票据" in clerk.sees
    clerk.send("finish", cost="2001", photo=photo(), receipt=photo())
    assert case.order.status == "finished"
