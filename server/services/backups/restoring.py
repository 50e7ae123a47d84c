"""Restoring a backup into an empty place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from server.core.db import db
from server.core.disk import put
from server.services.backups.databases import fill, is_empty
from server.services.backups.queries import contents, faults, manifest_of, read
from server.services.backups.rules import (
    DATABASE,
    FILES,
    BackupDamaged,
    Kept,
    Manifest,
    OtherDatabase,
    TargetInUse,
)
from server.services.files.shelf import Folder, Shelf, shelf

MADE_BY_STARTING = {"secret.key", "counts"}  # what a new installation has before anybody used it


@dataclass(frozen=True)
class Target:
    """An empty place to restore into."""

    data: Path
    database_url: str
    shelf: Shelf


def target_at(data: Path) -> Target:
    """Return the place that this installation's settings and a data folder name."""
    if db.engine.dialect.name == "sqlite":
        url = f"sqlite:///{data.resolve() / 'guanhu.sqlite'}"
    else:
        url = db.engine.url.render_as_string(hide_password=False)
    return Target(data, url, shelf() if current_app.config["S3"] else Folder(data / "files"))


def restore(backup: Path, target: Target) -> Manifest:
    """Make an empty place what a backup shows; phones then offer again what it lacks (sync.md 8).

    All of the backup is read before anything is written, and the database comes last: a place without one
    was not restored.  Raises NoBackup, BackupDamaged, TargetInUse, OtherDatabase, ToolMissing, ShelfDown.
    """
    manifest = manifest_of(backup)
    broken = list(faults(backup))
    if broken:
        raise BackupDamaged(what=broken[0], count=len(broken))
    _check_empty(target, manifest)
    for kept in contents(backup):
        _lay(target, kept, read(backup, kept))
    fill(target.database_url, backup / DATABASE, manifest.made_at)
    return manifest


def _check_empty(target: Target, manifest: Manifest) -> None:
    wanted = make_url(target.database_url).get_backend_name()
    if wanted != manifest.database:
        raise OtherDatabase(kept=manifest.database, wanted=wanted)
    inside = {one.name for one in target.data.iterdir()} if target.data.is_dir() else set()
    if inside - MADE_BY_STARTING:
        raise TargetInUse(place=target.data)
    if not is_empty(target.database_url):
        raise TargetInUse(place=make_url(target.database_url).render_as_string())
    name = next(iter(target.shelf.names()), None)
    if name is not None:
        raise TargetInUse(place=target.shelf.address(name))


def _lay(target: Target, kept: Kept, raw: bytes | None) -> None:
    if raw is None:
        raise BackupDamaged(what=kept.name, count=1)
    if kept.name.startswith(FILES):
        return target.shelf.put(kept.name.removeprefix(FILES), raw)
    return put(target.data / kept.name, raw)
