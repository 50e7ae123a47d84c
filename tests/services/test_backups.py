"""A backup is whole or refused, whatever the database and the shelf; a restored place is a new epoch."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from getpass import getuser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask, current_app
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from server.core.clock import as_of, iso
from server.core.db import db
from server.services.audit_log.models import AuditRow
from server.services.audit_log.rules import Link, digest_of
from server.services.backups.actions import make
from server.services.backups.databases import rows_of
from server.services.backups.queries import store_of
from server.services.backups.restoring import Target, restore
from server.services.backups.rules import BackupDamaged, BackupUnderWay, OtherDatabase, TargetInUse
from server.services.feed.models import CountyHead
from server.services.feed.queries import end_of_log
from server.services.files.actions import attach
from server.services.files.models import FileRow
from server.services.files.rules import BucketSettings
from server.services.files.s3 import Bucket
from server.services.files.shelf import Folder, name_of, shelf
from tests.conftest import MakeApp, on_postgresql
from tests.makers import County, shelved

both_shelves = pytest.mark.parametrize("kept_in", ["folder", "bucket"], indirect=True)
into_both = pytest.mark.parametrize("into", ["folder", "bucket"], indirect=True)
out_of_one_into_another = pytest.mark.parametrize(
    ("kept_in", "into"), [("folder", "folder"), ("bucket", "folder"), ("folder", "bucket")], indirect=True
)


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Settings of an installation with its files in a folder; in a bucket for whoever asks."""
    return settings_of(request)


