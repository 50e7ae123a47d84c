"""A photo comes while somebody admits the item that names it: the record hears of it, whoever was first."""

from __future__ import annotations

import hashlib
from functools import partial

import pytest
from flask import Flask

from server.core.db import db
from server.core.ids import new_id
from server.services.files.actions import FileNote, expect, receive
from server.services.files.events import FileArrived
from server.services.files.models import FileRow
from tests.makers import County, picture
from tests.meanwhile import write_meanwhile

COUNTY = "140699"
PHOTO = picture(78)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
ORDER = ("order", "the order that the held item becomes")


@pytest.mark.parametrize("first", ["the photo", "the person"])
def test_record_hears_of_a_photo_that_comes_while_its_item_is_admitted(
    app: Flask, county: County, first: str
) -> None:
    item_id, heard = new_id(), list[FileArrived]()
    name = partial(expect, COUNTY, notes=[FileNote(SHA256, "after/1", "image/jpeg")], item_id=item_id)
    name("item", item_id)
    app.extensions["flow"] = {**app.extensions["flow"], FileArrived: (heard.append,)}
    admit, arrive = partial(name, *ORDER, move=True), partial(receive, COUNTY, SHA256, PHOTO)
    write_meanwhile(app, *((arrive, admit) if first == "the photo" else (admit, arrive)))
    row = db.session.query(FileRow).one()
    assert (row.owner_kind, row.owner_id, row.arrived_at is not None) == (*ORDER, True)
    assert ORDER in [(event.owner_kind, event.owner_id) for event in heard]
