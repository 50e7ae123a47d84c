"""What a backup is made of, and what makes it none.

A folder of backups holds `blobs/`, each picture and each file of the log's archive once under its SHA-256,
and a folder for each backup: the database, `contents.jsonl` (one line for each file that it needs) and
`manifest.json`, which is written last and names the SHA-256 of the other two and of itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from server.core.problems import Problem

FORMAT = 1
MANIFEST, CONTENTS, DATABASE, BLOBS = "manifest.json", "contents.jsonl", "database", "blobs"
FILES, ARCHIVE = "files/", "archive/"  # where a file of a backup lies in an installation
_HASH = re.compile(r"[0-9a-f]{64}")


class NoBackup(Problem):
    """The folder is no backup: it has no manifest, or one of another make; facts: path."""

    code, status = "backups/none", 422


class BackupDamaged(Problem):
    """Something in the backup is missing or is not what was copied; facts: what, count."""

    code, status = "backups/damaged", 422


class CopyDamaged(Problem):
    """The database itself is damaged, so a copy of it is worth nothing; facts: what."""

    code, status = "backups/database-damaged", 500


class TargetInUse(Problem):
    """The place to restore into is not empty; facts: place."""

    code, status = "backups/target-in-use", 409


class OtherDatabase(Problem):
    """The backup is of another kind of database than the installation has; facts: kept, wanted."""

    code, status = "backups/other-database", 409


class BackupUnderWay(Problem):
    """Another process writes into this folder of backups; facts: path."""

    code, status = "backups/under-way", 409


class ToolMissing(Problem):
    """PostgreSQL's own program is not on this machine, or it failed; facts: tool, said."""

    code, status = "backups/tool-failed", 500


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file that a backup needs; `name` is where it lies in an installation."""

    name: str
    sha256: str
    bytes: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself.

    made_at   the moment that it shows, UTC
    revision  of the schema
    rows      of each table
    files     SHA-256 of the database and of contents.jsonl
    lost      names of files that were lost or damaged already when it was made
    """

    format: int
    made_at: datetime
    version: str
    database: str
    revision: str
    rows: dict[str, int]
    files: dict[str, str]
    lost: list[str]


class _Sealed(msgspec.Struct, forbid_unknown_fields=True):
    sha256: str
    told: msgspec.Raw


def sealed(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest, with their own SHA-256."""
    told = msgspec.json.encode(manifest)
    return msgspec.json.encode(_Sealed(hashlib.sha256(told).hexdigest(), msgspec.Raw(told)))


def unsealed(raw: bytes) -> Manifest:
    """Return the manifest; raises ValueError for altered or cut bytes, and for another format."""
    outer = msgspec.json.decode(raw, type=_Sealed)
    if hashlib.sha256(outer.told).hexdigest() != outer.sha256:
        raise ValueError("the manifest was altered")
    manifest = msgspec.json.decode(outer.told, type=Manifest)
    if manifest.format != FORMAT or manifest.files.keys() != {DATABASE, CONTENTS}:
        raise ValueError("a manifest of another format")
    return manifest


def line_of(kept: Kept) -> bytes:
    """Return a file's line in contents.jsonl."""
    return msgspec.json.encode(kept) + b"\n"


def contents_of(lines: Iterable[bytes]) -> Iterator[Kept]:
    """Yield the files that a backup needs; raises ValueError for a line that no backup has."""
    for line in lines:
        kept = msgspec.json.decode(line, type=Kept)
        if not _HASH.fullmatch(kept.sha256) or not _is_inside(kept.name):
            raise ValueError(kept.name)
        yield kept


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return name.startswith((FILES, ARCHIVE)) and not {"", ".", ".."} & set(parts)
