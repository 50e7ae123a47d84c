"""Judging reports at the desk."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly, verify
from server.field.damage.models import DamageReport, Voice
from server.field.damage.safety import secure
from server.field.damage.verdicts import Verdict
from server.field.supervision_comments.models import SupervisionComment
from server.field.work_orders.models import WorkOrder
from server.services.audit_log.models import AuditRow
from server.services.files.actions import attach
from server.services.files.models import FileRow
from server.services.files.review import publish
from tests.makers import County, all_pictures, picture, shelved, visit_of
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk, Phone


def found_by_worker(county: County, phone: Phone, problem: str = "WE01") -> DamageReport:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id, problem, photo=photo))
    worker.carry(photo)
    return db.session.query(DamageReport).one()


def said_by_villager(county: County, **more: object) -> DamageReport:
    told = PublicReport("WE01", "井不出水", "major", "三天没水了", None, False, "a" * 64, [shelved(7)])
    return report_publicly(county.asset_id, replace(told, **more)).report


def now_(report: DamageReport) -> DamageReport:
    return db.session.get_one(DamageReport, report.id, populate_existing=True)


def test_case_shows_photo_words_distance_and_what_may_be_decided(
    county: County, phone: Phone, desk: Desk
) -> None:
    found_by_worker(county, phone)
    clerk = desk("village")
    clerk.open("/desk/")
    for said in (
        "2号井 · 井不出水",
        "管护员巡查",
        "米，位置可信",
        "2,000 元以下或者紧急的，直接派人",
        "/1600",
    ):
        assert said in clerk.sees
    assert clerk.may("confirmation")
    assert not clerk.may("rejection")


def test_confirmed_at_the_village_leads_to_sending_somebody(county: County, phone: Phone, desk: Desk) -> None:
    report = found_by_worker(county, phone)
    clerk = desk("village")
    clerk.open("/desk/")
    clerk.send("confirmation", severity="major", publish="1")
    order = db.session.query(WorkOrder).one()
    assert (now_(report).status, now_(report).severity) == ("confirmed", "major")
    assert clerk.at == f"/desk/orders/{order.id}"
    assert "已核实" in clerk.sees
    assert db.session.query(FileRow).filter_by(review="shown").count() == 1
    assert (
        db.session.query(AuditRow).filter_by(action="damage.verify").one().actor_id
        == county.people["village"]
    )


def test_photos_stay_unseen_unless_the_box_is_ticked(county: County, phone: Phone, desk: Desk) -> None:
    found_by_worker(county, phone)
    clerk = desk("village")
    clerk.open("/desk/")
    clerk.send("confirmation", severity="major")
    assert db.session.query(FileRow).filter_by(review="shown").count() == 0


def test_critical_is_the_townships_and_the_village_is_not_even_asked(
    county: County, phone: Phone, desk: Desk
) -> None:
    report = found_by_worker(county, phone, "WE05")
    village, township = desk("village"), desk("township")
    village.open("/desk/")
    assert "没有等您办的事" in village.sees
    township.open("/desk/")
    assert "紧急" in township.sees
    township.send("confirmation", severity="critical")
    assert now_(report).severity == "critical"


def test_village_cannot_grade_critical_by_a_forged_form(county: County, phone: Phone, desk: Desk) -> None:
    report = found_by_worker(county, phone)
    clerk = desk("village")
    clerk.open("/desk/")
    answer = clerk.send("confirmation", severity="critical")
    assert (answer.status_code, now_(report).status) == (403, "submitted")


def test_township_turns_down_with_a_reason_that_the_reporter_reads(county: County, desk: Desk) -> None:
    report = said_by_villager(county)
    clerk = desk("township")
    clerk.open(f"/desk/reports/{report.id}")
    clerk.send("rejection", reason="untrue", words="昨天去看过，水是好的")
    assert (now_(report).status, now_(report).reason) == (
        "rejected",
        "去看过，没有这回事：昨天去看过，水是好的",
    )


def test_nothing_is_turned_down_without_a_picture_from_the_place(county: County, desk: Desk) -> None:
    report = said_by_villager(county, photos=[])
    clerk = desk("township")
    clerk.open(f"/desk/reports/{report.id}")
    answer = clerk.send("rejection", reason="untrue", words="没有的事")
    assert answer.status_code == 422
    assert "没有的事" in clerk.sees
    clerk.send("rejection", reason="untrue", photo=(BytesIO(picture(9)), "here.jpg"))
    assert now_(report).status == "rejected"


def test_two_reports_of_one_trouble_become_one(county: County, phone: Phone, desk: Desk) -> None:
    first = found_by_worker(county, phone)
    second = said_by_villager(county, category="WE11", title="井边脏")
    clerk = desk("village")
    clerk.open(f"/desk/reports/{second.id}")
    clerk.send("merger", twin=str(first.id))
    assert (now_(second).status, now_(second).merged_into_id) == ("merged", first.id)


def test_concern_goes_past_the_village_and_is_handed_on_by_the_township(county: County, desk: Desk) -> None:
    report = said_by_villager(county, category="idle", title="闲着没用", severity=None, upward=True)
    assert "没有等您办的事" in desk("village").open("/desk/").text
    clerk = desk("township")
    clerk.open("/desk/")
    clerk.send("transfer", words="请县里看看")
    assert now_(report).status == "transferred"


def test_what_is_no_repair_goes_on_as_a_concern_and_what_is_broken_stays_a_report(
    county: County, desk: Desk
) -> None:
    report = said_by_villager(county)
    clerk = desk("township")
    clerk.open(f"/desk/reports/{report.id}")
    assert clerk.send("transfer", words="井被人占着浇自家地").status_code == 422
    clerk.open(f"/desk/reports/{report.id}")
    clerk.send("transfer", category="occupied", words="井被人占着浇自家地", repair_too="1")
    assert now_(report).status == "transferred"
    concern = db.session.query(SupervisionComment).one()
    assert (concern.category, concern.title, concern.report_id) == ("occupied", "被人占了", report.id)
    left = db.session.query(DamageReport).filter_by(status="submitted").one()
    assert (left.category, left.words, left.reporter_id) == ("WE01", "三天没水了", None)
    receipt = db.session.query(Voice).filter_by(report_id=report.id).one().receipt_token
    assert "被人占了" in clerk.client.get(f"/r/{receipt}", headers={"Accept-Language": "zh-CN"}).text


def test_the_village_no_longer_reads_what_became_a_concern(county: County, desk: Desk) -> None:
    report = said_by_villager(county)
    village, township = desk("village"), desk("township")
    assert village.open(f"/desk/reports/{report.id}").status_code == 200
    assert not village.may("transfer")
    township.open(f"/desk/reports/{report.id}")
    township.send("transfer", category="person", words="不是坏了")
    assert village.open(f"/desk/reports/{report.id}").status_code == 404
    assert db.session.query(DamageReport).count() == 1


def test_decided_by_somebody_else_shows_both_sides(county: County, phone: Phone, desk: Desk) -> None:
    report = found_by_worker(county, phone)
    clerk = desk("township")
    clerk.open(f"/desk/reports/{report.id}")
    verify(report.id, Verdict("confirm", "minor"), None)
    answer = clerk.send("confirmation", severity="major")
    assert answer.status_code == 409
    for said in ("别人已经先办了", "现在是", "已核实，一般", "您刚才想的是", "属实，严重"):
        assert said in clerk.sees
    assert now_(report).severity == "minor"


def test_phone_of_a_villager_is_shown_above_the_village_only(county: County, desk: Desk) -> None:
    report = said_by_villager(county, phone="13800000000")
    assert "13800000000" not in desk("village").open(f"/desk/reports/{report.id}").text
    assert "tel:13800000000" in desk("township").open(f"/desk/reports/{report.id}").text


def test_next_case_follows_with_a_line_about_the_last(county: County, phone: Phone, desk: Desk) -> None:
    first = found_by_worker(county, phone, "WE05")
    second = said_by_villager(county, category="person", title="对管护人有意见", severity=None, upward=True)
    clerk = desk("township")
    clerk.open("/desk/")
    assert clerk.form("confirmation").action == f"/desk/reports/{first.id}/confirmation"
    clerk.send("rejection", reason="not_this_asset")
    assert "刚才那件不受理" in clerk.sees
    assert clerk.at == f"/desk/reports/{second.id}"


def test_line_about_what_was_done_is_never_taken_from_the_address(county: County, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open("/desk/?done=<b>all+lost</b>")
    assert 'class="done"' not in clerk.sees


@pytest.mark.parametrize("stranger", ["foreign_township"])
def test_report_of_another_township_is_not_here(county: County, desk: Desk, stranger: str) -> None:
    report = said_by_villager(county)
    clerk = desk(stranger)
    clerk.open("/desk/")
    token = clerk.form("sign-out").fields["csrf"]
    assert clerk.open(f"/desk/reports/{report.id}").status_code == 404
    for verb in ("confirmation", "rejection", "merger", "transfer"):
        told = {"csrf": token, "version": "1", "severity": "minor"}
        answer = clerk.client.post(f"/desk/reports/{report.id}/{verb}", data=told, headers=SAME_SITE)
        assert answer.status_code == 404
    assert now_(report).status == "submitted"


def test_picture_that_came_after_the_page_was_drawn_waits(county: County, desk: Desk) -> None:
    report = said_by_villager(county)
    clerk = desk("village")
    clerk.open(f"/desk/reports/{report.id}")
    late = attach("140699", "report", report.id, "report/late", shelved(8))
    clerk.send("confirmation", severity="major", publish="1")
    reviews = {row.id: row.review for row in db.session.query(FileRow)}
    assert (reviews.pop(late.id), set(reviews.values())) == ("waiting", {"shown"})


@pytest.mark.parametrize("whose", [{"ledger_tier": "household"}, {"nature": "household"}])
def test_pictures_of_a_household_reach_no_villager(county: County, desk: Desk, whose: dict[str, str]) -> None:
    report = said_by_villager(county)
    with unit_of_work() as session:
        for name, value in whose.items():
            setattr(session.get_one(Asset, county.asset_id), name, value)
    clerk = desk("township")
    clerk.open(f"/desk/reports/{report.id}")
    clerk.send("confirmation", severity="major", publish="1")
    assert (now_(report).status, db.session.query(FileRow).one().review) == ("confirmed", None)


def test_picture_shown_before_its_asset_was_a_households_is_gone(
    county: County, desk: Desk, client: FlaskClient
) -> None:
    report = said_by_villager(county)
    (photo,) = all_pictures()
    publish("140699", "report", report.id, [photo])
    assert client.get(f"/photos/{photo}/320").status_code == 200
    with unit_of_work() as session:
        session.get_one(Asset, county.asset_id).nature = "household"
    assert client.get(f"/photos/{photo}/320").status_code == 404


@pytest.mark.parametrize(("measure", "said"), [("fenced", "围起来了"), ("cut_off", "断电断水了")])
def test_history_says_how_people_were_kept_safe(county: County, desk: Desk, measure: str, said: str) -> None:
    report = said_by_villager(county)
    secure(report.id, measure)
    village = desk("village")
    assert village.open(f"/desk/reports/{report.id}").status_code == 200
    assert f"先护住人 {said}" in village.sees
