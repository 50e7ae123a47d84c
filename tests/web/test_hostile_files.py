"""What somebody may send as a picture: refused in words or only its pixels served, and the server goes on."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from server.core.db import db
from server.services.files.models import Blob, FileRow
from tests.conftest import lasting_app
from tests.makers import County, Signed, make_county, note_of, picture, sign_in, visit_of
from tests.templates import Template
from tests.web.hostile_files import EPS, HEIC, MARK, NEUTRALISED, REFUSED, hostile
from tests.web.villager import Villager

WORDS = "没水三天了"
SENTENCE = "这不是一张完整的照片"
MB = 1_000_000
MOST_BYTES = 400_000  # less than the usual, so that no request of these tests needs a file of its own
ODD_NAMES = [
    "../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\photo.jpg", "a\0b.jpg", "a\x07\x1b[2J.jpg",
    "a\r\nSet-Cookie: a=b.jpg", "长" * 300 + ".jpg", "\u202egpj.exe", "", ".", "<script>.jpg",
    "a;b=c.jpg", "photo.jpg.php", "😀.jpg", "a\nb.jpg",
]  # fmt: skip


@pytest.fixture(scope="module")
def town(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One server for all of these files: none of them may spoil it for the next."""
    limits: dict[str, Any] = {"report_limit": "9999 per hour", "max_photo_bytes": MOST_BYTES}
    with lasting_app(template, tmp_path_factory.mktemp("hostile"), **limits) as app:
        yield app


@pytest.fixture(scope="module")
def county(town: Flask) -> County:
    return make_county()


@pytest.fixture(scope="module")
def worker(town: Flask, county: County) -> Signed:
    return sign_in(town.test_client(), "worker")


@pytest.fixture(scope="module")
def village(town: Flask, county: County) -> Signed:
    return sign_in(town.test_client(), "village")


@pytest.fixture
def villager(town: Flask) -> Villager:
    return Villager(town.test_client())


def carry(worker: Signed, county: County, raw: bytes, **more: Any) -> TestResponse:
    """Let a visit name the bytes, then bring them."""
    name = hashlib.sha256(raw).hexdigest()
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=raw))
    sent = {"data": raw, "content_type": "image/jpeg", **more}
    return worker.client.put(f"/api/v1/files/{name}", headers=worker.headers, **sent)


def served(village: Signed, raw: bytes, owner_kind: str) -> list[bytes]:
    """Return both copies that those in charge are shown of the bytes."""
    sha256 = hashlib.sha256(raw).hexdigest()
    row = db.session.query(FileRow).filter_by(sha256=sha256, owner_kind=owner_kind).first()
    assert row is not None
    answers = [village.client.get(f"/photos/{row.id}/{side}") for side in (320, 1600)]
    assert [(one.status_code, one.mimetype) for one in answers] == [(200, "image/jpeg")] * 2
    return [one.data for one in answers]


def holds_only_pixels(copy: bytes) -> bool:
    image = Image.open(io.BytesIO(copy))
    image.load()
    extra = [mark for mark in (MARK, b"Exif", b"ICC_PROFILE", b"<script", b"PK\x03\x04") if mark in copy]
    return not extra and image.format == "JPEG" and copy.endswith(b"\xff\xd9")


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_from_a_phone_is_refused_in_words_and_the_next_taken(
    name: str, county: County, worker: Signed
) -> None:
    raw = hostile(name)
    answer = carry(worker, county, raw)
    assert (answer.status_code, answer.json["code"]) == (422, "files/not-a-picture")
    assert SENTENCE in answer.json["title"]
    assert db.session.get(Blob, hashlib.sha256(raw).hexdigest()) is None
    assert carry(worker, county, picture(side=72)).status_code in {200, 201}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_in_a_report_is_refused_in_words_that_keep_what_was_written(
    name: str, county: County, villager: Villager
) -> None:
    answer = villager.report(county.token, "WE01", (hostile(name),), words=WORDS)
    assert answer.status_code == 422
    assert SENTENCE in villager.reads
    assert f"{WORDS}</textarea>" in villager.sees
    assert villager.report(county.token, "WE01", (picture(side=72),)).status_code == 303


@pytest.mark.parametrize("name", NEUTRALISED)
def test_picture_that_carries_more_is_served_as_pixels_alone(
    name: str, county: County, worker: Signed, village: Signed, villager: Villager
) -> None:
    raw = hostile(name)
    assert MARK in raw
    assert carry(worker, county, raw).status_code == 201
    assert villager.report(county.token, "WE01", (raw,)).status_code == 303
    for kind in ("inspection", "report"):
        assert all(holds_only_pixels(copy) for copy in served(village, raw, kind))


def test_more_than_forty_are_tried() -> None:
    assert len(REFUSED) >= 40


