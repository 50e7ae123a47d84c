"""Taking up, handing on, hurrying, asking, ringing up and giving up a report at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport, ReportStep, Voice
from server.field.damage.queries import steps_of
from server.field.damage.steps import locked
from server.field.work_orders.models import WorkOrder
from server.services.files.models import FileRow
from server.services.notices.models import Notice
from server.services.settings.actions import change
from tests.makers import County, picture, shelved
from tests.web.clerk import Clerk
from tests.web.conftest import Desk

PHONE = "13800000000"


def told(county: County, **more: object) -> DamageReport:
    plain = PublicReport("WE01", "井不出水", "major", "三天没水了", None, False, "a" * 64, [shelved(7)])
    return report_publicly(county.asset_id, replace(plain, **more)).report


def now_(report: DamageReport) -> DamageReport:
    return db.session.get_one(DamageReport, report.id, populate_existing=True)


def in_state(report: DamageReport, status: str, **more: object) -> None:
    with unit_of_work():
        row = locked(report.id)
        row.status = status
        for name, value in more.items():
            setattr(row, name, value)


def at(clerk: Clerk, report: DamageReport) -> Clerk:
    clerk.open(f"/desk/reports/{report.id}")
    return clerk


def notices_of(county: County, name: str) -> list[str]:
    return [row.kind for row in db.session.query(Notice).filter_by(user_id=county.people[name])]


def last(report: DamageReport) -> ReportStep:
    return steps_of(report.id)[-1]


def test_whoever_takes_it_up_has_it_and_its_first_answer_is_noted_once(county: County, desk: Desk) -> None:
    report = told(county)
    clerk = at(desk("township"), report)
    clerk.send("claim")
    taken = now_(report)
    assert (taken.status, taken.level) == ("triaging", "township")
    assert taken.first_response_at is not None
    assert clerk.at == f"/desk/reports/{report.id}"
    first = taken.first_response_at
    clerk.send("confirmation", severity="major")
    assert now_(report).first_response_at == first


def test_handed_on_both_sides_hear_of_it_and_the_clock_goes_on(county: County, desk: Desk) -> None:
    report = told(county)
    clerk = at(desk("county"), report)
    clerk.send("claim")
    before = now_(report).reported_at
    at(clerk, report).send("reassignment", target="township", words="离乡里近")
    moved = now_(report)
    assert (moved.status, moved.level, moved.reported_at, moved.clock_at) == (
        "submitted", "township", before, None,
    )  # fmt: skip
    assert "report_reassigned" in notices_of(county, "township")
    assert (last(report).words, last(report).outcome) == ("离乡里近", "township")


def test_what_goes_upward_is_never_offered_to_the_village_nor_taken_by_a_forged_form(
    county: County, desk: Desk
) -> None:
    report = told(county, category="idle", title="闲着", severity=None, upward=True)
    clerk = at(desk("county"), report)
    assert 'value="village"' not in clerk.sees
    answer = clerk.send("reassignment", target="village", words="你们看")
    assert (answer.status_code, now_(report).level) == (422, "township")
    assert "不能给这一级办" in clerk.sees


def test_hurried_from_above_the_handlers_hear_and_the_reporter_reads_it(county: County, desk: Desk) -> None:
    report = told(county)
    clerk = at(desk("county"), report)
    until = today() + timedelta(days=2)
    clerk.send("instruction", words="这是全村吃水的井", due_on=until.isoformat())
    assert notices_of(county, "village").count("report_hurried") == 1
    receipt = db.session.query(Voice).filter_by(report_id=report.id).one().receipt_token
    assert "上级在督办" in clerk.client.get(f"/r/{receipt}", headers={"Accept-Language": "zh-CN"}).text
    assert "全村吃水" not in clerk.client.get(f"/r/{receipt}").text


def test_question_stands_on_the_receipt_until_somebody_answers(county: County, desk: Desk) -> None:
    report = told(county)
    clerk = at(desk("village"), report)
    clerk.send("claim")
    at(clerk, report).send("question", words="是东边那口井吗？")
    receipt = db.session.query(Voice).filter_by(report_id=report.id).one().receipt_token
    assert "是东边那口井吗？" in clerk.client.get(f"/r/{receipt}").text
    at(clerk, report).send("answer", words="打电话问了，是东边的")
    assert (now_(report).status, now_(report).question) == ("triaging", None)
    assert "是东边那口井吗？" not in clerk.client.get(f"/r/{receipt}").text


def test_only_whoever_has_it_asks_or_joins(county: County, desk: Desk) -> None:
    report = told(county)
    told(county, category="WE04", title="管子破了", device_hash="b" * 64)
    at(desk("village"), report).send("claim")
    clerk = at(desk("township"), report)
    assert not clerk.may("question")
    assert not clerk.may("merger")
    assert at(desk("village"), report).may("merger")


@pytest.mark.parametrize(("result", "status"), [("satisfied", "resolved"), ("unreachable", "resolved")])
def test_call_is_logged_with_one_key_and_closes_nothing(
    county: County, desk: Desk, result: str, status: str
) -> None:
    report = told(county, phone=PHONE)
    in_state(report, "resolved", resolved_at=now())
    clerk = desk("township")
    clerk.open("/desk/")
    assert "打个电话" in clerk.sees
    assert f"tel:{PHONE}" in clerk.sees
    form = next(one for one in clerk.forms() if one.fields.get("result") == result)
    clerk.client.post(form.action, data=form.fields, headers={"Origin": "http://localhost"})
    assert (now_(report).status, last(report).event, last(report).outcome) == (status, "call_back", result)
    assert "打个电话" not in clerk.open("/desk/").text


def test_who_is_not_content_on_the_telephone_is_heard_one_level_up(county: County, desk: Desk) -> None:
    report = told(county, phone=PHONE)
    in_state(report, "resolved", resolved_at=now())
    clerk = at(desk("township"), report)
    form = next(one for one in clerk.forms() if one.fields.get("result") == "unsatisfied")
    clerk.client.post(
        form.action, data={**form.fields, "words": "只修了一半"}, headers={"Origin": "http://localhost"}
    )
    assert (now_(report).status, now_(report).level) == ("reopened", "township")
    assert [step.event for step in steps_of(report.id)][-2:] == ["call_back", "feedback_bad"]


def test_words_for_the_group_name_the_thing_and_no_person(county: County, desk: Desk) -> None:
    report = told(county, phone=PHONE)
    in_state(report, "resolved", resolved_at=now())
    clerk = at(desk("village"), report)
    start = clerk.sees.index('id="group-words"')
    words = clerk.sees[start : clerk.sees.index("</textarea>", start)]
    assert "2号井" in words
    assert f"/t/{county.token}" in words
    assert PHONE not in clerk.sees
    assert not any(name in words for name in ("worker", "village", "mender"))


def test_left_broken_only_by_an_approver_and_with_a_paper(county: County, desk: Desk) -> None:
    report = told(county)
    in_state(report, "confirmed")
    assert not at(desk("township"), report).may("end")
    clerk = at(desk("approver"), report)
    assert clerk.send("end", reason="disposal").status_code == 422
    assert now_(report).status == "confirmed"
    paper = (BytesIO(picture(9)), "paper.jpg")
    at(clerk, report).send("end", reason="disposal", words="井已报废", photo=paper)
    assert (now_(report).status, now_(report).reason) == ("closed", "转处置：井已报废")
    kept = db.session.query(FileRow).filter(FileRow.slot.startswith("basis/")).one()
    assert not kept.public
    receipt = db.session.query(Voice).filter_by(report_id=report.id).one().receipt_token
    assert "井已报废" in clerk.client.get(f"/r/{receipt}").text


def test_drawn_spot_fix_is_looked_at_by_another(county: County, desk: Desk) -> None:
    change("140699", "spot_fix_review_percent", 100, 0)
    report = told(county)
    in_state(report, "fixed_on_spot", reporter_id=county.people["village"])
    assert "看一眼" not in desk("village").open("/desk/").text
    clerk = desk("township")
    clerk.open("/desk/")
    assert "看一眼" in clerk.sees
    form = next(one for one in clerk.forms() if one.fields.get("result") == "bad")
    clerk.client.post(
        form.action, data={**form.fields, "words": "还漏"}, headers={"Origin": "http://localhost"}
    )
    assert now_(report).status == "triaging"


def test_what_is_left_broken_sends_nobody_any_more(county: County, desk: Desk) -> None:
    report = told(county)
    at(desk("village"), report).send("confirmation", severity="minor")
    assert db.session.query(WorkOrder).one().status == "created"
    clerk = at(desk("approver"), report)
    clerk.send("end", reason="will_not_repair", photo=(BytesIO(picture(9)), "paper.jpg"))
    assert now_(report).status == "closed"
    assert db.session.query(WorkOrder).one().status == "cancelled"
