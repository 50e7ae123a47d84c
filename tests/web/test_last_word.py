"""What people say stays with what they said it of: merged reports, joined visits, one voice a phone."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from PIL import ExifTags, Image

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage.actions import (
    PublicReport,
    Told,
    join,
    passerby_says,
    report_publicly,
    reporter_says,
)
from server.field.damage.models import DamageReport, Voice
from server.field.damage.queries import visits_waiting_for
from server.field.damage.rules import ReportIdTaken
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.access.models import Permission, actor_of
from server.identity.access.rules import allows
from server.identity.accounts.models import User
from server.identity.accounts.rules import FREE_TRIES
from server.permissions import MAY
from server.services.files.actions import attach, put_aside
from server.services.files.models import FileRow
from server.web.quarantine.actions import StillRefused, decide
from tests.makers import PASSWORD, County, Signed, all_pictures, item_of, picture, shelved, visit_of
from tests.web.conftest import Phone
from tests.web.test_thread import dispatched, mended


def told(county: County, category: str = "WE01", device: str = "a phone", **more: object) -> Told:
    facts = {
        "title": "井不出水",
        "severity": "major",
        "words": "没水",
        "phone": None,
        "upward": False,
        **more,
    }
    report = PublicReport(category=category, device_hash=device, **facts)  # type: ignore[arg-type]
    return report_publicly(county.asset_id, report)


def verdict(who: Signed, report: DamageReport, **parts: object) -> str:
    payload = {"outcome": "confirm", "severity": "major", **parts}
    return str(who.put(item_of(who, "damage.verify", report.id, payload, report.version)).json["status"])


def accept(county: County, phone: Phone, order: WorkOrder) -> None:
    mended(county, phone, phone("mender"), order)
    township = phone("township")
    township.put(item_of(township, "order.pass", order.id, {"publish_photos": False}, order.version))
    db.session.expire_all()


def test_visit_that_joins_an_open_report_is_settled_with_it(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=picture(9)))
    assert verdict(village, db.session.query(DamageReport).one()) == "accepted"
    assert {visit.status for visit in db.session.query(Inspection)} == {"approved"}


def test_visit_that_finds_what_is_decided_already_waits_in_somebodys_list(
    county: County, phone: Phone
) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    verdict(village, db.session.query(DamageReport).one())
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=picture(9)))
    township = actor_of(db.session.get_one(User, county.people["township"]))
    assert [visit.status for visit in visits_waiting_for(township)] == ["pending_review"]


def test_merged_reporters_word_reopens_the_report_it_lives_on_in(
    app: Flask, county: County, phone: Phone
) -> None:
    order = dispatched(county, phone)
    second = told(county, "WE04")
    merge = {"outcome": "merge", "severity": None, "merge_into": str(order.report_id)}
    assert verdict(phone("village"), second.report, **merge) == "accepted"
    accept(county, phone, order)
    reopened = reporter_says(str(second.voice.receipt_token), fixed=False, words="还是没水", photo=None)
    assert (reopened.id, reopened.status) == (order.report_id, "reopened")


def test_photo_that_comes_after_the_review_is_not_public(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    photo = picture(33)
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    seen = [str(one) for one in all_pictures()]
    verdict(village, db.session.query(DamageReport).one(), publish_photos=True, seen_photos=seen)
    assert worker.carry(photo).status_code == 201
    assert not db.session.query(FileRow).one().public


def test_record_filed_while_its_bytes_were_on_their_way_is_completed(county: County, phone: Phone) -> None:
    worker = phone("worker")
    photo = picture(34)
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    worker.carry(photo)
    with unit_of_work() as session:  # as a racing transaction would have left it
        session.query(FileRow).one().arrived_at = None
    assert worker.carry(photo).status_code == 200
    db.session.expire_all()
    assert db.session.query(FileRow).one().arrived_at is not None


def test_honest_report_lifts_a_bots_out_of_the_slower_queue(app: Flask, county: County, phone: Phone) -> None:
    told(county, device="a bot", under_review=True, words="spam")
    cursor = phone("worker").pull().cursor
    report = told(county, device="a neighbour").report
    assert report.under_review is False
    (known,) = phone("worker").pull(cursor).rows("asset")[str(county.asset_id)]["open_reports"]
    assert known["id"] == str(report.id)


def test_one_phone_is_one_voice_however_often_it_speaks(app: Flask, county: County) -> None:
    first = told(county)
    again, third = told(county), join(first.report.id, "a phone")
    assert db.session.query(Voice).count() == 1
    assert first.voice.receipt_token == again.voice.receipt_token == third.voice.receipt_token


def test_two_passers_by_with_photos_reopen(app: Flask, county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    accept(county, phone, order)
    for device in ("one", "two"):
        report = passerby_says(order.report_id, device, fixed=False, words=None, photo=shelved(len(device)))
    assert report.status == "reopened"


def test_report_under_anothers_id_is_no_silent_success(county: County, phone: Phone) -> None:
    known = told(county).report
    neighbour = phone("neighbour")
    payload = {"category": "WE01", "severity": None, "words": "我的", "upward": False}
    item = item_of(neighbour, "damage.report", county.asset_id, payload).changed(id=str(known.id))
    assert neighbour.put(item).json["status"] == "quarantined"
    worker = phone("worker")
    taken = item_of(worker, "damage.report", county.asset_id, payload).changed(id=str(new_report(county).id))
    assert worker.put(taken).json["reason_code"] == ReportIdTaken.code


def new_report(county: County) -> DamageReport:
    return told(county, "WE05", device="another").report


def test_whoever_told_of_the_end_of_a_repair_does_not_accept_it(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mended(county, phone, phone("mender"), order)
    with unit_of_work():
        step = next(step for step in order.steps if step.event == "finish")
    assert step.actor_id == county.people["mender"]
    mender = actor_of(db.session.get_one(User, county.people["mender"]))
    assert not allows(MAY, Permission.ACCEPT_REPAIR, mender, order)


def test_command_without_the_version_it_saw_is_rejected(county: County, phone: Phone) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report = db.session.query(DamageReport).one()
    item = item_of(village, "damage.verify", report.id, {"outcome": "confirm", "severity": "major"}, None)
    assert village.put(item).json["status"] == "rejected"


@pytest.mark.parametrize("name", ["worker", "nobody here"])
def test_wrong_passwords_are_counted_for_every_name_alike(name: str, app: Flask, county: County) -> None:
    client = app.test_client()
    told_ = {"username": name, "password": "wrong"}
    answers = [
        client.post("/api/v1/sign-in", json=told_, headers={"Origin": "http://localhost"}).status_code
        for _ in range(8)
    ]
    assert answers[:6] == [401] * 6
    assert 429 in answers[6:]


def test_upload_only_session_ends_when_its_days_are_over(app: Flask, county: County, phone: Phone) -> None:
    with unit_of_work() as session:
        user = session.get_one(User, county.people["worker"])
        user.status, user.suspended_at = "suspended", now()
    worker = phone("worker")
    for days, status in ((20, 200), (31, 401)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            assert worker.client.get("/api/v1/me").status_code == status


def test_right_password_forgets_the_wrong_ones(app: Flask, county: County) -> None:
    client, wrong = app.test_client(), ("wrong",) * FREE_TRIES
    answers = [
        client.post(
            "/api/v1/sign-in",
            json={"username": "worker", "password": password},
            headers={"Origin": "http://localhost"},
        ).status_code
        for password in (*wrong, PASSWORD, *wrong)
    ]
    assert answers == [401] * FREE_TRIES + [200] + [401] * FREE_TRIES


def odd_exif(tag: int, value: object) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[tag] = value
    Image.new("RGB", (64, 64), (90, 90, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("taken", ["\0" * 20, "2026:11:24 10:00:00\0\0"])
def test_report_with_nul_in_its_photos_date_is_kept(taken: str, app: Flask, county: County) -> None:
    photo = odd_exif(ExifTags.Base.DateTime, taken)
    assert told(county, photos=[put_aside(photo)]).report.status == "submitted"
    assert "\0" not in str(db.session.query(FileRow).one().exif)


def test_acceptance_in_anothers_name_cannot_be_admitted(county: County, phone: Phone) -> None:
    order = dispatched(county, phone)
    mender, supervisor = phone("mender"), phone("supervisor")
    mended(county, phone, mender, order)
    forged = item_of(supervisor, "order.pass", order.id, {"publish_photos": False}, order.version)
    assert mender.put(forged).json["status"] == "quarantined"
    decider = actor_of(db.session.get_one(User, county.people["county"]))
    with pytest.raises(StillRefused):
        decide(UUID(forged.id), decider, admit=True, reason=None)


def test_what_the_phone_had_not_drawn_waits_for_a_reviewer(county: County, phone: Phone) -> None:
    report = told(county).report
    drawn = attach("140699", "report", report.id, "report/1", shelved(35))
    late = attach("140699", "report", report.id, "report/2", shelved(36))
    verdict(phone("village"), report, publish_photos=True, seen_photos=[str(drawn.id)])
    reviews = {row.id: row.review for row in db.session.query(FileRow)}
    assert reviews == {drawn.id: "shown", late.id: "waiting"}
