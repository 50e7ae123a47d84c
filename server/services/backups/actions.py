"""Making a backup; restoring.py does the reverse."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from alembic.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection, select

from server.core.clock import now
from server.core.db import db
from server.core.disk import put, sync
from server.services.audit_log.models import AuditArchive
from server.services.backups.databases import copied, rows_of
from server.services.backups.queries import digest, is_held, store_of
from server.services.backups.rules import (
    ARCHIVE,
    CONTENTS,
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    BackupUnderWay,
    Kept,
    Manifest,
    line_of,
    sealed,
)
from server.services.files.models import Blob
from server.services.files.shelf import name_of, shelf


@dataclass(frozen=True)
class Made:
    """A backup: where it is, what it says, and how many files and bytes were not in the folder before."""

    path: Path
    manifest: Manifest
    files: int
    new_files: int
    new_bytes: int


def make(folder: Path) -> Made:
    """Copy database and files into a folder of backups, as of one moment, while people go on working.

    A file that an earlier backup holds is not copied again.  What is lost or damaged here is named in
    the manifest; the rest is kept.  Raises BackupUnderWay, CopyDamaged, ToolMissing, ShelfDown.
    """
    with _alone(folder):
        made_at = now()
        draft = folder / f".{made_at:%Y%m%dT%H%M%S.%fZ}"
        draft.mkdir()
        with copied(db.engine, draft / DATABASE) as moment, (draft / CONTENTS).open("wb") as lines:
            tally = _Tally(folder)
            for kept in chain(_pictures(moment), _archives(moment)):
                if tally.keep(kept):
                    lines.write(line_of(kept))
            rows, revision = rows_of(moment), _revision(moment)
        files = {name: digest(draft / name) for name in (DATABASE, CONTENTS)}
        manifest = Manifest(FORMAT, made_at, str(current_app.config["VERSION"]), db.engine.dialect.name,
                            revision, rows, files, tally.lost)  # fmt: skip
        return Made(_finish(draft, manifest), manifest, tally.files, tally.new_files, tally.new_bytes)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other backups out of the folder, and clear away what a stopped one left."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise BackupUnderWay(path=folder) from taken
        for left in folder.glob(".2*Z"):
            shutil.rmtree(left)
        yield


def _finish(draft: Path, manifest: Manifest) -> Path:
    """Write the manifest once all else is on the disk; only then does the backup get its name."""
    for name in (DATABASE, CONTENTS):
        sync(draft / name)
    put(draft / MANIFEST, sealed(manifest))
    path = draft.with_name(draft.name.removeprefix("."))
    draft.rename(path)
    sync(path.parent)
    return path


def _pictures(moment: Connection) -> Iterator[Kept]:
    found = moment.execution_options(yield_per=1000).execute(select(Blob.sha256, Blob.bytes))
    yield from (Kept(FILES + name_of(sha256), sha256, size) for sha256, size in found)


def _archives(moment: Connection) -> Iterator[Kept]:
    for archive in moment.execute(select(AuditArchive.file, AuditArchive.sha256)):
        name = f"audit/{archive.file}"
        path = Path(current_app.config["ARCHIVE_ROOT"]) / name
        yield Kept(ARCHIVE + name, archive.sha256, path.stat().st_size if path.exists() else 0)


class _Tally:
    """Counts what goes into a folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.store, self.lost = store_of(folder), list[str]()
        self.files = self.new_files = self.new_bytes = 0

    def keep(self, kept: Kept) -> bool:
        """Copy a file unless it is there already; False, and its name noted, when it is lost or damaged."""
        self.files += 1
        if is_held(self.store, kept):
            return True
        raw = _bytes_of(kept)
        if raw is None or hashlib.sha256(raw).hexdigest() != kept.sha256:
            self.lost.append(kept.name)
            return False
        self.store.put(name_of(kept.sha256), raw)
        self.new_files, self.new_bytes = self.new_files + 1, self.new_bytes + len(raw)
        return True


def _bytes_of(kept: Kept) -> bytes | None:
    try:
        if kept.name.startswith(FILES):
            return shelf().read(kept.name.removeprefix(FILES))
        return (Path(current_app.config["ARCHIVE_ROOT"]) / kept.name.removeprefix(ARCHIVE)).read_bytes()
    except (KeyError, FileNotFoundError):
        return None


def _revision(moment: Connection) -> str:
    return str(MigrationContext.configure(moment).get_current_revision())
