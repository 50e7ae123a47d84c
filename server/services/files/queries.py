"""Reading files: of a record, missing ones, and the copy that a person is shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.services.files.models import FileRow
from server.services.files.rules import RENDITIONS, rendition
from server.services.files.shelf import path_of, put


def files_of(county_code: str, owner_kind: str, owner_ids: Iterable[object]) -> list[FileRow]:
    """Return the files of some records of one kind, in order of their slots, missing ones included."""
    query = select(FileRow).where(
        FileRow.county_code == county_code,
        FileRow.owner_kind == owner_kind,
        FileRow.owner_id.in_([str(owner_id) for owner_id in owner_ids]),
    )
    return list(db.session.scalars(query.order_by(FileRow.slot, FileRow.id)))


def missing_of(item_id: UUID, county_code: str) -> list[str]:
    """Return the hashes that an item named and whose bytes are not here yet."""
    query = select(FileRow.sha256).filter_by(county_code=county_code, item_id=item_id, arrived_at=None)
    return sorted(set(db.session.scalars(query)))


def shown(file: FileRow, side: int) -> Path | None:
    """Return the path of the copy to show, made at first need; None while the bytes are missing.

    side  longest side in pixels, one of RENDITIONS
    """
    original, copy = path_of(file.sha256), path_of(file.sha256, side)
    if side not in RENDITIONS or file.arrived_at is None or not original.exists():
        return None
    if not copy.exists():
        put(copy, rendition(original.read_bytes(), side))
    return copy
