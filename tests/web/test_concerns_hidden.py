"""Nothing of a concern reaches the village, nor whoever it is about: not by any door of the product."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from server.core.db import db
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.supervision_comments.actions import Concern, raise_comment
from server.field.supervision_comments.models import SupervisionComment
from server.services.audit_log.models import AuditRow
from server.services.files.models import FileRow
from server.services.notices.models import Notice
from tests.makers import County, item_of, picture, shelved, visit_of
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk, Phone

SAID = "王家把井房占了放草"
VILLAGE = ("village", "supervisor")
PAGES = ("/desk/", "/desk/assets", "/desk/orders", "/desk/notices", "/desk/photos", "/desk/people")


def told_by_villager(county: County) -> SupervisionComment:
    said = Concern("occupied", "被人占了", words=SAID, device_hash="d" * 64, photos=[shelved(7)])
    return raise_comment(county.asset_id, said).comment


def told_on_visit(county: County, phone: Phone) -> SupervisionComment:
    worker, photo = phone("worker"), picture(31)
    answers = [
        {"code": "G04", "value": "problem", "words": SAID},
        *({"code": code, "value": "ok"} for code in ("G02", "G05", "WE01", "WE05", "WE11")),
    ]
    (receipt,) = worker.push(visit_of(worker, county.asset_id, "G04", answers=answers, photo=photo))
    assert receipt["status"] == "accepted"
    worker.carry(photo)
    return db.session.query(SupervisionComment).filter_by(channel="patrol").one()


def told_by_worker(county: County, phone: Phone) -> SupervisionComment:
    worker, photo = phone("worker"), picture(32)
    payload = {
        "category": "misused", "severity": "minor", "words": SAID, "unit_id": None, "upward": True,
        "on_behalf_of": None, "place": None, "scanned": {"by": "list", "token": None, "short_code": None},
    }  # fmt: skip
    (receipt,) = worker.push(
        item_of(worker, "damage.report", county.asset_id, payload, photos={"report/1": photo})
    )
    assert receipt["status"] == "accepted", receipt
    worker.carry(photo)
    return db.session.query(SupervisionComment).filter_by(channel="custodian").one()


@pytest.fixture
def all_told(county: County, phone: Phone) -> list[SupervisionComment]:
    """The same concern by each of its ways in, with its pictures."""
    return [told_by_villager(county), told_on_visit(county, phone), told_by_worker(county, phone)]


def everything_seen(clerk: Clerk, county: County) -> str:
    visits = [row.id for row in db.session.query(Inspection)]
    addresses = [*PAGES, f"/desk/assets/{county.asset_id}", *(f"/desk/visits/{one}" for one in visits)]
    return "".join(clerk.open(address).text for address in addresses)


@pytest.mark.parametrize("who", VILLAGE)
def test_no_page_of_the_villages_desk_tells_of_it(
    county: County, desk: Desk, all_told: list[SupervisionComment], who: str
) -> None:
    seen = everything_seen(desk(who), county)
    assert "11村" in seen
    pictures = [str(file.id) for file in db.session.query(FileRow)]
    for secret in (SAID, "占", "反映", "G04", *pictures, *(str(one.id) for one in all_told)):
        assert secret not in seen


def test_the_township_reads_what_the_village_does_not(
    county: County, desk: Desk, all_told: list[SupervisionComment]
) -> None:
    clerk = desk("township")
    assert SAID in everything_seen(clerk, county)
    for one in all_told:
        assert SAID in clerk.open(f"/desk/comments/{one.id}").text
        assert "worker" not in clerk.sees.split("<main")[1].split('class="story"')[1].split("</ol>")[0]


@pytest.mark.parametrize("who", [*VILLAGE, "foreign_township"])
def test_its_addresses_do_not_exist_for_the_village(
    county: County, desk: Desk, all_told: list[SupervisionComment], who: str
) -> None:
    clerk = desk(who)
    assert clerk.open("/desk/comments").status_code in ({403} if who in VILLAGE else {200})
    clerk.open("/desk/me")
    told = {"csrf": clerk.form("sign-out").fields["csrf"], "version": "1", "words": "x"}
    for one in all_told:
        assert clerk.open(f"/desk/comments/{one.id}").status_code == 404
        for verb in ("acceptance", "start", "answer", "rerouting", "hurry", "rating", "outward"):
            answer = clerk.client.post(f"/desk/comments/{one.id}/{verb}", data=told, headers=SAME_SITE)
            assert answer.status_code == 404


@pytest.mark.parametrize("who", ["village", "supervisor", "neighbour"])
def test_its_pictures_do_not_exist_for_the_village(
    county: County, phone: Phone, all_told: list[SupervisionComment], who: str
) -> None:
    files = db.session.query(FileRow).filter(FileRow.arrived_at.is_not(None)).all()
    assert len(files) == 3
    client = phone(who).client
    assert {client.get(f"/photos/{file.id}/320").status_code for file in files} == {404}
    assert {client.get(f"/desk/photos/{file.id}").status_code for file in files} == {404}


def test_the_township_sees_its_pictures(
    county: County, phone: Phone, all_told: list[SupervisionComment]
) -> None:
    client = phone("township").client
    files = db.session.query(FileRow).filter(FileRow.arrived_at.is_not(None)).all()
    assert {client.get(f"/photos/{file.id}/320").status_code for file in files} == {200}
    assert {client.get(f"/desk/photos/{file.id}").status_code for file in files} == {404}


@pytest.mark.parametrize("who", ["village", "supervisor", "neighbour", "township"])
def test_no_phone_but_the_reporters_hears_of_it(
    county: County, phone: Phone, all_told: list[SupervisionComment], who: str
) -> None:
    feed = phone(who).pull()
    about_it = [line for line in feed.lines if line["kind"] != "notice" and line["kind"] != "template"]
    told = json.dumps(about_it, ensure_ascii=False)
    for secret in (SAID, *(str(one.id) for one in all_told), 'last_photo": "'):
        assert secret not in told
    assert {row["last_result"] for row in feed.rows("asset").values()} <= {"ok"}


def test_the_reporters_phone_shows_how_far_it_has_come(
    county: County, phone: Phone, all_told: list[SupervisionComment]
) -> None:
    mine = phone("worker").pull().rows("report")
    assert {(row["mine"], row["status"], row["upward"]) for row in mine.values()} == {
        (True, "received", True)
    }
    assert len(mine) == 2


def test_no_notice_goes_to_the_village(county: County, all_told: list[SupervisionComment]) -> None:
    readers = {notice.user_id for notice in db.session.query(Notice)}
    assert readers == {county.people["township"]}
    assert "worker" not in json.dumps([notice.facts for notice in db.session.query(Notice)])


def test_no_report_is_left_for_the_village_to_find(
    county: County, all_told: list[SupervisionComment]
) -> None:
    assert db.session.query(DamageReport).count() == 0
    assert {row.status for row in db.session.query(Inspection)} == {"auto_passed"}


def test_the_plate_says_nothing_of_what_a_visit_said(
    county: County, client: FlaskClient, all_told: list[SupervisionComment]
) -> None:
    page = client.get(f"/t/{county.token}").text
    assert "正常" in page
    assert "占" not in page


def test_the_log_names_it_to_nobody_below(
    county: County, desk: Desk, all_told: list[SupervisionComment]
) -> None:
    assert {row.action for row in db.session.query(AuditRow)} >= {"comment.raise"}
    clerk = desk("village")
    for one in all_told:
        assert clerk.open(f"/desk/log/SupervisionComment/{one.id}").status_code == 404


def test_a_worker_says_the_same_again_and_no_second_one_is_made(county: County, phone: Phone) -> None:
    first = told_by_worker(county, phone)
    worker = phone("worker")
    payload = {
        "category": "misused", "severity": "minor", "words": "还占着", "unit_id": None, "upward": True,
        "on_behalf_of": None, "place": None, "scanned": {"by": "list", "token": None, "short_code": None},
    }  # fmt: skip
    (receipt,) = worker.push(item_of(worker, "damage.report", county.asset_id, payload))
    assert receipt["status"] == "accepted"
    assert [one.id for one in db.session.query(SupervisionComment)] == [first.id]
    assert isinstance(first.id, UUID)
