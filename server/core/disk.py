"""Files that are there whole or not at all."""

from __future__ import annotations

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
