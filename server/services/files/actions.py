"""Naming files, and receiving their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select

from server.core import meters
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.disk import free_megabytes
from server.core.events import announce
from server.core.ids import derived_id, new_id
from server.core.problems import NotFound
from server.services.audit_log.actions import record
from server.services.files.events import FileArrived
from server.services.files.likeness import parts
from server.services.files.models import Blob, CountyBlob, CountyLikeness, FileRow
from server.services.files.queries import keep_copies
from server.services.files.rules import HashWrong, NoRoom, NotAPicture, Picture, look_at
from server.services.files.shelf import name_of, shelf


@dataclass(frozen=True)
class FileNote:
    """What a record says of one of its files."""

    sha256: str
    slot: str
    mime: str
    taken_at: datetime | None = None
    place: dict[str, Any] | None = None
    exif: dict[str, Any] | None = None


@dataclass(frozen=True)
class Shelved:
    """A picture that was looked at and lies on the shelf, before any record names it; `bytes` is its size."""

    sha256: str
    bytes: int
    picture: Picture


def check_room() -> None:
    """Raise NoRoom when the disk of the folder is filling up; a bucket has room of its own."""
    if current_app.config["S3"] is None:
        check_disk()


def check_disk() -> None:
    """Raise NoRoom when this host's disk is filling up, wherever the files lie."""
    config = current_app.config
    if free_megabytes(Path(config["DATA"])) < config["FILES_ROOM_MB"]:
        raise NoRoom


