"""待办: narrowed by links that stay while one decides, and what went wrong overnight."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from server.core.clock import as_of, now, start_of, today
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.services.feed.models import Item
from server.web.public.device import hash_of
from tests.makers import PLACE, County, make_asset, make_user, visit_of
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk, Phone
from tests.web.test_desk_speed import queries_of


def report(county: County, name: str, village: str = "village11", severity: str = "major") -> DamageReport:
    with unit_of_work():
        asset_id = make_asset(county.paths[village], name).id
    told = PublicReport("WE01", "井不出水", severity, "没水", None, False, hash_of(name))
    return report_publicly(asset_id, told).report


def listed(page: str) -> set[str]:
    queue = page.split('class="queue"')[1].split("</section>")[0].split('id="night"')[0]
    return set(re.findall(r"<strong>(.*?) · ", queue))


def overnight(page: str) -> str:
    return page.split('id="night"')[1] if 'id="night"' in page else ""


def test_list_is_narrowed_by_kind_and_village(county: County, phone: Phone, desk: Desk) -> None:
    report(county, "东井")
    report(county, "西井", "village12")
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, place={**PLACE, "lat": 39.53}))
    clerk = desk("township")
    assert listed(clerk.open("/desk/").text) == {"东井", "西井", "2号井"}
    assert listed(clerk.open("/desk/?only=visit").text) == {"2号井"}
    assert listed(clerk.open("/desk/?only=report").text) == {"东井", "西井"}
    assert listed(clerk.open("/desk/", query_string={"at": "12村"}).text) == {"西井"}


def test_pressing_ones_are_the_critical_and_the_late(county: County, desk: Desk) -> None:
    report(county, "危井", severity="critical")
    with as_of(now() - timedelta(days=5)):
        report(county, "旧井")
    report(county, "新井")
    assert listed(desk("township").open("/desk/?only=urgent").text) == {"危井", "旧井"}


def test_choice_stays_while_one_case_after_the_other_is_decided(county: County, desk: Desk) -> None:
    for name, village in (("一井", "village12"), ("二井", "village11"), ("三井", "village12")):
        report(county, name, village)
    clerk = desk("township")
    page = clerk.open("/desk/", query_string={"at": "12村"})
    form = clerk.form("confirmation")
    came_from = {"Referer": f"http://localhost{page.request.full_path}"}
    sent = {**form.fields, "severity": "major"}
    answer = clerk.client.post(form.action, data=sent, headers={**SAME_SITE, **came_from})
    assert listed(clerk.open(answer.location).text) == {"一井", "三井"}


def test_empty_choice_shows_the_way_back(county: County, desk: Desk) -> None:
    report(county, "东井")
    page = desk("township").open("/desk/?only=visit").text
    assert "这里头没有要办的" in page
    assert "看全部 1 件" in page


LAST_NIGHT, YESTERDAY_NOON = timedelta(hours=-2), timedelta(hours=-12)


@pytest.mark.parametrize(("moment", "told"), [(LAST_NIGHT, True), (YESTERDAY_NOON, False)])
def test_what_broke_after_the_evening_is_told_in_the_morning(
    county: County, desk: Desk, moment: timedelta, told: bool
) -> None:
    with as_of(start_of(today()) + moment):
        report(county, "夜井", severity="minor")  # its clock runs for days
    assert ("夜井 · " in overnight(desk("township").open("/desk/").text)) is told


def test_night_of_one_township_is_nobody_elses(county: County, desk: Desk) -> None:
    with as_of(last_night()):
        report(county, "夜井")
    assert "夜井" not in desk("foreign_township").open("/desk/").text


def test_reader_without_anything_to_decide_hears_of_the_night(county: County, desk: Desk) -> None:
    with as_of(last_night()):
        report(county, "夜井")
    make_user("reader", ("auditor",), county.paths["county"])
    db.session.commit()
    assert "夜井" in overnight(desk("reader").open("/desk/").text)


def test_what_ran_out_of_time_overnight_is_told(county: County, desk: Desk) -> None:
    with as_of(last_night() - timedelta(hours=24)):
        report(county, "慢井")
    told = overnight(desk("township").open("/desk/").text)
    assert "慢井" in told
    assert "过了时限" in told


def last_night() -> datetime:
    return start_of(today()) + LAST_NIGHT


def test_first_page_asks_as_often_for_many_as_for_few(app: Flask, county: County, desk: Desk) -> None:
    clerk: Clerk = desk("township")
    with as_of(last_night()):
        for name in ("一井", "二井"):
            report(county, name)
        few = queries_of(app, clerk, "/desk/")
        for name in ("三井", "四井", "五井", "六井"):
            report(county, name)
    assert queries_of(app, clerk, "/desk/") == few


def details(page: str) -> list[str]:
    queue = page.split('class="queue"')[1].split("</section>")[0]
    return [" ".join(said.split()) for said in re.findall(r"<span>(.*?)</span>", queue, re.DOTALL)]


def bring(phone: Phone, county: County, names: tuple[str, ...] = ("neighbour",)) -> None:
    """Let somebody who does not care for the well visit it: kept for a person to decide."""
    for name in names:
        neighbour = phone(name)
        neighbour.push(visit_of(neighbour, county.asset_id))


def test_visits_and_kept_items_say_in_whose_hands_they_are_for_how_long(
    county: County, phone: Phone, desk: Desk
) -> None:
    bring(phone, county)
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, place={**PLACE, "lat": 39.53}))
    with unit_of_work() as session:
        for kept in (session.query(Item).filter_by(status="quarantined"), session.query(Inspection)):
            kept.one().received_at = now() - timedelta(days=2)
    at_township, at_county = (details(desk(name).open("/desk/").text) for name in ("township", "county"))
    assert [said.endswith("卡在我这里 2 天") for said in at_township] == [True, True]
    assert [said.split(" · ")[-1] for said in at_county] == ["卡在我这里 2 天", "卡在村里 2 天"]


def test_kept_items_are_asked_for_once_however_many_there_are(
    app: Flask, county: County, phone: Phone, desk: Desk
) -> None:
    clerk = desk("township")
    bring(phone, county)
    few = queries_of(app, clerk, "/desk/")
    bring(phone, county, ("neighbour",) * 3)
    assert len(details(clerk.open("/desk/").text)) == 4
    assert queries_of(app, clerk, "/desk/") == few