@pytest.fixture
def into(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Settings of the installation to restore into, in the same way."""
    return settings_of(request)


def settings_of(request: pytest.FixtureRequest) -> dict[str, Any]:
    in_bucket = getattr(request, "param", "folder") == "bucket"
    return request.getfixturevalue("store").settings() if in_bucket else {}


@pytest.fixture
def photos(county: County) -> list[FileRow]:
    return [
        attach("140699", "asset", county.asset_id, f"asset/{one}", shelved(one * 60)) for one in (1, 2, 3)
    ]


@pytest.fixture
def empty(tmp_path: Path, into: dict[str, Any]) -> Any:
    """An empty place of the database under test, with files in a folder; in a bucket for whoever asks."""
    data = tmp_path / "restored"
    kept = bucket_of(into) if into else Folder(data / "files")
    if not on_postgresql():
        yield Target(data, f"sqlite:///{data / 'guanhu.sqlite'}", kept)
        return
    own = make_url(os.environ["GUANHU_TEST_POSTGRES_URL"])
    name = f"restored_{os.getpid()}"
    admin = create_engine(own.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as line:
        line.execute(text(f"CREATE DATABASE {name}"))
    url = own.set(database=name, password="p:w\\d").render_as_string(hide_password=False)
    yield Target(data, url, kept)
    with admin.connect() as line:
        line.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def bucket_of(settings: dict[str, str]) -> Bucket:
    told = {name.removeprefix("s3_"): value for name, value in settings.items()}
    return Bucket(BucketSettings(region="us-east-1", **told))


def epoch_in(url: str) -> str:
    with create_engine(url, poolclass=NullPool).connect() as line:
        return str(line.scalar(text("SELECT restore_epoch FROM county_heads")))


@out_of_one_into_another
def test_everything_comes_back_and_the_epoch_is_new(
    app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    made = make(tmp_path / "kept")
    restore(made.path, empty)
    with create_engine(empty.database_url, poolclass=NullPool).connect() as line:
        assert made.manifest.rows == rows_of(db.session.connection())
        told = made.manifest.rows["audit_log"] + 1  # the county's log tells of the restoring
        assert rows_of(line) == {**made.manifest.rows, "audit_log": told}
    for photo in photos:
        assert empty.shelf.read(name_of(photo.sha256)) == shelf().read(name_of(photo.sha256))
    assert epoch_in(empty.database_url) != db.session.get_one(CountyHead, "140699").restore_epoch


def test_log_of_the_restored_county_says_who_restored_what_and_stays_whole(
    app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    made, end = make(tmp_path / "kept"), end_of_log("140699")
    restore(made.path, empty)
    with Session(create_engine(empty.database_url, poolclass=NullPool)) as session:
        row = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc())).first()
        head = session.get_one(CountyHead, "140699")
        assert row is not None
        assert end == Link(row.seq - 1, row.previous_hash)
        assert (row.action, row.actor_kind) == ("backup.restore", "system")
        told = {"epoch": head.restore_epoch, "backup_of": iso(made.manifest.made_at), "by": getuser()}
        assert row.detail == told
        assert (head.audit_seq, head.audit_hash) == (row.seq, row.hash) == (row.seq, digest_of(row))


@both_shelves
def test_drill_proves_log_and_photos_and_tells_how_far_back_and_how_long(
    app: Flask, photos: list[FileRow], tmp_path: Path
) -> None:
    make(tmp_path / "kept")
    ended = app.test_cli_runner().invoke(args=["backup", "drill", str(tmp_path / "kept")])
    assert ended.exit_code == 0, ended.output
    assert re.search(r"^RPO: [\d.]+ s back", ended.output, re.MULTILINE)
    assert re.search(r"^RTO: [\d.]+ s ", ended.output, re.MULTILINE)


def test_drill_finds_what_restored_otherwise(
    app: Flask, photos: list[FileRow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.backups.drills.PROOFS", [("audit", "verify", "--county", "140602")])
    real = rows_of(db.session.connection())
    monkeypatch.setattr("server.services.backups.actions.rows_of", lambda _: {**real, "items": 1})
    ended = app.test_cli_runner().invoke(args=["backup", "drill", str(tmp_path / "kept")])
    assert ended.exit_code == 1
    assert "missing or changed: items: 0 / 1" in ended.output
    assert "missing or changed: audit verify --county 140602: " in ended.output


@both_shelves
def test_second_backup_copies_only_what_is_new(app: Flask, photos: list[FileRow], tmp_path: Path) -> None:
    assert make(tmp_path / "kept").new_files == 3
    attach("140699", "asset", "another", "asset/1", shelved(200))
    second = make(tmp_path / "kept")
    assert (second.files, second.new_files) == (4, 1)


def test_older_backup_still_restores_after_a_newer_one(
    app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    older = make(tmp_path / "kept")
    attach("140699", "asset", "another", "asset/1", shelved(200))
    make(tmp_path / "kept")
    restore(older.path, empty)
    assert len(list(empty.shelf.names())) == 3


def damage_database(backup: Path) -> None:
    (backup / "database").write_bytes((backup / "database").read_bytes()[:-100])


def damage_list(backup: Path) -> None:
    lines = (backup / "contents.jsonl").read_bytes().splitlines(keepends=True)
    (backup / "contents.jsonl").write_bytes(b"".join(lines[:-1]))


def damage_photo(backup: Path) -> None:
    [first, *_] = store_of(backup.parent).names()
    path = backup.parent / "blobs" / first
    path.write_bytes(path.read_bytes()[::-1])


def lose_photo(backup: Path) -> None:
    [first, *_] = store_of(backup.parent).names()
    (backup.parent / "blobs" / first).unlink()


def damage_manifest(backup: Path) -> None:
    told = json.loads((backup / "manifest.json").read_bytes())
    told["told"]["rows"]["items"] = 7
    (backup / "manifest.json").write_text(json.dumps(told))


def cut_manifest(backup: Path) -> None:
    (backup / "manifest.json").write_bytes((backup / "manifest.json").read_bytes()[:-1])


@pytest.mark.parametrize(
    "harm", [damage_database, damage_list, damage_photo, lose_photo, damage_manifest, cut_manifest]
)
def test_damaged_backup_is_refused_and_the_target_stays_untouched(
    harm, app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    made = make(tmp_path / "kept")
    harm(made.path)
    verified = app.test_cli_runner().invoke(args=["backup", "verify", str(made.path)])
    with pytest.raises(BackupDamaged):
        restore(made.path, empty)
    assert verified.exit_code == 1
    assert not empty.data.exists()
    if on_postgresql():
        with create_engine(empty.database_url, poolclass=NullPool).connect() as line:
            assert rows_of(line) == {}


def test_stopped_backup_is_none_and_is_cleared_away(
    app: Flask, photos: list[FileRow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("server.services.backups.actions.sealed", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(tmp_path / "kept")
    assert not list((tmp_path / "kept").glob("2*"))
    assert make(tmp_path / "kept").new_files == 0
    assert not list((tmp_path / "kept").glob(".2*"))


@into_both
def test_photo_on_the_shelf_to_restore_onto_is_refused_and_stays(
    app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    made = make(tmp_path / "kept")
    empty.shelf.put("aa/bb/somebody", b"somebody's")
    with pytest.raises(TargetInUse):
        restore(made.path, empty)
    assert [*empty.shelf.names()] == ["aa/bb/somebody"]


def test_target_that_holds_anything_is_refused(
    app: Flask, photos: list[FileRow], tmp_path: Path, empty: Target
) -> None:
    made = make(tmp_path / "kept")
    with pytest.raises(TargetInUse):
        restore(made.path, Target(empty.data, str(db.engine.url.render_as_string(False)), empty.shelf))
    with pytest.raises(TargetInUse):
        restore(made.path, Target(empty.data, empty.database_url, shelf()))
    empty.data.mkdir()
    (empty.data / "photo.jpg").write_bytes(b"somebody's")
    with pytest.raises(TargetInUse):
        restore(made.path, empty)


def test_other_kind_of_database_is_refused(app: Flask, county: County, tmp_path: Path, empty: Target) -> None:
    made = make(tmp_path / "kept")
    other = "sqlite:///x" if on_postgresql() else "postgresql+psycopg://nobody@127.0.0.1:1/none"
    with pytest.raises(OtherDatabase):
        restore(made.path, Target(empty.data, other, empty.shelf))


@both_shelves
def test_photo_that_was_lost_before_is_named_and_the_rest_is_kept(
    app: Flask, photos: list[FileRow], tmp_path: Path
) -> None:
    shelf().put(name_of(photos[0].sha256), b"other bytes")
    ended = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "kept")])
    assert ended.exit_code == 1
    assert f"lost or damaged already, not in the backup: files/{name_of(photos[0].sha256)}" in ended.output
    [path] = (tmp_path / "kept").glob("2*")
    assert app.test_cli_runner().invoke(args=["backup", "verify", str(path)]).exit_code == 0


def test_two_backups_into_one_folder_do_not_meet(
    app: Flask, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second(_: object) -> bytes:
        with pytest.raises(BackupUnderWay):
            make(tmp_path / "kept")
        return b"{}"

    monkeypatch.setattr("server.services.backups.actions.sealed", second)
    make(tmp_path / "kept")


@into_both
def test_commands_make_and_restore_an_installation_that_serves(
    empty: Target, into: dict[str, Any], make_app: MakeApp, app: Flask, photos: list[FileRow], tmp_path: Path
) -> None:
    assert app.test_cli_runner().invoke(args=["backup", str(tmp_path / "kept")]).exit_code == 0
    [path] = (tmp_path / "kept").glob("2*")
    settings = {"database_url": empty.database_url if on_postgresql() else "", **into}
    ended = restored_by_command(make_app(data=tmp_path / "new", **settings), path, empty.data)
    assert ended.exit_code == 0, ended.output
    assert "Restored into" in ended.output
    served = make_app(data=empty.data, **settings)
    assert served.test_client().get("/readyz").status_code == 200
    with served.app_context():
        assert [shelf().exists(name_of(photo.sha256)) for photo in photos] == [True] * 3
        assert db.session.query(FileRow).count() == len(photos)


def restored_by_command(app: Flask, backup: Path, data: Path) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["restore", str(backup), "--into", str(data)])


def test_command_refuses_the_database_in_use(app: Flask, photos: list[FileRow], tmp_path: Path) -> None:
    made, into = make(tmp_path / "kept"), tmp_path / "new"
    into.mkdir()
    if not on_postgresql():  # the one in --into; on PostgreSQL it is the installation's own
        shutil.copy(str(db.engine.url.database), into / "guanhu.sqlite")
    ended = restored_by_command(app, made.path, into)
    assert (ended.exit_code, "is not empty" in ended.output) == (1, True)
    assert len(epoch_in(db.engine.url.render_as_string(hide_password=False))) > 0
    assert not (into / "files").exists()


def old(folder: Path, *args: str) -> tuple[int, str]:
    """Ask how old the newest backup of a folder is."""
    ended = current_app.test_cli_runner().invoke(args=["backup", "age", str(folder), *args])
    return ended.exit_code, ended.output


def test_backup_that_grows_old_is_told(app: Flask, photos: list[FileRow], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert (old(kept)[0], "There is no backup" in old(kept)[1]) == (1, True)
    made = make(kept)
    assert old(kept) == (0, f"{kept}: the newest backup is 0.0 hours old.\n")
    with as_of(made.manifest.made_at + timedelta(hours=25, minutes=30)):
        assert old(kept) == (0, f"{kept}: the newest backup is 25.5 hours old.\n")
        assert old(kept, "--hours", "25")[0] == 1
    with as_of(made.manifest.made_at + timedelta(hours=26, minutes=1)):
        assert old(kept)[0] == 1
        make(kept)
        assert old(kept)[0] == 0


def test_backup_without_a_whole_manifest_makes_none_younger(
    app: Flask, photos: list[FileRow], tmp_path: Path
) -> None:
    first = make(tmp_path / "kept")
    with as_of(first.manifest.made_at + timedelta(hours=30)):
        cut_manifest(make(tmp_path / "kept").path)
        assert old(tmp_path / "kept")[0] == 1
        (tmp_path / "kept" / "20990101T000000.000000Z").mkdir()
        assert old(tmp_path / "kept")[0] == 1


PUSH = """
import sqlite3, sys
line = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
for number in range(10**9):
    line.execute("BEGIN IMMEDIATE")
    for half in "ab":
        line.execute("INSERT INTO notes_of_two VALUES (?, ?)", (number, half))
    line.execute("COMMIT")
    if number == 20:
        print("going", flush=True)
"""


def test_copy_shows_one_moment_while_others_write(app: Flask, county: County, tmp_path: Path) -> None:
    if on_postgresql():  # pg_dump's own promise, on an exported snapshot
        return
    database = str(db.engine.url.database)
    with sqlite3.connect(database) as line:
        line.execute("CREATE TABLE notes_of_two (number INTEGER, half TEXT)")
    with subprocess.Popen([sys.executable, "-c", PUSH, database], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"going\n"
        made = make(tmp_path / "kept")
        writer.kill()
    copy = create_engine(f"sqlite:///{made.path / 'database'}", poolclass=NullPool)
    odd = "SELECT count(*) FROM (SELECT number FROM notes_of_two GROUP BY number HAVING count(*) <> 2)"
    with copy.connect() as line:
        assert line.scalar(text(odd)) == 0
    assert made.manifest.rows["notes_of_two"] >= 40
