"""A photo that its phone has lost: declared by whoever recorded or brought the record, and kept in sight."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask

from server.core.db import db
from server.field.damage.models import DamageReport
from server.services.audit_log.models import AuditRow
from server.services.feed.models import Item as KeptItem
from server.services.files.models import FileRow
from tests.makers import County, Item, Signed, item_of, picture, visit_of
from tests.web.conftest import Desk, Phone

PHOTO = picture(77)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
SAID = "照片没能交上来：worker"


@pytest.fixture
def worker(phone: Phone) -> Signed:
    return phone("worker")


@pytest.fixture
def lacking(county: County, worker: Signed) -> Item:
    """A visit with a problem whose photo the phone never sent."""
    item = visit_of(worker, county.asset_id, "WE01", photo=PHOTO)
    assert worker.put(item).json["missing_files"] == [SHA256]
    return item


def lose(who: Signed, item: Item, *sha256s: str) -> Any:
    told = {"sha256s": list(sha256s) or [SHA256]}
    return who.client.put(f"/api/v1/items/{item.id}/losses", json=told, headers=who.headers)


def test_receipt_misses_a_declared_loss_no_more(worker: Signed, lacking: Item) -> None:
    first = lose(worker, lacking)
    assert (first.status_code, first.json["missing_files"]) == (200, [])
    assert worker.put(lacking).json == first.json


def test_loss_declared_again_stands_as_first_declared(worker: Signed, lacking: Item) -> None:
    lose(worker, lacking)
    before = db.session.query(FileRow).filter_by(sha256=SHA256).one().lost_at
    lose(worker, lacking)
    assert db.session.query(FileRow).filter_by(sha256=SHA256).one().lost_at == before
    assert db.session.query(AuditRow).filter_by(action="file.declare_lost").count() == 1


def test_loss_changes_nothing_of_the_record(worker: Signed, lacking: Item) -> None:
    report = db.session.query(DamageReport).one()
    before = (report.version, report.status, db.session.query(KeptItem).count())
    lose(worker, lacking)
    db.session.refresh(report)
    assert (report.version, report.status, db.session.query(KeptItem).count()) == before


@pytest.mark.parametrize("name", ["neighbour", "township", "county"])
def test_nobody_else_declares_it(phone: Phone, lacking: Item, name: str) -> None:
    assert lose(phone(name), lacking).status_code == 404
    assert db.session.query(FileRow).filter_by(sha256=SHA256).one().lost_at is None


def test_whoever_brought_it_for_another_may_declare_it(county: County, worker: Signed, phone: Phone) -> None:
    item, village = visit_of(worker, county.asset_id, "WE01", photo=PHOTO), phone("village")
    assert village.put(item).json["status"] == "quarantined"
    assert lose(village, item).json["missing_files"] == []


def test_only_the_named_photo_of_this_record_is_lost(county: County, worker: Signed, lacking: Item) -> None:
    other = visit_of(worker, county.asset_id, "WE05", photo=PHOTO)
    assert worker.put(other).json["missing_files"] == [SHA256]
    assert lose(worker, lacking, "0" * 64).json["missing_files"] == [SHA256]
    lose(worker, lacking)
    assert worker.put(other).json["missing_files"] == [SHA256]


def test_bytes_that_come_after_all_are_taken(worker: Signed, lacking: Item, desk: Desk) -> None:
    lose(worker, lacking)
    assert worker.carry(PHOTO).status_code == 201
    report = db.session.query(DamageReport).one()
    page = desk("township").open(f"/desk/reports/{report.id}").text
    assert SAID not in page
    assert "/photos/" in page


def test_photo_that_is_here_is_not_lost(worker: Signed, lacking: Item) -> None:
    worker.carry(PHOTO)
    lose(worker, lacking)
    assert db.session.query(FileRow).filter_by(sha256=SHA256).one().lost_at is None


def test_desk_says_by_whom_and_when_on_report_visit_and_kept_item(
    app: Flask, county: County, worker: Signed, lacking: Item, desk: Desk
) -> None:
    kept = item_of(worker, "inspection.file", county.asset_id, {}, photos={"plan/1": PHOTO})
    kept = kept.changed(schema_version=2)
    worker.put(kept)
    report, township = db.session.query(DamageReport).one(), desk("township")
    pages = [f"reports/{report.id}", f"visits/{report.inspection_id}", f"quarantine/{kept.id}"]
    assert all("照片还在手机里" in township.open(f"/desk/{page}").text for page in pages)
    for item in (lacking, kept):
        lose(worker, item)
    assert [page for page in pages if SAID not in township.open(f"/desk/{page}").text] == []
