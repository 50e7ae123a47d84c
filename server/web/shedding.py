"""What is put off when there is too much to do or too little room: photos first, then records, pages last."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Condition

from flask import Flask, current_app, request

from server.core import meters
from server.core.disk import free_megabytes
from server.core.problems import Problem
from server.services.files.actions import check_room
from server.services.files.rules import NoRoom

SOONEST_S, LATEST_S = 5, 15
"""Those who were sent away are not told to come at one moment, or most would be sent away again."""
WAIT_S = 5.0
PHOTOS_WAITING = 3
RECORDS, RECORDS_WAITING = 1, 5
"""Of what phones send and ask, so much is at work in one process and so much waits for it, no longer than
WAIT_S: it comes in no even pace, and what is sent away costs its line once more and rests some seconds."""
FOR_PAGES = 2
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Busy(Problem):
    """As much is coming in as this process takes at once; the other threads stay for the rest."""

    status, why = 503, ""

    def __init__(self) -> None:
        super().__init__()
        self.retry_after_s = random.randint(SOONEST_S, LATEST_S)  # noqa: S311  no secret


class UploadsBusy(Busy):
    """Too many photos at once: records and pages come first."""

    code, why = "sync/uploads-busy", "photos"


class RecordsBusy(Busy):
    """Too many phones at once: whoever looks at a page is not kept waiting for them."""

    code, why = "sync/records-busy", "records"


class Slots:
    """Places at work in this process, and some to wait in for one of them; all others are sent away.

    ahead  whose waiting ones are let to work first, for as long as anybody here may wait
    """

    def __init__(self, at_work: int, waiting: int, refusal: type[Busy], ahead: Slots | None = None) -> None:
        self._at_work, self._in_all = BoundedSemaphore(at_work), BoundedSemaphore(at_work + waiting)
        self._refusal, self._ahead = refusal, ahead
        self._waiting, self._changed = 0, Condition()

    @contextmanager
    def lent(self) -> Iterator[None]:
        with self._place(self._in_all, 0), ExitStack() as held:
            if self._ahead is not None:
                self._ahead.let_pass()
            with self._queue():
                held.enter_context(self._place(self._at_work, WAIT_S))
            yield

    def let_pass(self) -> None:
        """Return when nobody waits here any more, or after WAIT_S."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting == 0, WAIT_S)

    @contextmanager
    def _queue(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self._waiting += change
            self._changed.notify_all()

    @contextmanager
    def _place(self, places: BoundedSemaphore, within_s: float) -> Iterator[None]:
        if not places.acquire(timeout=within_s):
            meters.shed.labels(self._refusal.why).inc()
            raise self._refusal
        try:
            yield
        finally:
            places.release()


class ReadOnly(Problem):
    """The disk is all but full: what is left is for the database to end well."""

    code, status, retry_after_s = "core/read-only", 507, 600


def threads(upload_slots: int) -> int:
    """Return how many threads a process needs, so that some are left when all its slots are lent."""
    return upload_slots + PHOTOS_WAITING + RECORDS + RECORDS_WAITING + FOR_PAGES


def install(app: Flask) -> None:
    """Count the slots of this process, and refuse to write when the disk is all but full."""
    records = Slots(RECORDS, RECORDS_WAITING, RecordsBusy)
    photos = Slots(int(app.config["UPLOAD_SLOTS"]), PHOTOS_WAITING, UploadsBusy, ahead=records)
    app.extensions.update(record_slots=records, upload_slots=photos)
    app.before_request(_refuse_to_write)


@contextmanager
def upload_slot() -> Iterator[None]:
    """Lend one of the few slots for photos, before their bytes are read; raises UploadsBusy, NoRoom."""
    try:
        check_room()
    except NoRoom:
        meters.shed.labels("files_room").inc()
        raise
    with _slots("upload_slots").lent():
        yield


def record_slot() -> AbstractContextManager[None]:
    """Lend one of the slots for what phones record and ask; raises RecordsBusy."""
    return _slots("record_slots").lent()


def _slots(name: str) -> Slots:
    found: Slots = current_app.extensions[name]
    return found


def is_read_only() -> bool:
    """True while so little room is left that nothing may be written."""
    config = current_app.config
    return free_megabytes(Path(config["DATA"])) < float(config["WRITE_ROOM_MB"])


def _refuse_to_write() -> None:
    if request.method not in READING and is_read_only():
        meters.shed.labels("write_room").inc()
        raise ReadOnly
