"""The shelf of blobs: a name is there only when all its bytes are.  A local folder, or a bucket in s3.py."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flask import current_app

from server.core import disk
from server.services.files.rules import NoRoom, ShelfDown
from server.services.files.s3 import Bucket

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Shelf(Protocol):
    """What a kind of shelf can do; each raises ShelfDown when it cannot be reached."""

    def put(self, name: str, raw: bytes) -> None:
        """Keep bytes for good under a name: all of them, or nothing."""

    def read(self, name: str) -> bytes:
        """Return all the bytes; raises KeyError when nothing lies under the name."""

    def exists(self, name: str) -> bool:
        """True when bytes lie under the name."""

    def names(self) -> Iterator[str]:
        """Tell every name, in order, without holding them all."""

    def address(self, name: str) -> str:
        """Return where an administrator finds it."""

    def check(self) -> None:
        """Raise ShelfDown unless bytes can be kept now."""


def shelf() -> Shelf:
    """Return the shelf of this installation: the bucket where one is set, else the folder."""
    settings = current_app.config["S3"]
    if settings is None:
        return Folder(Path(current_app.config["FILES_ROOT"]))
    if "shelf" not in current_app.extensions:
        current_app.extensions["shelf"] = Bucket(settings)
    bucket: Shelf = current_app.extensions["shelf"]
    return bucket


def name_of(sha256: str, copy: str = "") -> str:
    """Return the name of a blob, or of a copy made of it, such as 320 or 1600."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}" + (f".{copy}.jpg" if copy else "")


def sha256_of(name: str) -> str:
    """Return the hash of the blob that a name is about, its copies included."""
    return name.rpartition("/")[2].partition(".")[0]


@contextmanager
def failures_told() -> Iterator[None]:
    """Raise NoRoom when this machine's disk is full, ShelfDown for whatever else fails on it."""
    try:
        yield
    except OSError as failure:
        raise (NoRoom if failure.errno in FULL else ShelfDown) from failure


class Folder:
    """A folder of this machine.  Raises NoRoom for what does not fit, ShelfDown for whatever else fails."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, raw: bytes) -> None:
        with failures_told():
            disk.put(self.root / name, raw)

    def read(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError as absent:
            raise KeyError(name) from absent
        except OSError as failure:
            raise ShelfDown from failure

    def exists(self, name: str) -> bool:
        return (self.root / name).is_file()

    def names(self) -> Iterator[str]:
        """Folder by folder, so that no more than one folder's names are held."""
        for outer in _sorted(self.root):
            for inner in _sorted(outer):
                for file in _sorted(inner):
                    if not file.name.startswith("."):
                        yield str(file.relative_to(self.root))

    def address(self, name: str) -> str:
        return str(self.root / name)

    def check(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise ShelfDown from failure
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise ShelfDown


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
