"""The clock of a repair stands while there is no money and in a pause; those above hear when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from server.assets.custody.actions import assign as give_care
from server.core.clock import as_of, now, today
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly, verify
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, assign, begin, finish, pause, resume
from server.field.work_orders.changes import ask_townships, cancel, change_maintainer
from server.field.work_orders.clocks import due_of
from server.field.work_orders.funds import Lack, await_funds, receive_funds, review_funds
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.overdue import remind_of_overdue, remind_of_reviews
from server.field.work_orders.queries import of_report
from server.field.work_orders.repairs import Done
from server.field.work_orders.rules import MenderUnknown, NotFenced, WordsMissing
from server.services.audit_log.actions import Doer, acting_as
from server.services.feed.models import FeedRow
from server.services.notices.models import Notice
from tests.makers import County, make_user

DAYS = {"critical": 3, "major": 15, "minor": 30}
Raise = Callable[[str], UUID]


@pytest.fixture
def raised(county: County) -> Raise:
    def raise_one(severity: str) -> UUID:
        told = PublicReport(f"T{severity}", "井不出水", severity, "没水了", None, False, "a" * 64)
        report = report_publicly(county.asset_id, told).report
        with acting_as(Doer("user", county.people["village"])):
            verify(report.id, Verdict("confirm", severity), None)
        order = of_report(report.id)
        assert order is not None
        return order.id

    return raise_one


def order_of(order_id: UUID) -> WorkOrder:
    return db.session.get_one(WorkOrder, order_id, populate_existing=True)


def lack(days: int = 5, fenced: bool = True) -> Lack:
    return Lack(500_000, "没有钱", today() + timedelta(days=days), fenced)


def told(kind: str) -> set[UUID]:
    return {one.user_id for one in db.session.query(Notice).filter_by(kind=kind)}


def send(county: County, order_id: UUID, days: int = 10) -> None:
    due_on = today() + timedelta(days=days)
    with acting_as(Doer("user", county.people["village"])):
        assign(order_id, Assignment(county.people["mender"], 150_000, due_on), None)


def test_clock_stands_while_there_is_no_money_and_goes_on_by_as_much_later(raised: Raise) -> None:
    order_id = raised("major")
    due_on = order_of(order_id).due_on
    await_funds(order_id, lack(), None)
    assert due_of(order_of(order_id)) is None
    with as_of(now() + timedelta(days=40)):
        assert remind_of_overdue(100) == 0
        receive_funds(order_id, "fiscal", 500_000, None)
    assert order_of(order_id).due_on == due_on + timedelta(days=40)


def test_nothing_dangerous_waits_for_money_unfenced(raised: Raise) -> None:
    order_id = raised("critical")
    with pytest.raises(NotFenced):
        await_funds(order_id, lack(fenced=False), None)
    assert order_of(order_id).status == "created"


def test_pauses_stop_the_clock_for_no_more_days_than_the_county_allows(county: County, raised: Raise) -> None:
    order_id = raised("minor")
    send(county, order_id)
    due_on = order_of(order_id).due_on
    begin(order_id, 1, None)
    start = now()
    pause(order_id, "parts", None, None)
    with as_of(start + timedelta(days=20)):
        resume(order_id, None)
        pause(order_id, "weather", None, None)
    with as_of(start + timedelta(days=60)):
        assert due_of(order_of(order_id)) == due_on + timedelta(days=30)
        resume(order_id, None)
    order = order_of(order_id)
    assert (order.due_on, order.paused_days, order.stopped_at) == (due_on + timedelta(days=30), 30, None)


def test_late_repair_is_told_to_the_township_and_then_to_the_county_once_each(
    county: County, raised: Raise
) -> None:
    order_id = raised("major")
    start = now()
    for days, level, hearers in (
        (DAYS["major"] + 1, None, set()),
        (DAYS["major"] + 5, "township", {county.people["township"]}),
        (DAYS["major"] + 6, "township", {county.people["township"]}),
        (DAYS["major"] + 9, "county", {county.people["township"], county.people["county"]}),
    ):
        with as_of(start + timedelta(days=days)):
            while remind_of_overdue(100):
                pass
        assert (order_of(order_id).overdue_told, told("order_overdue")) == (level, hearers)
    assert db.session.query(Notice).filter_by(kind="order_overdue").count() == 2


def test_urgent_repair_is_told_to_the_county_within_hours_and_a_minor_one_never(raised: Raise) -> None:
    urgent, minor = raised("critical"), raised("minor")
    with as_of(now() + timedelta(days=400)):
        while remind_of_overdue(100):
            pass
    assert (order_of(urgent).overdue_told, order_of(minor).overdue_told) == ("county", "township")


def test_missed_look_at_the_money_is_told_once_for_each_day_missed(county: County, raised: Raise) -> None:
    order_id = raised("major")
    await_funds(order_id, lack(5), None)
    assert remind_of_reviews(100) == 0
    with as_of(now() + timedelta(days=6)):
        assert [remind_of_reviews(100) for _ in range(2)] == [1, 0]
        assert told("funds_review_due") == {county.people["township"], county.people["county"]}
        review_funds(order_id, lack(5), None)
    with as_of(now() + timedelta(days=12)):
        assert remind_of_reviews(100) == 1


def test_repair_that_nobody_accepts_goes_to_the_township_once(county: County, raised: Raise) -> None:
    order_id = raised("minor")
    send(county, order_id)
    begin(order_id, 1, None)
    finish(order_id, Done(100_000), 1, None)
    with as_of(now() + timedelta(days=8)):
        assert [ask_townships(100) for _ in range(2)] == [1, 0]
    assert county.people["township"] in told("order_finished")


def test_other_mender_begins_anew_and_the_first_is_told(county: County, raised: Raise) -> None:
    order_id = raised("minor")
    send(county, order_id)
    begin(order_id, 1, None)
    other = make_user("mender2", ("maintainer",), county.paths["county"])
    db.session.commit()
    with pytest.raises(MenderUnknown):
        change_maintainer(order_id, county.people["mender"], "没空", None)
    with pytest.raises(WordsMissing):
        change_maintainer(order_id, other, " ", None)
    change_maintainer(order_id, other, "没空", None)
    order = order_of(order_id)
    assert (order.status, order.mender_id, order.begun_at) == ("assigned", other, None)
    assert told("order_taken_back") == {county.people["mender"]}


def test_custodian_who_mends_it_no_more_goes_on_seeing_what_he_cares_for(
    county: County, raised: Raise
) -> None:
    order_id = raised("minor")
    send(county, order_id)
    other = make_user("mender2", ("maintainer",), county.paths["county"])
    with unit_of_work():
        give_care(county.asset_id, "public_welfare_post", county.people["mender"], None)
    change_maintainer(order_id, other, "没空", None)
    heard = db.session.query(FeedRow).filter_by(audience=f"user:{county.people['mender']}", gone=False)
    assert [(row.kind, row.object_id) for row in heard if row.kind != "notice"] == [
        ("asset", str(county.asset_id))
    ]


def test_called_off_repair_leaves_the_damage_confirmed(county: County, raised: Raise) -> None:
    order_id = raised("minor")
    send(county, order_id)
    cancel(order_id, "重复了", None)
    order = order_of(order_id)
    assert (order.status, order.reason) == ("cancelled", "重复了")
    assert db.session.get_one(DamageReport, order.report_id, populate_existing=True).status == "confirmed"
