"""Naming files, and receiving their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.core import meters
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.events import announce
from server.core.ids import derived_id, new_id
from server.core.problems import NotFound
from server.services.audit_log.actions import record
from server.services.files.events import FileArrived
from server.services.files.models import Blob, CountyBlob, FileRow
from server.services.files.rules import HashWrong, look_at
from server.services.files.shelf import path_of, put


@dataclass(frozen=True)
class FileNote:
    """What a record says of one of its files."""

    sha256: str
    slot: str
    mime: str
    taken_at: datetime | None = None
    place: dict[str, Any] | None = None
    exif: dict[str, Any] | None = None


def expect(
    county_code: str,
    owner_kind: str,
    owner_id: object,
    notes: Iterable[FileNote],
    item_id: UUID,
    move: bool = False,
) -> None:
    """Name the files of an item's record; naming them twice changes nothing.

    move  the item has found its record only now: files named before go over to it
    """
    for note in notes:
        key = derived_id(item_id, note.slot, note.sha256)
        known = db.session.get(FileRow, key)
        if known is not None and move:
            known.owner_kind, known.owner_id = owner_kind, str(owner_id)
        if known is None:
            row = _row(key, county_code, owner_kind, owner_id, note)
            row.item_id = item_id
            row.arrived_at = now() if db.session.get(CountyBlob, (county_code, note.sha256)) else None
            db.session.add(row)
    db.session.flush()


def _row(key: UUID, county_code: str, owner_kind: str, owner_id: object, note: FileNote) -> FileRow:
    return FileRow(
        id=key,
        county_code=county_code,
        sha256=note.sha256,
        owner_kind=owner_kind,
        owner_id=str(owner_id),
        slot=note.slot,
        mime=note.mime,
        taken_at=note.taken_at,
        place=note.place,
        exif=note.exif,
        public=False,
    )


def receive(county_code: str, sha256: str, raw: bytes) -> bool:
    """Store bytes that records of this county expect; returns False when they were already there.

    Raises NotFound when no record of the county names the hash, HashWrong, NotAPicture.
    Announces FileArrived for each record that waited.
    """
    if not db.session.scalar(select(FileRow.id).filter_by(county_code=county_code, sha256=sha256).limit(1)):
        raise NotFound
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise HashWrong
    new = db.session.get(CountyBlob, (county_code, sha256)) is None
    if new:
        _keep(county_code, sha256, raw)
    _arrive(county_code, sha256)
    return new


def _keep(county_code: str, sha256: str, raw: bytes) -> None:
    picture = look_at(raw)
    put(path_of(sha256), raw)
    with unit_of_work() as session:
        if session.get(Blob, sha256) is None:
            session.merge(
                Blob(
                    sha256=sha256,
                    bytes=len(raw),
                    mime=picture.mime,
                    width=picture.width,
                    height=picture.height,
                    stored_at=now(),
                )
            )
            session.flush()
        session.merge(CountyBlob(county_code=county_code, sha256=sha256))
        record(county_code, "file.receive", "blob", sha256, bytes=len(raw))
    meters.files.inc()


def _arrive(county_code: str, sha256: str) -> None:
    """Complete every record that waits for these bytes, also one filed while they were on their way."""
    with unit_of_work() as session:
        waiting = select(FileRow).filter_by(county_code=county_code, sha256=sha256, arrived_at=None)
        for row in session.scalars(waiting).all():
            row.arrived_at = now()
            announce(FileArrived(county_code, row.owner_kind, row.owner_id))


def attach(county_code: str, owner_kind: str, owner_id: object, slot: str, raw: bytes) -> FileRow:
    """Keep a picture that came together with its record (from a villager's form or the desk).

    Raises NotAPicture.
    """
    picture = look_at(raw)
    sha256 = hashlib.sha256(raw).hexdigest()
    note = FileNote(sha256, slot, picture.mime, exif=dict(picture.exif))
    row = _row(new_id(), county_code, owner_kind, owner_id, note)
    with unit_of_work() as session:
        session.add(row)
        session.flush()
        if session.get(CountyBlob, (county_code, sha256)) is None:
            _keep(county_code, sha256, raw)
        row.arrived_at = now()
    return row


def publish(county_code: str, owner_kind: str, owner_id: object, about: str = "") -> None:
    """Let villagers see the pictures of a record that a reviewer has looked at; what comes later stays shut.

    about  only slots that name this, such as /WE01/
    """
    rows = select(FileRow).filter_by(county_code=county_code, owner_kind=owner_kind, owner_id=str(owner_id))
    with unit_of_work() as session:
        for row in session.scalars(rows.where(FileRow.arrived_at.is_not(None))):
            row.public = row.public or about in row.slot
        record(county_code, "file.publish", owner_kind, owner_id)
