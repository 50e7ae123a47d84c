"""What is put off when there is too much to do or too little room: photos first, items and pages last."""

from __future__ import annotations

import random
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

WAITING, WAIT_S = 3, 5.0
"""Photos of one process that wait for a slot, and how long: they come in no even pace, and one that is sent
away costs its line once more and rests some seconds."""
SOONEST_S, LATEST_S = 5, 15
"""Those who were sent away are not told to come at one moment, or most would be sent away again."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class UploadsBusy(Problem):
    """As many photos are coming in as this process takes at once; the other threads stay for the rest."""

    code, status, retry_after_s = "sync/uploads-busy", 503, SOONEST_S

    def __init__(self) -> None:
        super().__init__()
        self.retry_after_s = random.randint(SOONEST_S, LATEST_S)  # noqa: S311  no secret


class ReadOnly(Problem):
    """The disk is all but full: what is left is for the database to end well."""

    code, status, retry_after_s = "core/read-only", 507, 600


def install(app: Flask) -> None:
    """Count the slots of this process, and refuse to write when the disk is all but full."""
    slots = int(app.config["UPLOAD_SLOTS"])
    app.extensions["upload_slots"] = BoundedSemaphore(slots)
    app.extensions["upload_queue"] = BoundedSemaphore(slots + WAITING)
    app.before_request(_refuse_to_write)


@contextmanager
def upload_slot() -> Iterator[None]:
    """Lend one of the few slots for photos, before their bytes are read; a few wait for it, and not for long.

    Raises UploadsBusy, NoRoom.
    """
    try:
        check_room()
    except NoRoom:
        meters.shed.labels("files_room").inc()
        raise
    with _lent("upload_queue", 0), _lent("upload_slots", WAIT_S):
        yield


@contextmanager
def _lent(name: str, within_s: float) -> Iterator[None]:
    places: BoundedSemaphore = current_app.extensions[name]
    if not places.acquire(timeout=within_s):
        meters.shed.labels("slots").inc()
        raise UploadsBusy
    try:
        yield
    finally:
        places.release()


def is_read_only() -> bool:
    """True while so little room is left that nothing may be written."""
    config = current_app.config
    return free_megabytes(Path(config["DATA"])) < float(config["WRITE_ROOM_MB"])


def _refuse_to_write() -> None:
    if request.method not in READING and is_read_only():
        meters.shed.labels("write_room").inc()
        raise ReadOnly
