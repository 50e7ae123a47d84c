"""What is put off when there is too much to do or too little room: photos first, items and pages last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from flask import Flask, current_app, request

from server.core import meters
from server.core.disk import free_megabytes
from server.core.problems import Problem
from server.services.files.actions import check_room
from server.services.files.rules import NoRoom

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class UploadsBusy(Problem):
    """As many photos are coming in as this process takes at once; the other threads stay for the rest."""

    code, status, retry_after_s = "sync/uploads-busy", 503, 15


class ReadOnly(Problem):
    """The disk is all but full: what is left is for the database to end well."""

    code, status, retry_after_s = "core/read-only", 507, 600


def install(app: Flask) -> None:
    """Count the slots of this process, and refuse to write when the disk is all but full."""
    app.extensions["upload_slots"] = BoundedSemaphore(app.config["UPLOAD_SLOTS"])
    app.before_request(_refuse_to_write)


@contextmanager
def upload_slot() -> Iterator[None]:
    """Lend one of the few slots for photos, before their bytes are read.  Raises UploadsBusy, NoRoom."""
    slots: BoundedSemaphore = current_app.extensions["upload_slots"]
    try:
        check_room()
    except NoRoom:
        meters.shed.labels("files_room").inc()
        raise
    if not slots.acquire(blocking=False):
        meters.shed.labels("slots").inc()
        raise UploadsBusy
    try:
        yield
    finally:
        slots.release()


def is_read_only() -> bool:
    """True while so little room is left that nothing may be written."""
    config = current_app.config
    return free_megabytes(Path(config["DATA"])) < float(config["WRITE_ROOM_MB"])


def _refuse_to_write() -> None:
    if request.method not in READING and is_read_only():
        meters.shed.labels("write_room").inc()
        raise ReadOnly
