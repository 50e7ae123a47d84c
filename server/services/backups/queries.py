"""Reading backups: what they say of themselves, and whether everything of them is still there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from server.core.clock import now
from server.services.backups.rules import (
    BLOBS,
    CONTENTS,
    DATABASE,
    MANIFEST,
    BackupDamaged,
    Kept,
    Manifest,
    NoBackup,
    contents_of,
    unsealed,
)
from server.services.files.shelf import Folder, name_of


def store_of(folder: Path) -> Folder:
    """Return where a folder of backups keeps the files that all of them share."""
    return Folder(folder / BLOBS)


def manifest_of(backup: Path) -> Manifest:
    """Return what a backup says of itself; raises NoBackup without any, BackupDamaged for a bad one."""
    path = backup / MANIFEST
    if not path.is_file():
        raise NoBackup(path=backup)
    try:
        return unsealed(path.read_bytes())
    except ValueError as altered:
        raise BackupDamaged(what=MANIFEST, count=1) from altered


def newest(folder: Path) -> Manifest | None:
    """Return what the newest backup of a folder says of itself; None without any."""
    found = sorted(path.parent for path in folder.glob(f"2*/{MANIFEST}"))
    return manifest_of(found[-1]) if found else None


def age(folder: Path) -> timedelta:
    """Return how long ago the newest backup with a whole manifest was made; raises NoBackup without any."""
    for path in sorted(folder.glob(f"2*/{MANIFEST}"), reverse=True):
        try:
            return now() - manifest_of(path.parent).made_at
        except BackupDamaged:
            continue
    raise NoBackup(path=folder)


def contents(backup: Path) -> Iterator[Kept]:
    """Yield the files that a backup needs."""
    with (backup / CONTENTS).open("rb") as lines:
        yield from contents_of(lines)


def faults(backup: Path) -> Iterator[str]:
    """Read the whole backup; yield the name of each part that is missing or not what was copied."""
    manifest = manifest_of(backup)
    broken = [name for name in (DATABASE, CONTENTS) if digest(backup / name) != manifest.files[name]]
    yield from broken
    if CONTENTS not in broken:
        yield from (kept.name for kept in contents(backup) if read(backup, kept) is None)


def read(backup: Path, kept: Kept) -> bytes | None:
    """Return the bytes of one file of a backup; None when they are lost or are others."""
    try:
        raw = store_of(backup.parent).read(name_of(kept.sha256))
    except KeyError:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == kept.sha256 else None


def is_held(store: Folder, kept: Kept) -> bool:
    """True when an earlier backup holds as many bytes under this hash; `faults` reads them."""
    path = Path(store.address(name_of(kept.sha256)))
    return path.is_file() and path.stat().st_size == kept.bytes


def digest(path: Path) -> str:
    """Return the SHA-256 of a file of any size; empty for one that is not there."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
