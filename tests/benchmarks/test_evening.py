"""The county's evening would tell of a lost visit, a damaged photo and anything that came twice."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from benchmarks.evening.album import album
from benchmarks.evening.crowd import Photo, Rest, Visit
from benchmarks.evening.verdict import Count, Verdict, judge
from server.core.db import db
from server.field.inspections.models import Inspection
from server.services.feed.models import Item
from server.services.files.models import FileRow
from server.services.files.rules import look_at
from server.services.files.shelf import name_of
from tests.makers import County, let_in, note_of, picture, visit_of

NOTHING_BEFORE = Count(0, 0)


@pytest.fixture
def told(county: County, client: FlaskClient) -> list[Visit]:
    """Two visits with a photo each, acknowledged and settled."""
    worker, visits = let_in(client, "worker"), []
    for shade in (100, 140):
        photo = picture(shade)
        item = visit_of(worker, county.asset_id).changed(files=[note_of("overview/0", photo)])
        worker.push(item)
        worker.carry(photo)
        named = Photo(0, 0, hashlib.sha256(photo).hexdigest())
        visits.append(Visit(0, item, [named], acknowledged=True, settled=True))
    return visits


def verdict(app: Flask, told: list[Visit], before: Count = NOTHING_BEFORE) -> Verdict:
    return judge(db.session.connection(), Path(app.config["FILES_ROOT"]), told, before)


def test_all_that_was_acknowledged_is_there_once(app: Flask, told: list[Visit]) -> None:
    assert verdict(app, told).is_clean


@pytest.mark.parametrize("table", [Item, Inspection])
def test_lost_visit_is_named(app: Flask, told: list[Visit], table: type[Item | Inspection]) -> None:
    db.session.delete(db.session.get_one(table, UUID(told[0].item.id)))
    db.session.flush()
    assert verdict(app, told).lost == [f"visit {told[0].item.id}"]


def test_visit_without_its_last_receipt_is_named(app: Flask, told: list[Visit]) -> None:
    told[0].settled = False
    assert verdict(app, told).lost == [f"visit {told[0].item.id} never got its last receipt"]


def test_lost_and_damaged_photos_are_named(app: Flask, told: list[Visit]) -> None:
    [one], [other] = (visit.photos for visit in told)
    (Path(app.config["FILES_ROOT"]) / name_of(one.sha256)).write_bytes(b"another")
    db.session.query(FileRow).filter_by(sha256=other.sha256).one().arrived_at = None
    db.session.flush()
    assert verdict(app, told).lost == [f"photo {one.sha256}", f"photo {other.sha256}"]


def test_visit_that_no_phone_made_is_told(app: Flask, told: list[Visit]) -> None:
    assert verdict(app, told[:1]).duplicated == ["1 items too many", "1 visits too many"]
    assert verdict(app, told[:1], Count(1, 1)).is_clean


def test_phone_rests_at_least_as_long_as_it_is_asked_to() -> None:
    rest = Rest()
    rest.longer(100, 15)
    assert rest.until >= 115
    rest.over()
    assert rest.until == 0


def test_album_has_whole_pictures_that_differ() -> None:
    photos = [album(each=3).photo(number) for number in range(3)]
    seen = [look_at(photo) for photo in photos]
    assert {(one.mime, one.width, one.height) for one in seen} == {("image/jpeg", 1536, 1152)}
    assert len({one.likeness for one in seen}) == 3
    assert 200_000 < len(photos[0]) < 280_000
