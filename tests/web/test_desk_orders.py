"""Repairs at the desk: sending somebody, money, acceptance, and the villager who says 没修好."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from server.assets.register.models import Asset
from server.core.clock import today
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, Told, report_publicly, reporter_says, verify
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, assign, submit_cost
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.repairs import Done, begin, finish
from server.services.audit_log.actions import Doer, acting_as
from server.services.files.actions import attach
from server.services.files.models import FileRow
from server.services.files.review import offer
from tests.makers import County, shelved
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk


@dataclass
class Case:
    """A repair on its way, with what the villager took home."""

    county: County
    told: Told

    @property
    def order(self) -> WorkOrder:
        query = db.session.query(WorkOrder).filter_by(report_id=self.told.report.id)
        return query.order_by(WorkOrder.created_at.desc()).populate_existing().first()

    @property
    def page(self) -> str:
        return f"/desk/orders/{self.order.id}"

    def by(self, name: str) -> acting_as:
        return acting_as(Doer("user", self.county.people[name]))

    def send_mender(self) -> None:
        with self.by("village"):
            mender = self.county.people["mender"]
            assign(self.order.id, Assignment(mender, 150_000, self.order.due_on), None)

    def mend(self, cost_fen: int = 120_000) -> None:
        with self.by("mender"):
            begin(self.order.id, 1, None)
            finish(
                self.order.id,
                Done(cost_fen, [{"name": "水泵", "quantity": 1, "cost_fen": cost_fen}]),
                1,
                None,
            )
        attach("140699", "order", self.order.id, "before/1", shelved(31))
        attach("140699", "order", self.order.id, "after/1", shelved(32))


@pytest.fixture
def case(county: County) -> Case:
    told = PublicReport("WE01", "井不出水", "major", "三天没水了", None, False, "a" * 64, [shelved(7)])
    case = Case(county, report_publicly(county.asset_id, told))
    with case.by("village"):
        verify(case.told.report.id, Verdict("confirm", "major"), None)
    return case


def test_village_sends_a_mender_for_a_small_repair(case: Case, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open("/desk/")
    day = (today() + timedelta(days=3)).isoformat()
    clerk.send("assignment", mender=str(case.county.people["mender"]), estimate="1,860.50", due_on=day)
    assert (case.order.status, case.order.estimate_fen, case.order.due_on.isoformat()) == (
        "assigned",
        186_050,
        day,
    )
    assert "刚才那件已派人" in clerk.sees


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("estimate", "很多", "请写元数"),
        ("estimate", "-5", "请写元数"),
        ("estimate", "NaN", "请写元数"),
        ("due_on", "2020-01-01", "请选今天或以后的日子"),
        ("due_on", "", "请选今天或以后的日子"),
        ("mender", "", "请选一个"),
        ("mender", "00000000-0000-7000-8000-000000000000", "请从名单里选"),
    ],
)
def test_slip_of_the_keys_is_told_on_the_page_and_sends_nobody(
    case: Case, desk: Desk, field: str, typed: str, said: str
) -> None:
    clerk = desk("village")
    clerk.open(case.page)
    answer = clerk.send("assignment", **{"estimate": "100", field: typed})
    assert answer.status_code == 422
    assert said in clerk.sees
    assert case.order.status == "created"


def test_dear_repair_is_asked_for_approved_by_another_and_then_sent(case: Case, desk: Desk) -> None:
    village, approver = desk("village"), desk("approver")
    village.open(case.page)
    answer = village.send("assignment", estimate="9000")
    assert answer.status_code == 422
    assert "超过 2000 元" in village.sees
    assert village.form("estimate").fields["estimate"] == "9000"
    village.send("estimate", channel="fiscal")
    assert "没有等您办的事" in village.sees

    approver.open("/desk/")
    assert "9,000 元" in approver.sees
    approver.send("approval")
    village.open("/desk/")
    village.send("assignment", due_on=case.order.due_on.isoformat())
    assert (case.order.status, case.order.estimate_fen) == ("assigned", 900_000)


def test_sum_sent_back_comes_home_with_the_reason(case: Case, desk: Desk) -> None:
    with case.by("village"):
        submit_cost(case.order.id, 900_000, "fiscal", None)
    approver, village = desk("approver"), desk("village")
    approver.open("/desk/")
    approver.send("denial", words="请附三家报价")
    village.open("/desk/")
    assert "请附三家报价" in village.sees
    village.send("estimate", estimate="7000", channel="fiscal")
    assert (case.order.status, case.order.estimate_fen) == ("pending_approval", 700_000)


def test_acceptor_sees_before_beside_after_and_what_it_cost(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    clerk = desk("supervisor")
    clerk.open("/desk/")
    for said in ("修前", "修后", "1,200 元", "水泵"):
        assert said in clerk.sees
    assert clerk.sees.count("/1600") >= 2
    clerk.send("acceptance", words="能浇地了", publish="1")
    assert (case.order.status, case.order.accepted_by) == ("accepted", case.county.people["supervisor"])


def test_whoever_sent_the_mender_is_not_asked_to_accept(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    clerk = desk("village")
    clerk.open(case.page)
    assert not clerk.may("acceptance")
    told = {"csrf": clerk.form("sign-out").fields["csrf"], "version": str(case.order.version)}
    assert clerk.client.post(f"{case.page}/acceptance", data=told, headers=SAME_SITE).status_code == 403
    assert case.order.status == "finished"


def test_bad_repair_goes_back_with_what_is_wanting(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    clerk = desk("township")
    clerk.open("/desk/")
    assert clerk.send("refusal", defects="  ").status_code == 422
    clerk.send("refusal", defects="接头还在漏")
    assert (case.order.status, case.order.defects) == ("rework", "接头还在漏")


def test_stale_acceptance_shows_both_sides(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    township, supervisor = desk("township"), desk("supervisor")
    township.open(case.page)
    supervisor.open(case.page)
    supervisor.send("refusal", defects="没通电")
    answer = township.send("acceptance")
    assert answer.status_code == 409
    for said in ("现在是", "返工", "您刚才想的是", "验收合格", "没通电"):
        assert said in township.sees
    assert case.order.status == "rework"


def test_not_mended_comes_to_the_township_with_the_villagers_words(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    supervisor, township = desk("supervisor"), desk("township")
    supervisor.open(case.page)
    supervisor.send("acceptance")
    reporter_says(str(case.told.voice.receipt_token), fixed=False, words="还是不出水", photo=None)
    township.open("/desk/")
    for said in ("村民说没修好", "还是不出水", "今天到我这里"):
        assert said in township.sees
    assert township.may("assignment")
    assert "没有等您办的事" in desk("village").open("/desk/").text


def test_list_of_repairs_is_filtered_by_links(case: Case, desk: Desk) -> None:
    clerk = desk("township")
    assert "2号井 · 井不出水" in clerk.open("/desk/orders?s=dispatch").text
    assert "没有在修的" in clerk.open("/desk/orders?s=acceptance").text


def test_repair_of_another_township_is_not_here(case: Case, desk: Desk) -> None:
    clerk = desk("foreign_township")
    clerk.open("/desk/")
    token = clerk.form("sign-out").fields["csrf"]
    assert clerk.open(case.page).status_code == 404
    assert "2号井" not in clerk.open("/desk/orders").text
    for verb in ("assignment", "estimate", "approval", "denial", "acceptance", "refusal"):
        told = {"csrf": token, "version": str(case.order.version)}
        answer = clerk.client.post(f"{case.page}/{verb}", data=told, headers=SAME_SITE)
        assert answer.status_code == 404
    assert case.order.status == "created"


def test_repair_picture_that_came_after_the_page_was_drawn_waits(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    clerk = desk("supervisor")
    clerk.open(case.page)
    late = attach("140699", "order", case.order.id, "after/2", shelved(33))
    clerk.send("acceptance", publish="1")
    reviews = {row.id: row.review for row in db.session.query(FileRow).filter_by(owner_kind="order")}
    assert (reviews.pop(late.id), set(reviews.values())) == ("waiting", {"shown"})


def test_repair_of_a_households_thing_shows_villagers_no_picture(case: Case, desk: Desk) -> None:
    case.send_mender()
    case.mend()
    with unit_of_work() as session:
        session.get_one(Asset, case.county.asset_id).nature = "household"
    clerk = desk("supervisor")
    clerk.open(case.page)
    clerk.send("acceptance", publish="1")
    assert case.order.status == "accepted"
    assert {row.review for row in db.session.query(FileRow).filter_by(owner_kind="order")} == {None}


def test_village_does_not_judge_repair_pictures_of_a_complaint_about_itself(case: Case, desk: Desk) -> None:
    with unit_of_work() as session:
        session.get_one(DamageReport, case.told.report.id).upward = True
    photo = attach("140699", "order", case.order.id, "after/1", shelved(34))
    offer("140699", "order", case.order.id)
    page = f"/desk/photos/{photo.id}"
    assert [desk(name).open(page).status_code for name in ("village", "township")] == [403, 200]
