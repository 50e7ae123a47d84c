"""Notices: whoever takes the next step hears of it, in his own inbox, and nobody else sees it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.core.db import db, unit_of_work
from server.core.words import book
from server.field.damage.actions import PublicReport, Told, report_publicly, reporter_says, verify
from server.field.damage.models import DamageReport, Voice
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, accept, approve_cost, assign, deny_cost, submit_cost
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.repairs import Done, begin, finish, refuse
from server.services.audit_log.actions import Doer, acting_as
from server.services.notices.actions import tell
from server.services.notices.models import Notice
from server.services.notices.rules import KINDS
from tests.makers import PLACE, County, make_region, make_user, visit_of
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk, Phone

FAR_OFF = {**PLACE, "lat": 39.53}


def told(county: County, kind: str) -> list[str]:
    """Whose inbox holds a notice of this kind."""
    db.session.rollback()
    names = {user_id: name for name, user_id in county.people.items()}
    return sorted(names[row.user_id] for row in db.session.query(Notice).filter_by(kind=kind))


def report(county: County, severity: str = "major", **more: Any) -> Told:
    words = PublicReport("WE01", "井不出水", severity, "没水", None, False, "a" * 64, **more)
    return report_publicly(county.asset_id, words)


def by(county: County, name: str) -> acting_as:
    return acting_as(Doer("user", county.people[name]))


@pytest.fixture
def order(county: County) -> WorkOrder:
    with by(county, "township"):
        verify(report(county).report.id, Verdict("confirm", "major"), None)
    return db.session.query(WorkOrder).one()


def mend(county: County, order: WorkOrder) -> None:
    with by(county, "village"):
        assign(order.id, Assignment(county.people["mender"], 150_000, date(2099, 1, 1)), None)
    with by(county, "mender"):
        begin(order.id, 1, None)
        finish(order.id, Done(120_000), 1, None)


def test_every_kind_of_notice_has_its_sentence() -> None:
    assert not [kind for kind in KINDS if f"notice.{kind}" not in book("zh")]


def test_reported_damage_is_told_to_the_village_and_critical_damage_to_the_township(county: County) -> None:
    report(county)
    assert told(county, "damage_reported") == ["village"]
    words = PublicReport("WE05", "井盖没了", "critical", None, None, False, "b" * 64)
    report_publicly(county.asset_id, words)
    assert told(county, "damage_reported") == ["township", "village"]


def test_a_report_under_review_is_told_once_somebody_else_says_so_too(county: County) -> None:
    report(county, under_review=True)
    assert told(county, "damage_reported") == []
    report(county)
    assert told(county, "damage_reported") == ["village"]


def test_each_step_of_a_repair_is_told_to_whoever_takes_the_next(county: County, order: WorkOrder) -> None:
    assert told(county, "order_created") == ["village"]
    mend(county, order)
    assert told(county, "order_assigned") == ["mender"]
    assert told(county, "order_finished") == ["supervisor"]
    with by(county, "supervisor"):
        refuse(order.id, "还在漏", None)
    assert told(county, "order_refused") == ["mender"]


def test_money_is_told_to_its_approver_and_back(county: County, order: WorkOrder) -> None:
    with by(county, "village"):
        submit_cost(order.id, 900_000, "fiscal", None)
    with by(county, "approver"):
        deny_cost(order.id, "请附报价", None)
    assert (told(county, "cost_submitted"), told(county, "cost_denied")) == (["approver"], ["village"])
    with by(county, "village"):
        submit_cost(order.id, 800_000, "fiscal", None)
    with by(county, "approver"):
        approve_cost(order.id, "同意", None)
    assert told(county, "cost_approved") == ["village"]


def test_not_mended_is_told_one_level_up(county: County, order: WorkOrder) -> None:
    mend(county, order)
    with by(county, "supervisor"):
        accept(order.id, None, (), None)
    receipt = db.session.query(Voice).one().receipt_token
    reporter_says(str(receipt), fixed=False, words="还是不出水", photo=None)
    assert told(county, "damage_reopened") == ["township"]


def test_odd_visit_is_told_to_its_reviewer_and_a_problem_only_with_its_report(
    county: County, phone: Phone
) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, place=FAR_OFF))
    assert told(county, "visit_to_review") == ["village"]
    worker.push(visit_of(worker, county.asset_id, "WE01", place=FAR_OFF))
    assert (told(county, "visit_to_review"), told(county, "damage_reported")) == (["village"], ["village"])


def test_held_item_is_told_to_the_township_and_never_to_its_author(county: County, phone: Phone) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id).changed(schema_version=2))
    assert told(county, "item_held") == ["township"]


def test_held_item_with_an_author_of_another_county_is_told_to_the_countys_own(
    county: County, phone: Phone
) -> None:
    with unit_of_work():
        outside = make_region("140698000000", "外县", "county", county.paths["county"].rsplit("/", 1)[0])
        make_user("stranger", ("township_staff",), make_region("140698100000", "外乡", "township", outside))
        author = make_user("outsider", ("worker",), f"{outside}/140698100000")
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id).changed(author_id=str(author)))
    told_ids = {row.user_id for row in db.session.query(Notice).filter_by(kind="item_held")}
    assert told_ids == {county.people["county"]}


def test_the_same_thing_unread_is_told_once(county: County, phone: Phone) -> None:
    worker = phone("worker")
    for _ in range(2):
        worker.push(visit_of(worker, county.asset_id).changed(schema_version=2))
    assert told(county, "item_held") == ["township"]


def test_inbox_shows_what_is_new_and_opening_it_marks_it_read(county: County, desk: Desk) -> None:
    report(county)
    clerk = desk("village")
    clerk.open("/desk/notices")
    assert "2号井：井不出水，等您核实" in clerk.sees
    assert ">提醒 <b>1</b>" in clerk.sees
    opened = clerk.send(f"{db.session.query(Notice).one().id}/reading")
    assert opened.request.path.startswith("/desk/reports/")
    clerk.open("/desk/notices")
    assert ">提醒 <b></b>" in clerk.sees


def test_nobody_reads_or_marks_anothers_notice(county: County, desk: Desk, phone: Phone) -> None:
    report(county)
    notice = db.session.query(Notice).one()
    clerk = desk("township")
    assert "等您核实" not in clerk.open("/desk/notices").text
    csrf = {"csrf": clerk.form("sign-out").fields["csrf"]}
    answer = clerk.client.post(f"/desk/notices/{notice.id}/reading", data=csrf, headers=SAME_SITE)
    other = phone("worker")
    told_phone = other.client.post(f"/api/v1/notices/{notice.id}/reading", headers=other.headers)
    assert (answer.status_code, told_phone.status_code) == (404, 404)
    db.session.rollback()
    assert db.session.get_one(Notice, notice.id).read_at is None


def test_phone_is_told_and_takes_back_what_was_read(county: County, order: WorkOrder, phone: Phone) -> None:
    mend(county, order)
    mender = phone("mender")
    feed = mender.pull()
    ((notice_id, row),) = feed.rows("notice").items()
    assert (row["zh"], row["link"]) == ("2号井：井不出水，派给您修", f"/app/order/{order.id}")
    assert phone("village").pull().rows("notice").keys().isdisjoint({notice_id})
    answer = mender.client.post(f"/api/v1/notices/{notice_id}/reading", headers=mender.headers)
    assert answer.status_code == 204
    assert mender.pull(feed.cursor).gone("notice") == {notice_id}


def test_notice_leads_at_each_face_to_the_same_thing(county: County, desk: Desk, phone: Phone) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    found = db.session.query(DamageReport).one()
    clerk = desk("village")
    clerk.open(f"/desk/reports/{found.id}")
    clerk.send("claim")
    clerk.send("question", words="是东边那口井吗？")
    (asked,) = [row for row in worker.pull().rows("notice").values() if row["kind"] == "report_asked"]
    assert asked["link"] == f"/app/report/{found.id}"
    (judged,) = phone("village").pull().rows("notice").values()
    assert judged["link"] == f"/app/report/{found.id}"
    told_of_asset(county)
    notice = db.session.query(Notice).filter_by(kind="repair_given_up").one()
    clerk.open("/desk/notices")
    assert clerk.send(f"{notice.id}/reading").request.path == f"/desk/assets/{county.asset_id}"


def told_of_asset(county: County) -> None:
    facts = {"thing": "2号井", "category": "WE01", "title": "井不出水", "why": "等明年"}
    with unit_of_work():
        tell(
            "140699", [county.people["village"]], "repair_given_up", f"/app/asset/{county.asset_id}", **facts
        )


def test_what_has_no_screen_on_a_phone_leads_to_its_notices_and_never_to_the_desk(
    county: County, phone: Phone
) -> None:
    with unit_of_work():
        tell("140699", [county.people["worker"]], "rounds_missed", "/desk/assets", places=2)
    (row,) = phone("worker").pull().rows("notice").values()
    assert row["link"] == "/app/notices"


@pytest.mark.parametrize(
    ("desk_link", "screen"),
    [
        ("/desk/reports/{report}", "/app/report/{report}"),
        ("/desk/assets/{asset}", "/app/asset/{asset}"),
        (
            "/desk/orders/019a0000-0000-7000-8000-000000000000",
            "/app/order/019a0000-0000-7000-8000-000000000000",
        ),
        ("/desk/quarantine", "/app/"),
        ("/desk/", "/app/"),
    ],
)
def test_link_to_the_desk_leads_whoever_has_none_on_to_the_app(
    county: County, phone: Phone, desk_link: str, screen: str
) -> None:
    ids = {"report": report(county).report.id, "asset": county.asset_id}
    worker = phone("worker").client
    answer = worker.get(desk_link.format(**ids), headers={"Accept-Language": "zh-CN"})
    assert answer.status_code in {403, 404}
    assert f'href="{screen.format(**ids)}"' in answer.text
    assert "到手机应用里看" in answer.text
    assert worker.get(screen.format(**ids)).status_code == 200


def test_link_to_what_is_not_his_leads_a_clerk_to_no_app(county: County, desk: Desk) -> None:
    clerk = desk("foreign_township")
    assert clerk.open(f"/desk/reports/{report(county).report.id}").status_code == 404
    assert "到手机应用里看" not in clerk.sees