def test_whole_heic_is_shown_as_it_looks(county: County, worker: Signed, village: Signed) -> None:
    carry(worker, county, HEIC)
    copy = Image.open(io.BytesIO(served(village, HEIC, "inspection")[1])).convert("L")
    assert copy.size == (64, 48)
    assert copy.getpixel((30, 2)) < 60 < 190 < copy.getpixel((30, 45))


def test_file_of_no_bytes_is_no_picture(county: County, worker: Signed, villager: Villager) -> None:
    note = {**note_of("problem/WE01/1", b""), "bytes": 1}
    worker.push(visit_of(worker, county.asset_id, "WE01").changed(files=[note]))
    answer = worker.carry(b"")
    assert (answer.status_code, SENTENCE in answer.json["title"]) == (422, True)
    assert villager.report(county.token, "WE01", (b"",)).status_code == 303


@pytest.mark.parametrize("told", ["text/html", "image/svg+xml", "application/json", "x", ""])
def test_told_type_decides_nothing(told: str, county: County, worker: Signed) -> None:
    assert carry(worker, county, hostile("svg"), content_type=told).status_code == 422
    assert carry(worker, county, picture(side=80), content_type=told).status_code in {200, 201}


def test_form_where_bytes_belong_is_refused(county: County, worker: Signed) -> None:
    answer = carry(worker, county, picture(7), content_type="multipart/form-data; boundary=x")
    assert (answer.status_code, answer.json["code"]) in {(422, "files/hash-wrong"), (400, "core/malformed")}


@pytest.mark.parametrize("name", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_name_of_a_file_decides_nothing(name: str, town: Flask, county: County, villager: Villager) -> None:
    before = written(town)
    answer = villager.send(f"/t/{county.token}/reports", {"kind": "WE01"}, (picture(side=90),), name)
    assert answer.status_code == 303
    assert "Set-Cookie: a" not in str(answer.headers)
    assert {path.name.split(".")[0] for path in written(town) - before} <= {sha_of(picture(side=90))}


def sha_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def written(app: Flask) -> set[Path]:
    """Return every file below and beside the data folder."""
    data = Path(app.config["DATA"])
    return {path for path in data.parent.rglob("*") if path.is_file() and "sqlite" not in path.name}


class Long(io.RawIOBase):
    """A body of a hundred megabytes that counts how much of it somebody read."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.read_so_far = 100 * MB, 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        count = min(len(room), self.left)
        room[:count] = bytes(count)
        self.left, self.read_so_far = self.left - count, self.read_so_far + count
        return count


@pytest.mark.parametrize(("path", "limit"), [("files/" + "0" * 64, MOST_BYTES), ("items", 4 * MB)])
def test_length_that_is_told_is_refused_unread_and_one_untold_at_the_limit(
    path: str, limit: int, worker: Signed
) -> None:
    send = worker.client.put if path.startswith("files") else worker.client.post
    for told, most in (
        ({"CONTENT_LENGTH": str(100 * MB)}, 0),
        ({"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, limit + 1),
    ):
        body = Long()
        answer = send(
            f"/api/v1/{path}", headers=worker.headers, content_type="image/jpeg",
            environ_overrides={"wsgi.input": body, **told},
        )  # fmt: skip
        assert (answer.status_code, answer.json["code"]) == (413, "core/too-large")
        assert body.read_so_far <= most


def test_too_large_a_photo_in_a_report_keeps_what_was_written(county: County, villager: Villager) -> None:
    answer = villager.report(county.token, "WE01", (bytes(MOST_BYTES + 1),), words=WORDS)
    assert (answer.status_code, "文件太大了" in villager.reads) == (413, True)
    assert f"{WORDS}</textarea>" in villager.sees


def test_form_of_a_hundred_megabytes_is_refused_unread(county: County, villager: Villager) -> None:
    body = Long()
    answer = villager.client.post(
        f"/t/{county.token}/reports", headers={"Origin": "http://localhost"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(100 * MB)},
    )  # fmt: skip
    assert (answer.status_code, "文件太大了" in answer.text, body.read_so_far) == (413, True, 0)


def test_no_program_is_run_for_postscript(
    county: County, villager: Villager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gs", "gswin32c", "gswin64c"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    villager.report(county.token, "WE01", (EPS,))
    assert not (tmp_path / "ran").exists()


WEIGH = """
import resource
from server.services.files.rules import NotAPicture, look_at
from tests.web.hostile_files import NEUTRALISED, REFUSED, hostile
giant = {"bomb", "bombs", "claims", "11000"}
files = [hostile(name) for name in [*REFUSED, *NEUTRALISED] if giant & set(name.split("-"))]
assert len(files) > 9
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for raw in files:
    try:
        look_at(raw)
    except NotAPicture:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
MOST_MB = 300


def test_looking_at_bombs_takes_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WEIGH], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) < MOST_MB