def put_aside(raw: bytes) -> Shelved:
    """Look at a picture and lay it on the shelf.

    Slow, so it comes before the unit of work that names it: everybody else would wait to write.  What no
    record comes to name stays as bytes that `flask files verify` lists.

    Raises NoRoom, NotAPicture, ShelfDown.
    """
    check_room()
    picture, sha256 = look_at(raw), hashlib.sha256(raw).hexdigest()
    shelf().put(name_of(sha256), raw)
    return Shelved(sha256, len(raw), picture)


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

    Announces FileArrived for each whose bytes are here already.
    """
    with unit_of_work() as session:
        fresh = _named(county_code, (owner_kind, str(owner_id)), notes, item_id, move)
        session.add_all(fresh)
        session.flush()
        for row in fresh:
            if row.arrived_at is not None:
                _announce(row)


def _named(
    county_code: str, owner: tuple[str, str], notes: Iterable[FileNote], item_id: UUID, move: bool
) -> list[FileRow]:
    """Return the rows that are new, or new to their record, asking once for all of them."""
    noted: dict[UUID, FileNote] = {}
    for note in notes:
        noted.setdefault(derived_id(item_id, note.slot, note.sha256), note)
    known = {row.id: row for row in _locked(select(FileRow).where(FileRow.id.in_(noted)))}
    here = _held(county_code, {note.sha256 for note in noted.values()})
    for key, note in noted.items():
        if key not in known:
            row = known[key] = _row(key, county_code, *owner, note)
            row.item_id, row.arrived_at = item_id, now() if note.sha256 in here else None
        elif move:
            known[key].owner_kind, known[key].owner_id = owner
        else:
            del known[key]
    return [known[key] for key in noted if key in known]


def _locked(query: Select[FileRow]) -> Sequence[FileRow]:
    """Return rows, locked: bytes may come while somebody admits the item that names them."""
    locking = query.order_by(FileRow.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locking).all()


def _held(county_code: str, sha256s: set[str]) -> set[str]:
    query = select(CountyBlob.sha256).filter_by(county_code=county_code)
    return set(db.session.scalars(query.where(CountyBlob.sha256.in_(sha256s))))


def declare_lost(county_code: str, item_id: UUID, sha256s: Iterable[str], by: UUID) -> None:
    """Note that the phone of an item has lost these files; bytes that come after all are taken.

    What is here, was declared before, or is no file of the item changes nothing.
    """
    with unit_of_work() as session:
        owed = select(FileRow).filter_by(
            county_code=county_code, item_id=item_id, arrived_at=None, lost_at=None
        )
        rows = session.scalars(owed.where(FileRow.sha256.in_(list(sha256s)))).all()
        for row in rows:
            row.lost_at, row.lost_by = now(), by
        if rows:
            lost = sorted({row.sha256 for row in rows})
            record(county_code, "file.declare_lost", "Item", item_id, sha256s=lost)


def _announce(row: FileRow) -> None:
    announce(FileArrived(row.county_code, row.owner_kind, row.owner_id, row.sha256))


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
        named_at=now(),
        version=1,
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
    shelved = put_aside(raw) if new else None
    with unit_of_work():
        if shelved is not None:
            _keep(county_code, shelved)
        _arrive(county_code, sha256)
    return new


def _keep(county_code: str, shelved: Shelved) -> None:
    """Note that a county holds a picture; one that came at the same moment by another way was first."""
    sha256, likeness = shelved.sha256, shelved.picture.likeness
    with unit_of_work() as session:
        if session.get(CountyBlob, (county_code, sha256)) is not None:
            return
        if session.get(Blob, sha256) is None:
            session.add(_blob(shelved))
            session.flush()
        session.add(CountyBlob(county_code=county_code, sha256=sha256))
        for part in parts(likeness) if likeness is not None else ():
            session.add(CountyLikeness(county_code=county_code, part=part, sha256=sha256))
        record(county_code, "file.receive", "blob", sha256, bytes=shelved.bytes)
    meters.files.inc()


def _blob(shelved: Shelved) -> Blob:
    picture = shelved.picture
    return Blob(
        sha256=shelved.sha256,
        bytes=shelved.bytes,
        mime=picture.mime,
        width=picture.width,
        height=picture.height,
        stored_at=now(),
        exif=picture.exif or None,
        likeness=None if picture.likeness is None else f"{picture.likeness:016x}",
    )


def _arrive(county_code: str, sha256: str) -> None:
    """Complete every record that waits for these bytes, also one filed while they were on their way."""
    with unit_of_work():
        waiting = select(FileRow).filter_by(county_code=county_code, sha256=sha256, arrived_at=None)
        for row in _locked(waiting):
            row.arrived_at = now()
            _announce(row)


def attach(county_code: str, owner_kind: str, owner_id: object, slot: str, shelved: Shelved) -> FileRow:
    """Name a picture that came together with its record (from a villager's form or the desk)."""
    note = FileNote(shelved.sha256, slot, shelved.picture.mime)
    row = _row(new_id(), county_code, owner_kind, owner_id, note)
    with unit_of_work() as session:
        session.add(row)
        session.flush()
        if session.get(CountyBlob, (county_code, shelved.sha256)) is None:
            _keep(county_code, shelved)
        row.arrived_at = now()
    return row


def make_copies(limit: int) -> int:
    """Make the copies of pictures before anybody asks for them, the newest first; returns how many it tried.

    A picture of which none can be made says why, and is not tried again.  Raises NoRoom, ShelfDown.
    """
    check_room()
    due = select(Blob.sha256).where(Blob.renditions_at.is_(None), Blob.renditions_fault.is_(None))
    names = db.session.scalars(due.order_by(Blob.stored_at.desc()).limit(limit)).all()
    faults = {sha256: _copy(sha256) for sha256 in names}
    if faults:
        with unit_of_work() as session:
            for sha256, fault in faults.items():
                blob = session.get_one(Blob, sha256)
                blob.renditions_fault = fault
                blob.renditions_at = None if fault else now()
    return len(faults)


def _copy(sha256: str) -> str | None:
    """Return why no copies can be made; None when they lie on the shelf."""
    try:
        keep_copies(sha256, shelf().read(name_of(sha256)))
    except KeyError:
        return "lost"
    except NotAPicture as broken:
        return type(broken.__cause__ or broken).__name__[:40]
    return None
