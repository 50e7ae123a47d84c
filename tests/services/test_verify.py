"""What is lost or damaged is named with its records, on both kinds of shelf; what nobody names stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from server.core.clock import now
from server.core.db import db
from server.services.files.actions import attach, make_copies
from server.services.files.models import Blob, FileRow
from server.services.files.shelf import name_of, shelf
from server.services.sweeps.actions import sweep_all
from server.sweeping import SWEEPS
from tests.makers import County, shelved

ORPHAN = "ff" * 32


@pytest.fixture
def photo(county: County) -> FileRow:
    return attach("140699", "asset", county.asset_id, "asset/1", shelved(side=800))


def verify(app: Flask):
    return app.test_cli_runner().invoke(args=["files", "verify"])


def test_whole_shelf_ends_well(app: Flask, photo: FileRow) -> None:
    make_copies(100)
    ended = verify(app)
    assert (ended.exit_code, ended.output) == (0, "All photos were read; 0 lost or damaged.\n")


def test_damaged_picture_is_named_with_its_record(app: Flask, photo: FileRow) -> None:
    shelf().put(name_of(photo.sha256), b"other bytes")
    ended = verify(app)
    assert ended.exit_code == 1
    assert f"damaged: {shelf().address(name_of(photo.sha256))}, needed by: 140699 asset" in ended.output


def test_lost_picture_is_named(app: Flask, photo: FileRow, county: County) -> None:
    photo.sha256 = "0" * 64
    db.session.commit()
    ended = verify(app)
    assert ended.exit_code == 1
    assert f"lost: {shelf().address(name_of('0' * 64))}" in ended.output
    assert str(county.asset_id) in ended.output


def test_bytes_without_a_record_are_listed_and_kept(app: Flask, photo: FileRow) -> None:
    shelf().put(name_of(ORPHAN), b"bytes")
    ended = verify(app)
    assert (ended.exit_code, ORPHAN in ended.output) == (0, True)
    assert shelf().exists(name_of(ORPHAN))


def test_copies_are_made_ahead_once(app: Flask, photo: FileRow) -> None:
    assert (make_copies(100), make_copies(100)) == (1, 0)
    assert shelf().exists(name_of(photo.sha256, "320"))
    assert db.session.get_one(Blob, photo.sha256).renditions_at is not None


def test_picture_whose_copies_cannot_be_made_is_not_tried_for_ever(app: Flask, photo: FileRow) -> None:
    shelf().put(name_of(photo.sha256), b"no picture any more")
    assert (make_copies(100), make_copies(100)) == (1, 0)
    assert db.session.get_one(Blob, photo.sha256).renditions_fault == "UnidentifiedImageError"


def test_sweeping_and_verifying_take_nothing_from_the_shelf(app: Flask, photo: FileRow) -> None:
    shelf().put(name_of(ORPHAN), b"bytes")
    make_copies(100)
    before = set(shelf().names())
    with time_machine.travel(now() + timedelta(days=6, hours=23), tick=False):
        sweep_all(SWEEPS, "one")
        verify(app)
    assert before <= set(shelf().names())
