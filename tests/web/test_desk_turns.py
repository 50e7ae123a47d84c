"""Turns in a repair's way at the desk: noted for a mender, sent to another, called off, passed up."""

from __future__ import annotations

import io

import pytest

from server.core.db import db
from server.field.work_orders.actions import Assignment, assign
from server.field.work_orders.changes import cancel
from server.services.files.models import FileRow
from tests.makers import make_user, picture
from tests.web.conftest import Desk
from tests.web.test_desk_orders import Case
from tests.web.test_desk_orders import case as case


def photo() -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture()), "photo.jpg"


def send_from_township(case: Case) -> None:
    with case.by("township"):
        mender = case.county.people["mender"]
        assign(case.order.id, Assignment(mender, 150_000, case.order.due_on), None)


def test_village_notes_the_whole_repair_for_a_mender_without_a_phone_and_accepts_none_of_it(
    case: Case, desk: Desk
) -> None:
    send_from_township(case)
    clerk = desk("village")
    clerk.open(case.page)
    assert "替mender记" in clerk.sees
    clerk.send("beginning", photo=photo())
    clerk.send("pause", reason="parts")
    clerk.send("resumption")
    assert case.order.status == "in_repair"
    assert clerk.send("finish", cost="300").status_code == 422
    clerk.send("finish", cost="300", words="水泵", photo=photo())
    assert (case.order.status, case.order.actual_cost_fen) == ("finished", 30_000)
    slots = {row.slot.split("/")[0] for row in db.session.query(FileRow).filter_by(owner_kind="order")}
    assert slots == {"before", "after"}
    assert not clerk.may("acceptance")
    assert desk("supervisor").open(case.page).status_code == 200


def test_village_accepts_a_small_repair_that_it_neither_sent_nor_noted(case: Case, desk: Desk) -> None:
    send_from_township(case)
    case.mend()
    clerk = desk("village")
    clerk.open(case.page)
    clerk.send("acceptance")
    assert (case.order.status, case.order.accepted_by) == ("accepted", case.county.people["village"])


def test_village_sends_somebody_else_with_a_reason(case: Case, desk: Desk) -> None:
    case.send_mender()
    other = make_user("mender2", ("maintainer",), case.county.paths["county"])
    db.session.commit()
    clerk = desk("village")
    clerk.open(case.page)
    assert clerk.send("mender", mender=str(other), words=" ").status_code == 422
    clerk.open(case.page)
    clerk.send("mender", mender=str(other), words="他病了")
    assert (case.order.status, case.order.mender_id) == ("assigned", other)


def test_only_those_above_whoever_raised_it_call_a_repair_off(case: Case, desk: Desk) -> None:
    case.send_mender()
    assert not desk_may(desk, "village", case)
    clerk = desk("township")
    clerk.open(case.page)
    clerk.send("cancellation", words="已经有人修了")
    assert (case.order.status, case.order.reason) == ("cancelled", "已经有人修了")


@pytest.mark.parametrize("name", ["village", "township"])
def test_report_whose_repair_was_called_off_offers_one_more_order(case: Case, desk: Desk, name: str) -> None:
    page, cancelled = f"/desk/reports/{case.told.report.id}", case.order.id
    clerk = desk(name)
    clerk.open(page)
    assert not clerk.may("order")
    with case.by("township"):
        cancel(cancelled, "已经有人修了", None)
    clerk.open(page)
    clerk.send("order")
    assert (case.order.id != cancelled, case.order.status) == (True, "created")
    clerk.open(page)
    assert not clerk.may("order")


def desk_may(desk: Desk, name: str, case: Case) -> bool:
    clerk = desk(name)
    clerk.open(case.page)
    return clerk.may("cancellation")


def test_village_without_anybody_to_accept_asks_the_township(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    clerk = desk("village")
    clerk.open(case.page)
    clerk.send("township")
    assert case.order.passed_up_at is not None
    township = desk("township")
    assert "今天到我这里" in township.open("/desk/").text
    clerk.open(case.page)
    assert not clerk.may("township")


def test_budget_whose_lines_do_not_sum_is_sent_back_at_once(case: Case, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open(case.page)
    lines = {"line": ["电机", "人工"], "line_yuan": ["5000", "3000"]}
    answer = clerk.send("estimate", estimate="9000", channel="fiscal", **lines)
    assert answer.status_code == 422
    assert "各项加起来是 8000 元" in clerk.sees
    clerk.open(case.page)
    clerk.send("estimate", estimate="8000", channel="fiscal", **lines)
    told = [(one["name"], one["cost_fen"]) for one in case.order.budget_lines or []]
    assert told == [("电机", 500_000), ("人工", 300_000)]
    assert "电机" in desk("approver").open(case.page).text


def test_repairs_past_their_day_stand_behind_a_link(case: Case, desk: Desk) -> None:
    clerk = desk("township")
    assert "超期 0" in clerk.open("/desk/orders").text
    case.order.due_on = case.order.created_at.date().replace(year=2020)
    db.session.commit()
    assert "超期 1" in clerk.open("/desk/orders").text
    assert "2号井 · 井不出水" in clerk.open("/desk/orders?s=late").text
    assert "没有在修的" in clerk.open("/desk/orders?s=funds").text
