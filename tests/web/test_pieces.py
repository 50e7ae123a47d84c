"""A large photo comes in pieces: cut off, it goes on where it was, and is believed only when it is whole."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from server.core.clock import now
from server.core.db import db
from server.services.files.models import Blob
from server.services.files.parts import KEPT_FOR, MOST_OF_ONE_ACCOUNT, forget_parts
from server.services.files.shelf import name_of, shelf
from server.services.sweeps.actions import sweep_all
from server.sweeping import SWEEPS
from server.web import shedding
from server.web.shedding import Slots, UploadsBusy, upload_slot
from tests.makers import County, Signed, picture, visit_of
from tests.web.conftest import Phone

PIECE = 256 * 1024
MORE_THAN_ANY_DISK = 10**12


def noise(side: int) -> bytes:
    """Return a picture that packs badly, and so is large."""
    out = io.BytesIO()
    pixels = Random(side).randbytes(3 * side * side)  # noqa: S311  no secret
    Image.frombytes("RGB", (side, side), pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


PHOTO = noise(800)
LAST = len(PHOTO) - 1


def name(who: Signed, county: County, *photos: bytes) -> None:
    """Let a visit name photos, so that they are waited for."""
    who.push(*(visit_of(who, county.asset_id, "WE01", photo=photo) for photo in photos))


@pytest.fixture
def worker(county: County, phone: Phone) -> Signed:
    """A phone of whose records one names the large photo."""
    made = phone("worker")
    name(made, county, PHOTO)
    return made


def offset(answer: Any) -> tuple[int, int]:
    """Return the status of an answer, and how much it says is here."""
    return answer.status_code, int(answer.headers["Upload-Offset"])


def parts(app: Flask) -> list[Path]:
    return sorted(Path(app.config["DATA"]).glob("parts/*/*"))


def test_photo_cut_off_after_two_pieces_goes_on_where_it_was(app: Flask, worker: Signed) -> None:
    assert offset(worker.ask_offset(PHOTO)) == (204, 0)
    for first in (0, PIECE):
        assert offset(worker.carry_piece(PHOTO, first, first + PIECE - 1)) == (204, first + PIECE)
    assert offset(worker.ask_offset(PHOTO)) == (204, 2 * PIECE)
    assert worker.carry_piece(PHOTO, 2 * PIECE, LAST).status_code == 201
    assert shelf().read(name_of(hashlib.sha256(PHOTO).hexdigest())) == PHOTO
    assert worker.ask_offset(PHOTO).status_code == 200
    assert parts(app) == []


def test_last_piece_twice_is_told_that_all_is_here(worker: Signed) -> None:
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    answers = [worker.carry_piece(PHOTO, PIECE, LAST).status_code for _ in range(2)]
    assert answers == [201, 200]


def test_piece_that_begins_elsewhere_is_refused_and_told_where_to_go_on(worker: Signed) -> None:
    worker.carry_piece(PHOTO, 0, 999)
    for first, last in ((0, 999), (500, 1499), (1001, 2000), (5, LAST), (1001, LAST)):
        refused = worker.carry_piece(PHOTO, first, last)
        assert (offset(refused), refused.json["code"]) == ((409, 1000), "files/offset-wrong")
    assert worker.carry_piece(PHOTO, 1000, LAST).status_code == 201


def test_other_account_neither_sees_nor_continues_what_is_here(worker: Signed, phone: Phone) -> None:
    neighbour = phone("neighbour")
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    assert offset(neighbour.ask_offset(PHOTO)) == (204, 0)
    for last in (2 * PIECE - 1, LAST):
        assert offset(neighbour.carry_piece(PHOTO, PIECE, last)) == (409, 0)
    assert offset(worker.ask_offset(PHOTO)) == (204, PIECE)


def test_bytes_of_another_photo_are_refused_and_forgotten(app: Flask, worker: Signed) -> None:
    address = f"/api/v1/files/{hashlib.sha256(PHOTO).hexdigest()}"
    worker.carry_piece(PHOTO, 0, 999)
    told = {**worker.headers, "Content-Range": "bytes 1000-1999/2000"}
    refused = worker.client.put(address, data=bytes(1000), headers=told)
    assert (refused.status_code, refused.json["code"]) == (422, "files/hash-wrong")
    assert offset(worker.ask_offset(PHOTO)) == (204, 0)
    assert (parts(app), db.session.query(Blob).count()) == ([], 0)


def test_what_is_no_picture_is_refused_when_it_is_whole(app: Flask, worker: Signed, county: County) -> None:
    words = b"not a picture " * 1000
    name(worker, county, words)
    worker.carry_piece(words, 0, 999)
    assert worker.carry_piece(words, 1000, len(words) - 1).json["code"] == "files/not-a-picture"
    assert parts(app) == []


def test_photo_that_no_record_names_is_nowhere(app: Flask, worker: Signed) -> None:
    other = picture(7)
    assert worker.ask_offset(other).status_code == 404
    assert worker.carry_piece(other, 0, 99).status_code == 404
    assert worker.carry_piece(other, 0, len(other) - 1).status_code == 404
    assert parts(app) == []


def test_too_large_a_photo_is_refused_at_its_first_piece(app: Flask, worker: Signed) -> None:
    app.config["MAX_PHOTO_BYTES"] = len(PHOTO) - 1
    refused = worker.carry_piece(PHOTO, 0, PIECE - 1)
    assert (refused.status_code, refused.json["code"]) == (413, "core/too-large")
    assert parts(app) == []
    app.config["MAX_PHOTO_BYTES"] = len(PHOTO)
    assert worker.carry_piece(PHOTO, 0, PIECE - 1).status_code == 204


@pytest.mark.parametrize(
    "told",
    ["", "x", "bytes */5", "bytes 0-3/*", "bytes 0-4/9", "bytes 0-2/9", "bytes 0-3/3", "bytes 3-0/9",
     "items 0-3/9", "bytes -4-0/9", f"bytes 0-3/{'9' * 5000}"],
)  # fmt: skip
def test_piece_that_is_not_what_it_says_is_refused_and_not_kept(
    told: str, app: Flask, worker: Signed
) -> None:
    address = f"/api/v1/files/{hashlib.sha256(PHOTO).hexdigest()}"
    refused = worker.client.put(address, data=b"four", headers={**worker.headers, "Content-Range": told})
    assert refused.status_code in {400, 413}
    assert parts(app) == []


@pytest.mark.parametrize("s3", [None, object()], ids=["folder", "bucket"])
def test_piece_waits_while_the_disk_fills_wherever_photos_lie(s3: object, app: Flask, worker: Signed) -> None:
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    rooms = {"FILES_ROOM_MB": app.config["FILES_ROOM_MB"], "S3": None}
    app.config.update(FILES_ROOM_MB=MORE_THAN_ANY_DISK, S3=s3)
    refused = worker.carry_piece(PHOTO, PIECE, 2 * PIECE - 1)
    app.config.update(rooms)
    assert (refused.status_code, refused.json["code"]) == (507, "files/no-room")
    assert int(refused.headers["Retry-After"]) > 0
    assert worker.carry_piece(PHOTO, PIECE, LAST).status_code == 201


def test_disk_that_is_full_to_the_last_byte_keeps_what_was_acknowledged(
    worker: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        assert worker.carry_piece(PHOTO, PIECE, PIECE + 999).json["code"] == "files/no-room"
        assert worker.carry_piece(PHOTO, PIECE + 1000, LAST).json["code"] == "files/no-room"
    _, here = offset(worker.ask_offset(PHOTO))
    assert here >= PIECE
    assert worker.carry_piece(PHOTO, here, LAST).status_code == 201


def test_piece_without_a_slot_comes_again(
    app: Flask, worker: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shedding, "WAIT_S", 0.1)
    with upload_slot():
        assert worker.carry_piece(PHOTO, 0, PIECE - 1).json["code"] == "sync/uploads-busy"
    assert worker.carry_piece(PHOTO, 0, PIECE - 1).status_code == 204


def test_pieces_are_on_the_disk_before_they_are_acknowledged(
    worker: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr("os.fsync", lambda file: (synced.append(path_of(file)), real(file)))
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    part = hashlib.sha256(PHOTO).hexdigest()
    folder = str(worker.user_id)
    assert [path.rpartition("/")[2] for path in synced][-2:] == [part, folder]


def path_of(file: int) -> str:
    return os.readlink(f"/proc/self/fd/{file}")


def test_what_nobody_goes_on_with_is_swept_after_seven_days(
    app: Flask, worker: Signed, county: County
) -> None:
    name(worker, county, picture(1))
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    worker.carry_piece(picture(1), 0, 99)
    [old] = [path for path in parts(app) if path.stat().st_size == PIECE]
    long_ago = (now() - KEPT_FOR - timedelta(minutes=1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    sweep_all({"files.forget_parts": SWEEPS["files.forget_parts"]}, "one")
    assert [path.stat().st_size for path in parts(app)] == [100]
    assert offset(worker.ask_offset(PHOTO)) == (204, 0)
    assert forget_parts(10) == 0


def test_whoever_begins_ever_more_photos_loses_the_one_he_left_longest_ago(
    app: Flask, worker: Signed, county: County
) -> None:
    photos = [picture(20 * step) for step in range(MOST_OF_ONE_ACCOUNT + 1)]
    name(worker, county, *photos)
    for age, photo in enumerate(photos[::-1]):
        worker.carry_piece(photo, 0, 99)
        [path] = [path for path in parts(app) if path.name == hashlib.sha256(photo).hexdigest()]
        os.utime(path, (10**9 + age, 10**9 + age))
    assert len(parts(app)) == MOST_OF_ONE_ACCOUNT
    assert [offset(worker.ask_offset(photo))[1] for photo in (photos[-1], photos[0])] == [0, 100]


def test_pieces_lie_in_the_data_folder_and_never_on_the_shelf(app: Flask, worker: Signed) -> None:
    worker.carry_piece(PHOTO, 0, PIECE - 1)
    assert len(parts(app)) == 1
    assert list(shelf().names()) == []


def test_same_piece_twice_at_one_moment_is_kept_once(app: Flask, worker: Signed, phone: Phone) -> None:
    app.extensions["upload_slots"] = Slots(2, 0, UploadsBusy)
    second = phone("worker")
    with ThreadPoolExecutor(2) as both:
        sent = [both.submit(one.carry_piece, PHOTO, 0, PIECE - 1) for one in (worker, second)]
        assert {one.result(30).status_code for one in sent} <= {204, 409}
    assert offset(worker.ask_offset(PHOTO)) == (204, PIECE)
    assert worker.carry_piece(PHOTO, PIECE, LAST).status_code == 201
