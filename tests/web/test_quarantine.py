"""Kept items: always in somebody's sight, admitted by another, and never a way round separation of duty."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.patrols.actions import give_out
from server.field.work_orders.models import WorkOrder
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.access.rules import allows
from server.identity.accounts.models import Post, User
from server.permissions import MAY
from server.services.audit_log.models import AuditRow
from server.services.feed.models import Item
from server.services.files.models import FileRow
from server.services.notices.models import Notice
from server.web.look.dates import day_in
from server.web.look.notices import notice_said
from server.web.quarantine.actions import StillRefused, decide
from tests.makers import PLACE, County, item_of, make_plan, make_region, make_user, picture, sign_in, visit_of
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk, Phone
from tests.web.test_thread import dispatched, mended


def person(county: County, name: str) -> Actor:
    return actor_of(db.session.get_one(User, county.people[name]))


def decides(county: County, name: str, item: Item) -> bool:
    return allows(MAY, Permission.DECIDE_QUARANTINE, person(county, name), item)


def test_admitted_visit_counts_as_its_authors_and_his_phone_is_told(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    decide(UUID(receipt["id"]), person(county, "township"), admit=True, reason=None)
    assert db.session.query(Inspection).one().inspector_id == neighbour.user_id
    assert neighbour.pull().rows("decision")[receipt["id"]]["outcome"] == "admitted"


def refuse(clerk: Clerk, item_id: str, why: str) -> None:
    clerk.open(f"/desk/quarantine/{item_id}")
    clerk.send("refusal", words=why)


def test_worker_reads_which_record_was_refused_and_why_each_by_itself(
    county: County, phone: Phone, desk: Desk
) -> None:
    worker, clerk = phone("worker"), desk("township")
    for why in ("这不是井", "照片看不清"):
        visit = visit_of(worker, county.asset_id).changed(schema_version=2)
        worker.put(visit)
        refuse(clerk, visit.id, why)
    told = sorted(worker.pull().rows("notice").values(), key=lambda row: row["created_at"])
    today = day_in("zh", now())
    assert [row["zh"] for row in told] == [
        f"您{today}记的2号井没收下。理由：{why}" for why in ("这不是井", "照片看不清")
    ]
    assert told[0]["en"].startswith(f"2号井: what you recorded on {day_in('en', now())} was not taken in.")
    assert told[0]["link"].startswith(f"/app/asset/{county.asset_id}?")


def test_day_of_a_refused_record_is_the_one_on_which_it_was_made(
    county: County, phone: Phone, desk: Desk
) -> None:
    neighbour = phone("neighbour")
    visit = visit_of(neighbour, county.asset_id).changed(captured_at="2026-03-01T17:00:00Z")
    neighbour.put(visit)
    refuse(desk("township"), visit.id, "早过了")
    (notice,) = db.session.query(Notice).filter_by(kind="item_refused")
    assert notice.facts["day"] == "2026-03-02"


def test_refusal_names_nothing_that_its_reader_may_not_see(county: County, phone: Phone, desk: Desk) -> None:
    neighbour = phone("neighbour")
    visit = visit_of(neighbour, county.asset_id)
    neighbour.put(visit)
    refuse(desk("township"), visit.id, "这口井不归您管")
    (notice,) = neighbour.pull().rows("notice").values()
    assert notice["zh"] == f"您{day_in('zh', now())}记的一条记录没收下。理由：这口井不归您管"
    assert notice["link"] == "/app/notices"


@pytest.mark.parametrize("author", ["worker", "outsider"])
def test_refusal_is_told_to_whoever_brought_the_record_and_not_to_whom_it_names(
    county: County, phone: Phone, desk: Desk, author: str
) -> None:
    with unit_of_work():
        abroad = make_region("140698000000", "外县", "county", county.paths["county"].rsplit("/", 1)[0])
        outsider = make_user("outsider", ("worker",), abroad)
    named = {"worker": county.people["worker"], "outsider": outsider}[author]
    bringer = phone("village")
    visit = visit_of(bringer, county.asset_id).changed(author_id=str(named))
    assert bringer.put(visit).json["status"] == "quarantined"
    refuse(desk("county"), visit.id, "不是他记的")
    (notice,) = db.session.query(Notice).filter(Notice.kind.startswith("item_refused"))
    assert notice.user_id == bringer.user_id
    told = f"有人{day_in('zh', now())}记、您帮忙传的2号井没收下。理由：不是他记的"
    assert notice_said(notice, "zh") == told


def test_menders_own_acceptance_cannot_be_admitted(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mender = phone("mender")
    mended(county, phone, mender, order)
    passed = item_of(mender, "order.pass", order.id, {"publish_photos": False}, order.version)
    assert mender.put(passed).json["status"] == "quarantined"
    with pytest.raises(StillRefused):
        decide(UUID(passed.id), person(county, "county"), admit=True, reason=None)
    assert db.session.get_one(WorkOrder, order.id).status == "finished"


def test_township_cannot_admit_what_lies_in_another_township(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    with pytest.raises(StillRefused):
        decide(UUID(receipt["id"]), person(county, "foreign_township"), admit=True, reason=None)


def test_item_of_one_who_holds_no_post_any_more_is_the_countys(
    app: Flask, county: County, phone: Phone
) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(visit_of(neighbour, county.asset_id)).json
    with unit_of_work() as session:
        for post in session.query(Post).filter_by(user_id=neighbour.user_id):
            post.to_on = date(2021, 1, 1)
    item = db.session.get_one(Item, UUID(receipt["id"]))
    assert decides(county, "county", item)
    assert not decides(county, "township", item)


def test_nobody_admits_what_he_brought_himself(county: County, phone: Phone) -> None:
    township = phone("foreign_township")
    receipt = township.put(visit_of(township, county.asset_id)).json
    item = db.session.get_one(Item, UUID(receipt["id"]))
    assert not decides(county, "foreign_township", item)
    assert decides(county, "county", item)


def test_suspended_worker_signs_in_to_bring_all_he_has_and_the_desk_holds_it(
    app: Flask, county: County, phone: Phone, desk: Desk
) -> None:
    made_before = phone("worker")
    visits = [visit_of(made_before, county.asset_id, "WE01", photo=picture(shade)) for shade in (50, 60)]
    with unit_of_work() as session:
        user = session.get_one(User, county.people["worker"])
        user.status, user.suspended_at = "suspended", now()
    worker = sign_in(app.test_client(), "worker")
    assert [one["status"] for one in worker.push(*visits)] == ["quarantined"] * 2
    assert [worker.carry(picture(shade)).status_code for shade in (50, 60)] == [201, 201]
    assert [one["missing_files"] for one in worker.push(*visits)] == [[], []]
    assert [worker.client.get(at).status_code for at in ("/api/v1/feed", "/api/v1/sign-ins")] == [401, 401]
    assert worker.client.get(f"/photos/{db.session.query(FileRow).first().id}/320").status_code in {401, 404}
    township = desk("township")
    assert township.open("/desk/quarantine").text.count("worker</td>") == 2
    page = township.open(f"/desk/quarantine/{visits[0].id}").text
    assert "账号停用了" in page
    assert "/photos/" in page


def assign(clerk: Clerk, item_id: str, code: str) -> int:
    clerk.open(f"/desk/quarantine/{item_id}")
    told = {"csrf": clerk.csrf, "code": code}
    answer = clerk.client.post(f"/desk/quarantine/{item_id}/admission", data=told, headers=SAME_SITE)
    clerk.sees = answer.text
    return answer.status_code


@pytest.mark.parametrize("kind", ["inspection.file", "damage.report"])
def test_item_about_an_unknown_asset_is_admitted_for_the_one_that_was_meant(
    county: County, phone: Phone, desk: Desk, kind: str
) -> None:
    worker, nowhere = phone("worker"), new_id()
    if kind == "inspection.file":
        item = visit_of(worker, nowhere, "WE01", photo=picture(50))
    else:
        told = {"category": "WE01", "upward": False, "words": "漏水"}
        item = item_of(worker, kind, nowhere, told, photos={"report/1": picture(50)})
    receipt = worker.put(item).json
    assert receipt["reason_code"] == "sync/out-of-scope"
    worker.carry(picture(50))
    assert assign(desk("township"), item.id, county.short_code) == 303
    assert [report.asset_id for report in db.session.query(DamageReport)] == [county.asset_id]
    assert {row.owner_kind for row in db.session.query(FileRow)} <= {"inspection", "report"}
    again = worker.put(item).json
    assert (again["sha256"], again["status"]) == (receipt["sha256"], "quarantined")
    assert again["decision"]["outcome"] == "admitted"
    row = db.session.query(AuditRow).filter_by(action="quarantine.assign").one()
    assert row.detail == {"asset_id": str(county.asset_id), "was": str(nowhere)}


def test_item_is_not_assigned_to_what_lies_out_of_the_deciders_sight(
    county: County, phone: Phone, desk: Desk
) -> None:
    neighbour, township = phone("neighbour"), desk("foreign_township")
    item = visit_of(neighbour, new_id())
    neighbour.put(item)
    if township.open(f"/desk/quarantine/{item.id}").status_code == 404:
        township = desk("township")
    for code in ("ZZZZZZZZ", "' or 1=1"):
        assert assign(township, item.id, code) == 422
        assert "没有这个码的资产" in township.sees
    assert db.session.query(Inspection).count() == 0


def test_conflict_shows_what_stands_now_with_both_people_and_clocks(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, mender = dispatched(county, phone), phone("mender")
    begin = item_of(
        mender, "order.begin", order.id, {"place": PLACE}, order.version, {"before/1": picture(9)}
    )
    late, _seen = begin.changed(id=str(new_id())), order.version
    assert [one["status"] for one in mender.push(begin, late)] == ["accepted", "conflict"]
    page = desk("county").open(f"/desk/quarantine/{late.id}").text
    assert "两边对不上" in page
    assert "mender的手机" in page
    assert "现在：mender" in page
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    assert cells[cells.index("状态") :][:6] == [
        "状态",
        "开始维修",
        "维修中",
        "第几版",
        str(order.version),
        "3",
    ]


def test_whoever_has_seen_both_sides_may_let_the_phones_count_unless_the_state_forbids_it(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, mender = dispatched(county, phone), phone("mender")
    seen = order.version
    begin = item_of(mender, "order.begin", order.id, {"place": PLACE}, seen, {"before/1": picture(9)})
    twice = begin.changed(id=str(new_id()))
    pause = item_of(mender, "order.pause", order.id, {"reason": "parts", "words": "等水泵"}, seen)
    assert [one["status"] for one in mender.push(begin, twice, pause)] == ["accepted", "conflict", "conflict"]
    clerk = desk("county")
    clerk.open(f"/desk/quarantine/{pause.id}")
    clerk.send("admission")
    paused = db.session.get_one(WorkOrder, order.id, populate_existing=True)
    assert (paused.status, paused.version) == ("paused", seen + 2)
    clerk.open(f"/desk/quarantine/{twice.id}")
    assert clerk.send("admission").status_code == 409
    assert db.session.get_one(WorkOrder, order.id, populate_existing=True).version == seen + 2


def test_conflict_of_a_round_shows_both_excuses_people_and_clocks(
    county: County, phone: Phone, desk: Desk
) -> None:
    make_plan()
    give_out(100)
    worker, village = phone("worker"), desk("village")
    ((task_id, task),) = worker.pull().rows("task").items()
    village.open(f"/desk/rounds/{task_id}")
    village.send("excuse", reason="snow", words="路封了")
    late = item_of(worker, "task.excuse", UUID(task_id), {"reason": "ill", "words": "住院"}, task["version"])
    assert worker.put(late).json["status"] == "conflict"
    page = desk("township").open(f"/desk/quarantine/{late.id}").text
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    wanted = [
        "状态",
        "说明去不了",
        "去不了（已说明）",
        "第几版",
        "1",
        "2",
        "去不了",
        "生病 · 住院",
        "雪封了路 · 路封了",
    ]
    assert cells[cells.index("状态") :][:9] == wanted
    assert "worker的手机" in page
    assert "现在：village" in page


def test_kept_item_is_left_to_another_who_may_decide(county: County, phone: Phone, desk: Desk) -> None:
    neighbour, township, other = phone("neighbour"), desk("township"), desk("county")
    item = visit_of(neighbour, county.asset_id)
    neighbour.put(item)
    address = f"/desk/quarantine/{item.id}"
    township.open(address)
    township.send("handing-on", to_whom=str(county.people["county"]), words="牵涉两个乡镇")
    page = township.open(address).text
    assert "交给 county 看" in page
    assert "township：牵涉两个乡镇" in page
    assert township.may("admission")
    waiting = township.open("/desk/").text
    assert "别人先定" in waiting
    assert "今天到county" in waiting
    assert "今天到我这里" in other.open("/desk/").text
    assert "牵涉两个乡镇" in other.open("/desk/notices").text
    row = db.session.query(AuditRow).filter_by(action="quarantine.hand_on").one()
    assert row.detail == {"to": str(county.people["county"]), "words": "牵涉两个乡镇"}


def test_kept_item_is_left_to_nobody_who_may_not_decide(county: County, phone: Phone, desk: Desk) -> None:
    neighbour, township = phone("neighbour"), desk("township")
    item = visit_of(neighbour, county.asset_id)
    neighbour.put(item)
    township.open(f"/desk/quarantine/{item.id}")
    offered = [name for name, id_ in county.people.items() if f'value="{id_}"' in township.sees]
    assert set(offered) == {name for name in county.people if decides(county, name, item_kept(item.id))} - {
        "township"
    }
    for name in ("worker", "foreign_township", "township"):
        answer = township.send("handing-on", to_whom=str(county.people[name]), words="请看")
        assert answer.status_code == 422
    assert item_kept(item.id).handed is None


def test_item_left_to_one_whose_post_ended_waits_for_everybody_again(
    county: County, phone: Phone, desk: Desk
) -> None:
    neighbour, township = phone("neighbour"), desk("township")
    item = visit_of(neighbour, county.asset_id)
    neighbour.put(item)
    township.open(f"/desk/quarantine/{item.id}")
    township.send("handing-on", to_whom=str(county.people["county"]), words="请看")
    with unit_of_work() as session:
        session.get_one(User, county.people["county"]).status = "suspended"
    assert "今天到我这里" in township.open("/desk/").text


def item_kept(id_: str) -> Item:
    db.session.expire_all()
    return db.session.get_one(Item, UUID(id_))
