"""Files that are there whole or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from uuid import uuid4


def put(path: Path, raw: bytes) -> None:
    """Write bytes so that a crash leaves the whole file or none: temporary file, fsync, rename, fsync.

    The folders that it needs are on the disk before it, too.  What does not fit leaves no half behind.
    """
    _make_folder(path.parent)
    draft = path.parent / f".{uuid4().hex}"
    try:
        with draft.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync(path.parent)


def append(path: Path, at: int, raw: bytes) -> bool:
    """Lengthen a file that is `at` bytes long, on the disk; False when it is of another length, and stays so.

    A file that does not exist is 0 bytes long.
    """
    if length(path) != at:
        return False
    _make_folder(path.parent)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the same piece twice at once, by two processes
        if file.seek(0, os.SEEK_END) != at:
            return False
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
    return True


def length(path: Path) -> int:
    """Return how many bytes a file has; 0 when there is none."""
    return path.stat().st_size if path.exists() else 0


def sync(path: Path) -> None:
    """Return once a file, or what a folder calls its files, is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def free_megabytes(folder: Path) -> float:
    """Return the room that is left where a folder lies."""
    return shutil.disk_usage(folder).free / 1e6


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)
