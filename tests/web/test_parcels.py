"""A file that a phone saved, brought to the desk: nothing doubles, nothing counts unseen."""

from __future__ import annotations

import hashlib
import io
import json
from base64 import b64encode
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.core.db import db, unit_of_work
from server.field.inspections.models import Inspection
from server.identity.accounts.models import User
from server.services.feed.models import Item as KeptItem
from server.services.files.models import FileRow
from server.web.sync.parcels import MOST_BYTES
from tests.makers import County, Item, Signed, picture, visit_of
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk, Phone

PHOTO = picture(91)


def photo_of(raw: bytes) -> dict[str, str]:
    sha256 = hashlib.sha256(raw).hexdigest()
    return {
        "sha256": sha256,
        "mime": "image/jpeg",
        "slot": "problem/WE01/1",
        "base64": b64encode(raw).decode(),
    }


def packed(item: Item, *photos: bytes, title: str = "3号井") -> dict[str, Any]:
    sha256 = hashlib.sha256(item.raw).hexdigest()
    files = [photo_of(raw) for raw in photos]
    return {"title": title, "bytes": item.raw.decode(), "sha256": sha256, "files": files}


def parcel(*items: dict[str, Any], **more: Any) -> bytes:
    told = {
        "format": "guanhu-outbox",
        "version": 1,
        "saved_at": "2026-11-24T02:42:10.120Z",
        "items": list(items),
    }
    return json.dumps({**told, **more}, ensure_ascii=False).encode()


def bring(clerk: Clerk, raw: bytes) -> TestResponse:
    clerk.open("/desk/parcels")
    return clerk.send("parcels", file=(io.BytesIO(raw), "没传的记录.json"))


@pytest.fixture
def worker(phone: Phone) -> Signed:
    return phone("worker")


@pytest.fixture
def visit(county: County, worker: Signed) -> Item:
    return visit_of(worker, county.asset_id, "WE01", photo=PHOTO)


def test_brought_record_is_its_authors_and_waits_for_another_person(
    county: County, visit: Item, desk: Desk
) -> None:
    page = bring(desk("village"), parcel(packed(visit, PHOTO))).text
    assert all(said in page for said in ("3号井", "worker", "收下了，等人核实"))
    item = db.session.query(KeptItem).one()
    assert (item.status, item.author_id) == ("quarantined", county.people["worker"])
    assert item.carrier_id == county.people["village"]
    assert db.session.query(FileRow).one().arrived_at is not None
    assert db.session.query(Inspection).count() == 0
    assert "带来" in desk("township").open(f"/desk/quarantine/{item.id}").text


def test_same_file_again_and_the_phones_own_push_double_nothing(
    worker: Signed, visit: Item, desk: Desk
) -> None:
    village, raw = desk("village"), parcel(packed(visit, PHOTO))
    assert "收下了，等人核实" in bring(village, raw).text
    assert "收下了，等人核实" in bring(village, raw).text
    receipt = worker.put(visit).json
    assert (receipt["status"], receipt["missing_files"]) == ("quarantined", [])
    assert db.session.query(KeptItem).count() == db.session.query(FileRow).count() == 1


def test_what_the_phone_sent_before_only_gets_its_photos(worker: Signed, visit: Item, desk: Desk) -> None:
    assert worker.put(visit).json["status"] == "accepted"
    assert "收下了</span>" in bring(desk("village"), parcel(packed(visit, PHOTO))).text
    assert worker.put(visit).json["missing_files"] == []
    assert db.session.query(Inspection).count() == 1


def test_admitted_record_is_told_when_the_file_comes_again(visit: Item, desk: Desk) -> None:
    village, township, raw = desk("village"), desk("township"), parcel(packed(visit, PHOTO))
    bring(village, raw)
    township.open(f"/desk/quarantine/{visit.id}")
    township.send("admission")
    assert "早就收下了" in bring(village, raw).text
    assert db.session.query(Inspection).count() == 1


def test_whoever_brings_it_does_not_decide_on_it(visit: Item, desk: Desk) -> None:
    township = desk("township")
    bring(township, parcel(packed(visit, PHOTO)))
    assert township.open(f"/desk/quarantine/{visit.id}").status_code == 404
    assert desk("county").open(f"/desk/quarantine/{visit.id}").status_code == 200


