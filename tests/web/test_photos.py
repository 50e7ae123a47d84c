"""A picture is for those who may see what it belongs to; a public one is for all."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from server.core.db import db
from server.core.ids import new_id
from server.services.files.actions import attach
from server.services.files.models import FileRow
from server.services.files.review import publish
from tests.makers import County, shelved
from tests.web.conftest import Phone
from tests.web.villager import Villager


@pytest.fixture
def photo(county: County, app: Flask) -> FileRow:
    return attach("140699", "asset", county.asset_id, "asset/1", shelved(side=800))


def status_for(phone: Phone, name: str, photo: FileRow, side: int = 320) -> int:
    return int(phone(name).client.get(f"/photos/{photo.id}/{side}").status_code)


def test_those_in_charge_see_it_and_others_do_not(photo: FileRow, phone: Phone, app: Flask) -> None:
    seen = {
        name: status_for(phone, name, photo) for name in ("worker", "village", "township", "foreign_township")
    }
    assert seen == {"worker": 200, "village": 200, "township": 200, "foreign_township": 404}
    assert app.test_client().get(f"/photos/{photo.id}/320").status_code == 404


def test_published_picture_is_for_all_and_encoded_anew(photo: FileRow, county: County, app: Flask) -> None:
    publish("140699", "asset", county.asset_id, [photo.id])
    db.session.commit()
    answer = app.test_client().get(f"/photos/{photo.id}/320")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"].startswith("private")
    assert max(Image.open(io.BytesIO(answer.data)).size) == 320


@pytest.mark.parametrize("side", [1, 321, 99999])
def test_only_two_sizes_exist(photo: FileRow, phone: Phone, side: int) -> None:
    assert status_for(phone, "village", photo, side) == 404


def test_picture_that_never_was_is_not_found(county: County, app: Flask) -> None:
    assert Villager(app.test_client()).open(f"/photos/{new_id()}/320").status_code == 404
