"""Misfortunes of a server, each at a named moment of the next request: it dies, or something fails.

A death is an exception that nothing catches: everything that the process did not bring to the disk is gone,
as after kill -9.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from flask_sqlalchemy.session import Session
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from server.services.files import shelf

WRITES = ("INSERT", "UPDATE", "DELETE")
MOMENTS = ("mid transaction", "before commit", "after commit", "mid file", "after file before row")
Heard = Callable[[str, int], None]
NO_FILE = -1


class Died(BaseException):
    """The process ended here."""


def die() -> None:
    raise Died


def be_locked() -> None:
    raise OperationalError("UPDATE", {}, Exception("database is locked"))


def fail() -> None:
    raise RuntimeError("something that nobody thought of")


def lose_room() -> None:
    raise OSError(28, "No space left on device")


@contextmanager
def moments(heard: Heard) -> Iterator[None]:
    """Tell of every moment as it comes, `mid file` with the file's handle."""
    put, sync = shelf.Folder.put, os.fsync

    def executing(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(WRITES):
            heard("mid transaction", NO_FILE)

    def putting(folder: shelf.Folder, name: str, raw: bytes) -> None:
        put(folder, name, raw)
        heard("after file before row", NO_FILE)

    def syncing(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            heard("mid file", handle)
        sync(handle)

    event.listen(Engine, "before_cursor_execute", executing)
    try:
        with (
            patch.object(shelf.Folder, "put", putting),
            patch.object(shelf.os, "fsync", syncing),
            _commits(heard),
        ):
            yield
    finally:
        event.remove(Engine, "before_cursor_execute", executing)


def _commits(heard: Heard) -> AbstractContextManager[object]:
    commit = Session.commit

    def committing(session: Session) -> None:
        if not session.info.get("unit"):
            return commit(session)
        heard("before commit", NO_FILE)
        commit(session)
        return heard("after commit", NO_FILE)

    return patch.object(Session, "commit", committing)


def halve(handle: int) -> None:
    """Leave half of a file that is being written, as a power cut might; nothing without a file."""
    if handle != NO_FILE:
        os.ftruncate(handle, os.fstat(handle).st_size // 2)


def befall(moment: str, which: int, end: Callable[[], None]) -> AbstractContextManager[None]:
    """Let the end come when the moment comes for the n-th time, once."""
    left = [which]

    def heard(name: str, handle: int) -> None:
        left[0] -= name == moment
        if name == moment and left[0] == 0:
            halve(handle)
            end()

    return moments(heard)


SEVERAL = 4
"""A request has about so many writes for each of its commits."""
MISFORTUNES: dict[str, Callable[[int], AbstractContextManager[None]]] = {
    "dies mid transaction": lambda which: befall("mid transaction", which, die),
    "dies before commit": lambda which: befall("before commit", 1 + which // SEVERAL, die),
    "dies after commit": lambda which: befall("after commit", 1 + which // SEVERAL, die),
    "dies mid file": lambda _: befall("mid file", 1, die),
    "dies after file before row": lambda _: befall("after file before row", 1, die),
    "database locked": lambda which: befall("mid transaction", which, be_locked),
    "something fails": lambda which: befall("mid transaction", which, fail),
    "disk full": lambda _: befall("mid file", 1, lose_room),
}
