"""A server whose disk fills up, on a small disk that is really there: what was acknowledged is never lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from server.core.db import db
from server.core.disk import free_megabytes
from server.services.feed.models import Item as KeptItem
from server.services.files.models import FileRow
from tests.conftest import Peopled, fresh_app
from tests.makers import County, Item, Signed, let_in, picture, visit_of
from tests.web.villager import Villager

DISK_MB = 24
PAGE = 4096
pytestmark = pytest.mark.any_database  # where PostgreSQL keeps its rows is its own disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.fail("only root may mount a small disk: run this test as root, such as in a container")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def server_on(disk: Path, peopled: Peopled) -> Iterator[Any]:
    """Start the small county's server with all its data on the small disk."""
    made: list[Flask] = []

    def start(**rooms: int) -> Flask:
        made.append(fresh_app(data=disk, database_url=peopled.template.copy(disk), **rooms))
        return made[0]

    yield start
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def leave(disk: Path, megabytes: float) -> None:
    """Fill the disk, or clear it, until so much room is left."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    room = int((free_megabytes(disk) - megabytes) * 1e6)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room // PAGE * PAGE)


def visits(worker: Signed, county: County, shades: range) -> list[Item]:
    return [visit_of(worker, county.asset_id, "WE01", photo=picture(shade)) for shade in shades]


def stored() -> tuple[int, int, str]:
    """Return how many items and whole photos are there, and what the database says of itself."""
    db.session.expire_all()
    whole = db.session.query(FileRow).filter(FileRow.arrived_at.is_not(None)).count()
    return db.session.query(KeptItem).count(), whole, db.session.scalar(text("PRAGMA integrity_check"))


def test_filling_disk_puts_photos_off_then_all_and_takes_everything_once_there_is_room(
    disk: Path, server_on: Any, peopled: Peopled
) -> None:
    app, county = server_on(files_room_mb=10, write_room_mb=5), peopled.county()
    with app.app_context():
        worker, villager = let_in(app.test_client(), "worker"), Villager(app.test_client())
        first, second = visits(worker, county, range(50, 52))
        leave(disk, 8)
        assert worker.put(first).json["status"] == "accepted"
        photo_late = worker.carry(picture(50))
        leave(disk, 3)
        item_late = worker.put(second)
        assert "暂时只能看" in villager.report(county.token, words="井盖没了").text
        assert worker.pull().rows("asset")
        refusals = [(one.status_code, one.json["code"]) for one in (photo_late, item_late)]
        assert refusals == [(507, "files/no-room"), (507, "core/read-only")]
        assert all(int(one.headers["Retry-After"]) > 0 for one in (photo_late, item_late))
        leave(disk, 14)
        assert worker.put(second).json["status"] == "accepted"
        assert [worker.carry(picture(shade)).status_code for shade in (50, 51)] == [201, 201]
        assert stored() == (2, 2, "ok")


def test_disk_full_to_the_last_byte_loses_nothing_that_was_acknowledged(
    disk: Path, server_on: Any, peopled: Peopled
) -> None:
    app, county = server_on(files_room_mb=0, write_room_mb=0), peopled.county()
    with app.app_context():
        worker = let_in(app.test_client(), "worker")
        items = visits(worker, county, range(50, 90))
        assert worker.put(items[0]).json["status"] == "accepted"
        leave(disk, 0)
        photo_late = worker.carry(picture(50))
        answers = [worker.put(item) for item in items[1:]]
        assert app.test_client().get(f"/t/{county.token}").status_code == 200
        late = [one for one in answers if one.status_code != 200]
        assert {one.json["code"] for one in late} == {"sync/try-later"}
        assert (photo_late.status_code, late[0].status_code) == (507, 503)
        assert all(int(one.headers["Retry-After"]) > 0 for one in (photo_late, *late))
        (disk / "ballast").unlink()
        assert stored() == (len(items) - len(late), 0, "ok")
        assert list(disk.rglob(".*")) == []
        assert {one["status"] for one in worker.push(*items)} == {"accepted"}
        assert {worker.carry(picture(shade)).status_code for shade in range(50, 90)} <= {200, 201}
        assert stored() == (40, 40, "ok")