def test_record_without_its_photo_says_how_many_are_missing(visit: Item, desk: Desk) -> None:
    assert "还差 1 张照片" in bring(desk("village"), parcel(packed(visit))).text


def test_one_bad_record_blocks_none_and_each_is_told(county: County, worker: Signed, desk: Desk) -> None:
    good, other = visit_of(worker, county.asset_id), visit_of(worker, county.asset_id)
    changed = {**packed(other), "bytes": other.raw.decode().replace("39.5", "39.6")}
    foreign = other.changed(county_code="140799")
    page = bring(desk("village"), parcel(changed, packed(foreign), packed(good))).text
    assert all(said in page for said in ("对不上", "别的县的", "收下了，等人核实"))
    assert [str(item.id) for item in db.session.query(KeptItem)] == [good.id]


def test_person_of_another_county_is_nobody_here(county: County, visit: Item, desk: Desk) -> None:
    """Whoever writes a file himself may name any id as its author: the desk must not say whose it is."""
    stranger = county.people["neighbour"]
    with unit_of_work() as session:
        person = session.get_one(User, stranger)
        person.county_code, person.display_name = "140698", "邻县的人"
    page = bring(desk("village"), parcel(packed(visit.changed(author_id=str(stranger)), PHOTO)))
    assert "收下了，等人核实" in page.text
    county_desk = desk("county")
    shown = [county_desk.open(f"/desk/{path}").text for path in ("", "quarantine", f"quarantine/{visit.id}")]
    assert not [one for one in (page.text, *shown) if "邻县的人" in one]


def test_photo_with_other_bytes_is_not_taken(visit: Item, desk: Desk) -> None:
    wrong = {**photo_of(PHOTO), "base64": b64encode(picture(5)).decode()}
    page = bring(desk("village"), parcel({**packed(visit), "files": [wrong]})).text
    assert "还差 1 张照片" in page
    assert db.session.query(FileRow).one().arrived_at is None


def test_photo_that_no_record_names_is_left_alone(visit: Item, desk: Desk) -> None:
    bring(desk("village"), parcel(packed(visit, picture(3), picture(4))))
    assert [row.arrived_at for row in db.session.query(FileRow)] == [None]


ODD_ITEM = {"title": "x", "bytes": 5, "sha256": "", "files": []}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe", b"PK\x03\x04", b"[" * 100_000, b"{}", b"null", parcel(version=2),
        parcel(format="other"), parcel(ODD_ITEM), parcel(more=1), parcel()[:-1],
        parcel({**ODD_ITEM, "bytes": "", "files": [{**photo_of(b""), "base64": "%"}]}),
    ],
)  # fmt: skip
def test_file_that_is_not_ours_is_refused_with_a_sentence(county: County, desk: Desk, raw: bytes) -> None:
    answer = bring(desk("village"), raw)
    assert (answer.status_code, "这不是手机上" in answer.text) == (422, True)
    assert db.session.query(KeptItem).count() == 0


@pytest.mark.parametrize("kind", [[], {}, None, "x" * 5000])
def test_record_that_nobody_understands_is_kept_and_told(
    county: County, worker: Signed, desk: Desk, kind: object
) -> None:
    odd = visit_of(worker, county.asset_id).changed(kind=kind, files=7)
    answer = bring(desk("village"), parcel(packed(odd, PHOTO, title="\x00<b>")))
    assert answer.status_code == 200
    assert "看不懂的记录" in answer.text
    assert "<b>" not in answer.text.split("<table", 1)[1]


def test_file_larger_than_any_phone_saves_is_refused_with_a_sentence(county: County, desk: Desk) -> None:
    village = desk("village")
    head = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    csrf = head % (b"csrf", b"", village.csrf.encode())
    file = head % (b"file", b'; filename="a.json"', b" " * (MOST_BYTES + 1))
    answer = village.client.post(
        "/desk/parcels", data=csrf + file + b"--x--", headers=SAME_SITE,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert (answer.status_code, "文件太大" in answer.text) == (413, True)


@pytest.mark.parametrize("name", ["worker", "mender", "supervisor"])
def test_only_who_is_near_brings_files(desk: Desk, name: str) -> None:
    assert desk(name).open("/desk/parcels").status_code == 403
