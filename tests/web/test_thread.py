"""The thread over the wire: a visit becomes a report, an order, a repair; the villager has the last word."""

from __future__ import annotations

from flask import Flask

from server.assets.register.models import Asset
from server.core.db import db
from server.field.damage.actions import join, reporter_says
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.work_orders.actions import Assignment, assign
from server.field.work_orders.models import WorkOrder
from server.identity.access.models import Permission, actor_of
from server.identity.access.rules import allows
from server.identity.accounts.models import User
from server.permissions import MAY
from server.services.audit_log.actions import Doer, acting_as
from tests.makers import PLACE, County, Signed, item_of, picture, visit_of
from tests.web.conftest import Phone


def dispatched(county: County, phone: Phone) -> WorkOrder:
    """Return an order on its way: found by the worker, confirmed by the village, sent to the mender."""
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report = db.session.query(DamageReport).one()
    confirm = item_of(
        village, "damage.verify", report.id, {"outcome": "confirm", "severity": "major"}, version=1
    )
    assert village.put(confirm).json["status"] == "accepted"
    order = db.session.query(WorkOrder).one()
    with acting_as(Doer("user", county.people["village"])):
        return assign(order.id, Assignment(county.people["mender"], 150_000, order.due_on), order.version)


def mended(county: County, phone: Phone, mender: Signed, order: WorkOrder) -> None:
    """Let the mender begin and finish offline, then send both."""
    begin = item_of(
        mender, "order.begin", order.id, {"place": PLACE}, order.version, {"before/1": picture(9)}
    )
    done = {"materials": [], "actual_cost_fen": 120_000, "words": None}
    finish = item_of(mender, "order.finish", order.id, done, order.version + 1, {"after/1": picture(10)})
    assert [r["status"] for r in mender.push(begin, finish)] == ["accepted", "accepted"]
    db.session.refresh(order)


def test_damage_found_is_mended_and_the_villager_has_the_last_word(
    app: Flask, county: County, phone: Phone
) -> None:
    order = dispatched(county, phone)
    told = join(order.report_id, "a device")
    asset = db.session.get_one(Asset, county.asset_id)
    assert (asset.condition_grade, told.report.status) == ("damaged", "dispatched")

    mended(county, phone, phone("mender"), order)
    township = phone("township")
    passed = item_of(township, "order.pass", order.id, {"publish_photos": True}, order.version)
    assert township.put(passed).json["status"] == "accepted"
    db.session.expire_all()
    assert (told.report.status, asset.condition_grade) == ("resolved", "good")

    reopened = reporter_says(str(told.voice.receipt_token), fixed=False, words="还是不出水", photo=None)
    assert (reopened.status, reopened.level, asset.condition_grade) == ("reopened", "township", "damaged")
    assert db.session.query(WorkOrder).filter_by(status="created").one().level == "township"


def test_mender_and_dispatcher_may_not_accept(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mender, village = phone("mender"), phone("village")
    mended(county, phone, mender, order)
    for who in (mender, village):
        receipt = who.put(item_of(who, "order.pass", order.id, {"publish_photos": False}, order.version)).json
        assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/out-of-scope")


def test_small_job_in_a_one_clerk_village_is_accepted_by_its_supervisor(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mended(county, phone, phone("mender"), order)
    supervisor = phone("supervisor")
    passed = item_of(supervisor, "order.pass", order.id, {"publish_photos": False}, order.version)
    assert supervisor.put(passed).json["status"] == "accepted"


def test_village_may_not_confirm_what_is_critical(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE05"))
    report = db.session.query(DamageReport).one()
    confirm = {"outcome": "confirm", "severity": None}
    receipt = village.put(item_of(village, "damage.verify", report.id, confirm, version=1)).json
    assert receipt["status"] == "quarantined"
    township = phone("township")
    assert (
        township.put(item_of(township, "damage.verify", report.id, confirm, version=1)).json["status"]
        == "accepted"
    )


def test_village_may_not_approve_a_visit_with_grave_findings(county: County, phone: Phone) -> None:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, "WE05"))
    visit = db.session.query(Inspection).one()
    may = {
        name: allows(
            MAY, Permission.REVIEW_VISIT, actor_of(db.session.get_one(User, county.people[name])), visit
        )
        for name in ("worker", "village", "township")
    }
    assert may == {"worker": False, "village": False, "township": True}


def test_second_worker_with_the_same_problem_joins_the_open_report(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    village.push(visit_of(village, county.asset_id, "WE01", photo=picture(5)))
    assert db.session.query(DamageReport).count() == 1
    (row,) = village.pull().rows("report").values()
    assert row["voices"] == 2


def test_one_person_is_counted_once_however_often_he_says_so(county: County, phone: Phone) -> None:
    worker = phone("worker")
    told = {
        "category": "WE01", "severity": "major", "words": "不出水", "unit_id": None, "upward": False,
        "on_behalf_of": None, "place": None, "scanned": {"by": "list", "token": None, "short_code": None},
    }  # fmt: skip
    worker.push(item_of(worker, "damage.report", county.asset_id, told))
    worker.push(item_of(worker, "damage.report", county.asset_id, told))
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    assert [row["voices"] for row in worker.pull().rows("report").values()] == [1]
    neighbour = {"name": "李大娘", "phone": "13800000001"}
    worker.push(item_of(worker, "damage.report", county.asset_id, {**told, "on_behalf_of": neighbour}))
    assert [row["voices"] for row in worker.pull().rows("report").values()] == [2]


def test_blank_plate_is_hung_and_a_broken_one_replaced(county: County, phone: Phone) -> None:
    worker = phone("worker")
    payload = {"old_token": county.token, "new_token": county.blank, "place": PLACE}
    item = item_of(worker, "tag.replace", county.asset_id, payload, photos={"installed/1": picture(4)})
    assert worker.put(item).json["status"] == "accepted"
    feed = worker.pull()
    assert feed.rows("asset")[str(county.asset_id)]["tokens"] == [county.blank]
    assert county.blank not in feed.rows("blank_tag")


def test_thing_found_in_the_field_becomes_a_draft(county: County, phone: Phone) -> None:
    worker = phone("worker")
    payload = {
        "name": "新水窖",
        "asset_type": "water_tank",
        "token": county.blank,
        "words": None,
        "place": PLACE,
        "region_code": county.paths["village11"].split("/")[-1],
    }
    bare = item_of(worker, "asset.register", None, payload)
    assert worker.put(bare).json["reason_code"] == "tags/photo-missing"
    item = item_of(worker, "asset.register", None, payload, photos={"asset/1": picture()})
    assert worker.put(item).json["status"] == "accepted"
    assert "新水窖" in {row["name"] for row in worker.pull().rows("asset").values()}
