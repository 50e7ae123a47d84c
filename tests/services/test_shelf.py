"""A shelf keeps all the bytes or none, in a folder and in a bucket alike."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import pytest
from flask import Flask

from server.services.files.rules import BucketSettings, ShelfDown
from server.services.files.s3 import Bucket
from server.services.files.shelf import Folder, name_of, sha256_of, shelf
from tests.conftest import MakeApp
from tests.object_store import ObjectStore

RAW = b"bytes of a picture" * 1000
SHA256 = hashlib.sha256(RAW).hexdigest()


def test_bytes_come_back_as_they_were_put(app: Flask) -> None:
    shelf().put(name_of(SHA256), RAW)
    assert shelf().exists(name_of(SHA256))
    assert shelf().read(name_of(SHA256)) == RAW


def test_what_was_never_put_is_absent(app: Flask) -> None:
    assert not shelf().exists(name_of(SHA256))
    with pytest.raises(KeyError):
        shelf().read(name_of(SHA256))


def test_names_are_told_in_order_with_their_copies(app: Flask) -> None:
    names = [name_of(SHA256, "320"), name_of("0" * 64), name_of(SHA256)]
    for name in names:
        shelf().put(name, RAW)
    assert list(shelf().names()) == sorted(names)
    assert {sha256_of(name) for name in shelf().names()} == {SHA256, "0" * 64}


def test_putting_twice_keeps_the_last(app: Flask) -> None:
    for raw in (b"half of it", RAW):
        shelf().put(name_of(SHA256), raw)
    assert shelf().read(name_of(SHA256)) == RAW


def test_readyz_asks_the_shelf_in_use(app: Flask) -> None:
    assert app.test_client().get("/readyz").json["checks"]["files"] is True


def test_name_lies_two_folders_deep() -> None:
    assert name_of("abcd" + "0" * 60, "320") == f"ab/cd/abcd{'0' * 60}.320.jpg"


def test_crash_in_the_middle_leaves_no_name(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(ShelfDown):
        Folder(tmp_path).put(name_of(SHA256), RAW)
    assert list(Folder(tmp_path).names()) == []


def test_bytes_are_on_the_disk_before_they_have_a_name_and_the_name_before_it_is_told(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, Path, int]] = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(file: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{file}"))
        done.append(("fsync", path, path.stat().st_size if path.is_file() else 0))
        fsync(file)

    def noted_rename(draft: Path, path: Path) -> Path:
        done.append(("rename", path, draft.stat().st_size))
        return rename(draft, path)

    monkeypatch.setattr("os.fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    Folder(tmp_path).put(name_of(SHA256), b"few bytes")  # so few that they would wait in a buffer
    path = tmp_path / name_of(SHA256)
    *folders, (first, draft, size), renamed, named = done
    assert [one[1] for one in folders] == [tmp_path, path.parent.parent]  # what each calls the next
    assert (first, draft.parent, draft != path, size) == ("fsync", path.parent, True, len(b"few bytes"))
    assert renamed == ("rename", path, size)
    assert named == ("fsync", path.parent, 0)


def test_bytes_changed_on_their_way_to_the_bucket_are_refused(store: ObjectStore) -> None:
    bucket = bucket_of(store)
    bucket._client.meta.events.register("before-send.s3.PutObject", swap)
    with pytest.raises(ShelfDown):
        bucket.put(name_of(SHA256), RAW)
    assert not bucket.exists(name_of(SHA256))


def swap(request, **_: object) -> None:
    """Send other bytes of the same length than were signed for."""
    request.body = RAW[::-1]


def bucket_of(store: ObjectStore) -> Bucket:
    settings = {name.removeprefix("s3_"): value for name, value in store.settings().items()}
    return Bucket(BucketSettings(region="us-east-1", **settings))


@pytest.mark.parametrize("wrong", ["s3_secret_key", "s3_bucket"])
def test_readyz_sees_a_bucket_that_cannot_be_used(make_app: MakeApp, store: ObjectStore, wrong: str) -> None:
    made = make_app(**{**store.settings(), wrong: "something-else"})
    answer = made.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["files"]) == (503, False)


def test_keys_are_in_no_log(
    make_app: MakeApp, store: ObjectStore, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings = {**store.settings(), "s3_secret_key": "a-secret-that-opens-nothing"}
    made = make_app(**settings)
    with caplog.at_level(logging.INFO), made.app_context():
        made.test_client().get("/readyz")
        with pytest.raises(ShelfDown):
            shelf().put("aa/bb/c", RAW)
    said = caplog.text + "".join(capfd.readouterr()) + repr(made.config["S3"])
    assert "shelf of files" in said
    assert settings["s3_secret_key"] not in said
    assert settings["s3_access_key"] not in said
