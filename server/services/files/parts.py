"""What has come of a large file so far: a phone that was cut off goes on where it was, and not at the start.

A part lies in the data folder of this host, also where the files themselves go into a bucket.  It is its
account's own: nobody else sees it or goes on with it.  What it is worth is known only when it is whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from server.core import disk
from server.core.clock import now
from server.core.db import db
from server.core.problems import NotFound
from server.services.files.actions import check_disk, receive
from server.services.files.models import FileRow
from server.services.files.rules import HashWrong, NotAPicture, OffsetWrong
from server.services.files.shelf import failures_told

KEPT_FOR = timedelta(days=7)
MOST_OF_ONE_ACCOUNT = 8
"""A phone sends one file at a time; whoever begins more than these loses the one he left longest ago."""


@dataclass(frozen=True)
class Piece:
    """Bytes of a file from an offset on; `total` is how long all of it is, in bytes."""

    at: int
    raw: bytes
    total: int

    @property
    def is_last(self) -> bool:
        return self.end == self.total

    @property
    def end(self) -> int:
        return self.at + len(self.raw)


def offset_of(account: str, county_code: str, sha256: str) -> int | None:
    """Return how many bytes of an account's earlier try are here; None when no record waits for the file.

    Raises NotFound when no record of the county names the hash.
    """
    named = select(FileRow.arrived_at).filter_by(county_code=county_code, sha256=sha256)
    arrivals = db.session.scalars(named).all()
    if not arrivals:
        raise NotFound
    return disk.length(_path(account, sha256)) if None in arrivals else None


def receive_piece(account: str, county_code: str, sha256: str, piece: Piece) -> bool | None:
    """Keep a piece, and with the last one the file; None while more is to come, else as `receive` says.

    The last piece is written only with the whole file: when that fails, it can be sent again.

    Raises NotFound, OffsetWrong, NoRoom, ShelfDown, and with the last piece what `receive` raises.
    """
    if offset_of(account, county_code, sha256) is None:
        return False
    check_disk()
    path = _path(account, sha256)
    with failures_told():
        if not piece.is_last:
            _lengthen(path, piece)
            return None
        raw = _whole(path, piece)
    try:
        new = receive(county_code, sha256, raw)
    except (HashWrong, NotAPicture):
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return new


def forget_parts(limit: int) -> int:
    """Remove the parts of this host that nobody went on with for KEPT_FOR; returns how many."""
    before = (now() - KEPT_FOR).timestamp()
    old = [path for path in _root().glob("*/*") if path.stat().st_mtime < before][:limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _lengthen(path: Path, piece: Piece) -> None:
    if not path.exists():
        _make_place(path.parent)
    if not disk.append(path, piece.at, piece.raw):
        raise OffsetWrong(offset=disk.length(path))


def _make_place(folder: Path) -> None:
    newest_first = sorted(folder.glob("*"), key=lambda part: -part.stat().st_mtime)
    for part in newest_first[MOST_OF_ONE_ACCOUNT - 1 :]:
        part.unlink(missing_ok=True)


def _whole(path: Path, last: Piece) -> bytes:
    here = path.read_bytes() if path.exists() else b""
    if len(here) != last.at:
        raise OffsetWrong(offset=len(here))
    return here + last.raw


def _path(account: str, sha256: str) -> Path:
    return _root() / account / sha256


def _root() -> Path:
    return Path(current_app.config["DATA"]) / "parts"
