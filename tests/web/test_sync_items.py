"""Every row of the status table: what came, and what the phone is told."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.events import Event
from server.core.ids import new_id
from server.field.damage.models import DamageReport
from server.field.inspections.events import InspectionFiled
from server.field.inspections.models import Inspection
from server.identity.accounts.models import User
from server.services.audit_log.models import AuditRow
from server.services.feed.models import Item, ItemBytes
from server.services.files.models import FileRow
from tests.makers import County, item_of, note_of, picture, visit_of
from tests.web.conftest import Phone

CORE = ("id", "sha256", "status", "reason_code", "reason_zh", "reason_en", "received_at")


def core(receipt: dict[str, object]) -> dict[str, object]:
    return {name: receipt[name] for name in CORE}


def test_a_clean_visit_is_accepted_and_passes_by_itself(county: County, phone: Phone) -> None:
    worker = phone("worker")
    (receipt,) = worker.push(visit_of(worker, county.asset_id))
    assert receipt["status"] == "accepted"
    assert receipt["missing_files"] == []
    assert db.session.query(Inspection).one().status == "auto_passed"
    asset = db.session.get_one(Asset, county.asset_id)
    assert asset.last_result == "ok"
    assert asset.last_inspected_on is not None


def test_same_bytes_again_give_the_same_core_and_one_record(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id, "WE01")
    first, second = worker.push(visit, visit)
    third = worker.put(visit).json
    assert core(first) == core(second) == core(third)
    assert db.session.query(Inspection).count() == 1
    assert db.session.query(DamageReport).count() == 1


def test_same_id_with_other_bytes_is_told_and_both_are_kept(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id)
    other = visit.changed(device_seq=99)
    first, second = worker.push(visit, other)
    assert (first["status"], second["status"]) == ("accepted", "id_reused")
    assert core(worker.put(visit).json) == core(first)
    assert db.session.query(ItemBytes).count() == 2


def test_same_bytes_under_another_authors_sign_in_do_not_count_twice(county: County, phone: Phone) -> None:
    worker, neighbour = phone("worker"), phone("neighbour")
    visit = visit_of(worker, county.asset_id)
    assert neighbour.put(visit).json["status"] == "quarantined"
    assert db.session.query(Inspection).count() == 0
    logged = db.session.query(AuditRow).filter_by(action="item.quarantined").one()
    assert logged.actor_id == county.people["neighbour"], "the log names who brought it, not whom it names"


@pytest.mark.parametrize("subject", ["unknown", "foreign"])
def test_unknown_or_foreign_asset_is_kept_for_a_person(subject: str, county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    asset = new_id() if subject == "unknown" else county.asset_id
    receipt = neighbour.put(visit_of(neighbour, asset)).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/out-of-scope")
    assert db.session.query(Inspection).count() == 0


def test_suspended_worker_still_brings_what_he_recorded(county: County, phone: Phone) -> None:
    worker = phone("worker")
    with unit_of_work() as session:
        user = session.get_one(User, county.people["worker"])
        user.status, user.suspended_at = "suspended", now()
    here = worker.put(visit_of(worker, county.asset_id)).json  # without signing in anew
    assert here["reason_code"] == "sync/author-suspended"
    assert worker.client.get("/api/v1/feed").status_code == 401
    again = phone("worker")
    receipt = again.put(visit_of(again, county.asset_id)).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/author-suspended")
    assert again.client.get("/api/v1/feed").status_code in {401, 403}


@pytest.mark.parametrize(
    ("part", "code"),
    [({"schema_version": 2}, "sync/newer-schema"), ({"kind": "custody.handover"}, "sync/kind-unknown")],
)
def test_newer_app_is_kept_for_a_person(part: dict, code: str, county: County, phone: Phone) -> None:  # type: ignore[type-arg]
    worker = phone("worker")
    receipt = worker.put(visit_of(worker, county.asset_id).changed(**part)).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", code)
    assert receipt["reason_zh"]
    assert receipt["reason_en"]


def test_unexpected_failure_upward_keeps_the_record_and_undoes_its_half(
    app: Flask, county: County, phone: Phone
) -> None:
    def breaks(_event: Event) -> None:
        raise ZeroDivisionError("planted")

    flow = app.extensions["flow"]
    app.extensions["flow"] = {**flow, InspectionFiled: (*flow[InspectionFiled], breaks)}
    worker = phone("worker")
    receipt = worker.put(visit_of(worker, county.asset_id, "WE01")).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/consequence-failed")
    assert db.session.query(Inspection).count() == db.session.query(DamageReport).count() == 0
    assert "planted" in str(db.session.query(Item).one().error)
    assert len(receipt["missing_files"]) == 1


def test_picture_named_twice_in_one_slot_is_one_file(county: County, phone: Phone) -> None:
    worker = phone("worker")
    first, other = note_of("overview/0", picture(1)), note_of("overview/1", picture(2))
    receipt = worker.put(visit_of(worker, county.asset_id).changed(files=[first, other, first])).json
    assert receipt["missing_files"] == sorted({first["sha256"], other["sha256"]})
    assert db.session.query(FileRow).count() == 2


@pytest.mark.parametrize(
    "broken",
    [{"surprise": 1}, {"device_seq": "x"}, {"payload": {"all_normal": True}}, {"files": [{"sha256": "no"}]}],
)
def test_broken_form_is_rejected_with_the_field(broken: dict, county: County, phone: Phone) -> None:  # type: ignore[type-arg]
    worker = phone("worker")
    receipt = worker.put(visit_of(worker, county.asset_id).changed(**broken)).json
    assert (receipt["status"], receipt["reason_code"]) == ("rejected", "sync/fields-refused")
    assert receipt["missing_files"] == []
    assert receipt["reason_zh"] != receipt["reason_en"]


def test_problem_without_photo_or_words_is_rejected(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id, "WE01").changed(files=[])
    assert worker.put(visit).json["reason_code"] == "inspections/problem-without-evidence"


def test_critical_thing_cannot_be_fixed_on_the_spot(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id, "WE05")
    document = json.loads(visit.raw)
    for answer in document["payload"]["answers"]:
        answer["fixed_on_spot"] = answer["code"] == "WE05"
    receipt = worker.put(visit.changed(payload=document["payload"])).json
    assert (receipt["status"], receipt["reason_code"]) == ("rejected", "inspections/spot-fix-refused")


def test_stale_version_is_a_visible_conflict(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report = db.session.query(DamageReport).one()
    confirm = {"outcome": "confirm", "severity": "major"}
    first = village.put(item_of(village, "damage.verify", report.id, confirm, version=1)).json
    late = village.put(item_of(village, "damage.verify", report.id, confirm, version=1)).json
    assert (first["status"], late["status"]) == ("accepted", "conflict")


def test_body_that_is_no_json_stores_nothing(county: County, phone: Phone) -> None:
    worker = phone("worker")
    answer = worker.client.put(f"/api/v1/items/{new_id()}", data=b"{", headers=worker.headers)
    assert answer.status_code == 400
    assert answer.json["detail"]
    assert answer.json["detail_en"]
    assert db.session.query(Item).count() == db.session.query(ItemBytes).count() == 0


def test_body_whose_id_is_not_the_addresss_stores_nothing(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id)
    answer = worker.client.put(f"/api/v1/items/{new_id()}", data=visit.raw, headers=worker.headers)
    assert answer.status_code == 400
    assert db.session.query(Item).count() == 0


def test_one_bad_line_blocks_no_other(county: County, phone: Phone) -> None:
    worker = phone("worker")
    good = visit_of(worker, county.asset_id)
    bad = visit_of(worker, county.asset_id).changed(id=5)
    assert [r["status"] for r in worker.push(bad, good)] == ["rejected", "accepted"]


def test_expired_sign_in_is_told_and_nothing_is_stored(app: Flask, county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id)
    worker.client.post("/api/v1/sign-out", headers=worker.headers)
    answer = worker.put(visit)
    assert answer.status_code == 401
    assert answer.json["code"] == "accounts/sign-in-needed"
    assert phone("worker").put(visit).json["status"] == "accepted"


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "http://localhost"}]
)
def test_foreign_origin_or_missing_token_is_refused(
    headers: dict[str, str], county: County, phone: Phone
) -> None:
    worker = phone("worker")
    answer = worker.client.put(f"/api/v1/items/{new_id()}", data=b"{}", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "access/origin-refused")


def test_files_come_after_their_item_and_complete_it(county: County, phone: Phone) -> None:
    worker = phone("worker")
    photo = picture(77)
    visit = visit_of(worker, county.asset_id, "WE01", photo=photo)
    assert worker.carry(photo).status_code == 404
    (receipt,) = worker.push(visit)
    assert len(receipt["missing_files"]) == 1
    assert [worker.carry(photo).status_code, worker.carry(photo).status_code] == [201, 200]
    assert worker.put(visit).json["missing_files"] == []


@pytest.mark.parametrize("damage", ["other bytes", "text", "truncated"])
def test_spoilt_file_is_refused_and_stays_missing(damage: str, county: County, phone: Phone) -> None:
    worker = phone("worker")
    photo = {"other bytes": picture(40), "text": b"not a picture", "truncated": picture(60)[:-400]}[damage]
    visit = visit_of(worker, county.asset_id, "WE01", photo=photo)
    worker.push(visit)
    sent = picture(200) if damage == "other bytes" else photo
    name = json.loads(visit.raw)["files"][0]["sha256"]
    answer = worker.client.put(f"/api/v1/files/{name}", data=sent, headers=worker.headers)
    assert answer.status_code == 422
    assert answer.json["detail"] != answer.json["detail_en"]
    assert worker.put(visit).json["missing_files"] == [name]


def test_item_over_the_limit_is_refused_whole(county: County, phone: Phone) -> None:
    worker = phone("worker")
    huge = visit_of(worker, county.asset_id).changed(app_version="x" * 300_000)
    assert worker.put(huge).status_code == 413
    assert db.session.query(Item).count() == 0
