"""An asset's life at the desk: one story of all rooms, newest first, by year, narrowed and paged by links."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flask import Flask

from server.assets.register.models import Asset, AssetFund
from server.assets.tags.actions import replace
from server.core.clock import as_of, now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.actions import verify
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, assign
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.repairs import Done, accept, begin, finish
from server.services.audit_log.actions import Doer, acting_as
from server.services.files.actions import attach
from server.web.desk.timeline import PAGE
from tests.makers import County, Signed, make_user, shelved, visit_of
from tests.web.conftest import Desk, Phone
from tests.web.test_desk_speed import queries_of


def story(page: str) -> str:
    return page.split('id="life"')[1]


def mended(county: County) -> WorkOrder:
    """Let the reported well be mended for 1,200 yuan with a picture before and one after."""
    with acting_as(Doer("user", county.people["village"])):
        verify(db.session.query(DamageReport).one().id, Verdict("confirm", "major"), None)
        order = db.session.query(WorkOrder).one()
        assign(order.id, Assignment(county.people["mender"], 120_000, date(2099, 1, 1)), None)
    with acting_as(Doer("user", county.people["mender"])):
        begin(order.id, 1, None)
        for moment, shade in (("before/1", 1), ("after/1", 2)):
            attach("140699", "order", order.id, moment, shelved(shade))
        finish(order.id, Done(120_000), 1, None)
    with acting_as(Doer("user", county.people["supervisor"])):
        accept(order.id, None, (), None)
    return order


def test_whole_life_is_one_story_newest_first(county: County, phone: Phone, desk: Desk) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id))
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    mended(county)
    told = story(desk("village").open(f"/desk/assets/{county.asset_id}").text)
    happened = (
        "验收合格",
        "修完了",
        "从良好变为损坏",
        "报修：井不出水",
        ">正常<",
        f"挂上标牌 {county.short_code.upper()}",
    )
    at = [told.index(said) for said in happened]
    assert at == sorted(at)
    assert "1,200 元" in told


def test_repair_shows_before_and_after(county: County, phone: Phone, desk: Desk) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    mended(county)
    told = story(desk("village").open(f"/desk/assets/{county.asset_id}?only=order").text)
    assert re.findall(r"<small>(修前|修后)</small>", told) == ["修前", "修后"]


def test_money_tells_sources_and_what_repairs_cost(county: County, phone: Phone, desk: Desk) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    mended(county)
    fund = {"source": "lottery", "level": "county", "year": 2019, "amount_fen": 4_200_000}
    with unit_of_work() as session:
        session.add(AssetFund(id=new_id(), county_code="140699", asset_id=county.asset_id, **fund))
    told = story(desk("village").open(f"/desk/assets/{county.asset_id}?only=money").text)
    assert "2019年" in told
    assert "彩票公益金 4.2万元" in told
    assert "1,200 元" in told
    assert "挂上标牌" not in told


def test_new_plate_tells_which_one_it_replaced(county: County, desk: Desk) -> None:
    replace(county.token, county.blank, county.asset_id, None)
    told = story(desk("village").open(f"/desk/assets/{county.asset_id}?only=tag").text)
    assert f"旧牌 {county.short_code.upper()} 作废" in told


def test_long_life_is_read_a_page_at_a_time_by_year(county: County, phone: Phone, desk: Desk) -> None:
    worker = phone("worker")
    with as_of(now() - timedelta(days=400)):
        worker.push(visit_of(worker, county.asset_id))
    for _ in range(PAGE):
        worker.push(visit_of(worker, county.asset_id))
    clerk = desk("village")
    address = f"/desk/assets/{county.asset_id}?only=visit"
    pages = [story(clerk.open(f"{address}&page={number}").text) for number in (1, 2)]
    visits = [set(re.findall(r"/desk/visits/([\w-]+)", page)) for page in pages]
    assert [len(own) for own in visits] == [PAGE, 1]
    assert not visits[0] & visits[1]
    assert "page=2" in pages[0]


def confirmed(county: County, worker: Signed, code: str) -> None:
    """Let a visit find something, and the village say so too: an order waits."""
    worker.push(visit_of(worker, county.asset_id, code))
    report = db.session.query(DamageReport).filter_by(category=code).one()
    verify(report.id, Verdict("confirm", "minor"), None)


def test_a_life_costs_as_many_questions_long_as_short(
    app: Flask, county: County, phone: Phone, desk: Desk
) -> None:
    worker, clerk = phone("worker"), desk("supervisor")  # nothing of this waits for him
    address = f"/desk/assets/{county.asset_id}"
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    mended(county)
    confirmed(county, worker, "WE05")
    short = queries_of(app, clerk, address)
    for code in ("WE11", "G05"):
        confirmed(county, worker, code)
    assert queries_of(app, clerk, address) == short


def test_plates_of_one_asset_are_printed_by_whoever_prints(county: County, desk: Desk) -> None:
    address = f"/desk/assets/{county.asset_id}/plates"
    clerk = desk("township")
    assert address in clerk.open(f"/desk/assets/{county.asset_id}").text
    assert county.short_code.upper()[:4] in clerk.open(address).text
    village = desk("village")
    assert address not in village.open(f"/desk/assets/{county.asset_id}").text
    assert village.open(address).status_code == 403


def test_position_of_works_is_exact_only_for_those_who_go_there(county: County, desk: Desk) -> None:
    with unit_of_work() as session:
        well = session.get_one(Asset, county.asset_id)
        well.lat, well.lng, well.sensitive = 39.51234, 112.41234, True
        make_user("reader", ("auditor",), county.paths["county"])
    assert "39.51234, 112.41234" in desk("village").open(f"/desk/assets/{county.asset_id}").text
    page = desk("reader").open(f"/desk/assets/{county.asset_id}").text
    assert "大概在 39.51, 112.41" in page
    assert "39.512" not in page
