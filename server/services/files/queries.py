"""Reading files: of a record, missing ones, ones like another, and the copy that a person is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.services.files.copies import RENDITIONS, Region, copy_name, renditions
from server.services.files.exif import LYING
from server.services.files.likeness import is_near, parts
from server.services.files.models import Blob, CountyLikeness, FileRow
from server.services.files.rules import opened
from server.services.files.shelf import name_of, shelf


def file(file_id: UUID) -> FileRow | None:
    """Return a file by id."""
    return db.session.get(FileRow, file_id)


def is_tall(sha256: str) -> bool:
    """True when a picture is higher than wide once it stands upright."""
    blob = db.session.get(Blob, sha256)
    if blob is None or blob.width is None or blob.height is None:
        return False
    lies = (blob.exif or {}).get("orientation", 1) in LYING
    return blob.width > blob.height if lies else blob.height > blob.width


def files_of(county_code: str, owner_kind: str, owner_ids: Iterable[object]) -> list[FileRow]:
    """Return the files of some records of one kind, in order of their slots, missing ones included."""
    query = select(FileRow).where(
        FileRow.county_code == county_code,
        FileRow.owner_kind == owner_kind,
        FileRow.owner_id.in_([str(owner_id) for owner_id in owner_ids]),
    )
    return list(db.session.scalars(query.order_by(FileRow.slot, FileRow.id)))


def missing_of(item_id: UUID, county_code: str) -> list[str]:
    """Return the hashes that an item named and whose bytes are still to come; declared losses are not."""
    query = select(FileRow.sha256).filter_by(county_code=county_code, item_id=item_id, arrived_at=None)
    return sorted(set(db.session.scalars(query.where(FileRow.lost_at.is_(None)))))


def waiting_for_review(county_code: str) -> Iterator[FileRow]:
    """Yield pictures that people will be shown once a reviewer has looked at them, the oldest first."""
    query = select(FileRow).filter_by(county_code=county_code, review="waiting")
    query = query.where(FileRow.arrived_at.is_not(None)).order_by(FileRow.arrived_at, FileRow.id)
    yield from db.session.scalars(query)


def alike(county_code: str, sha256: str, since: datetime) -> list[FileRow]:
    """Return the files of a county, named since and here, that show this picture or a copy of it.

    The first use comes first.  Copies are those that likeness.py calls near; other counties are not asked.
    """
    query = select(FileRow).where(
        FileRow.county_code == county_code,
        FileRow.sha256.in_({sha256, *_near(county_code, sha256)}),
        FileRow.owner_kind != "item",  # what only is kept is no record yet
        FileRow.named_at >= since,
        FileRow.arrived_at.is_not(None),
    )
    return list(db.session.scalars(query.order_by(FileRow.named_at, FileRow.id)))


def _near(county_code: str, sha256: str) -> list[str]:
    blob = db.session.get(Blob, sha256)
    if blob is None or blob.likeness is None:
        return []
    own = int(blob.likeness, 16)
    query = (
        select(Blob.sha256, Blob.likeness)
        .join(CountyLikeness, CountyLikeness.sha256 == Blob.sha256)
        .where(CountyLikeness.county_code == county_code, CountyLikeness.part.in_(parts(own)))
        .distinct()
    )
    return [other for other, likeness in db.session.execute(query) if is_near(own, int(str(likeness), 16))]


def shown(row: FileRow, side: int, blur: tuple[Region, ...] = ()) -> bytes | None:
    """Return the copy to show, made at first need; None while the bytes are missing, or for another side.

    side  longest side in pixels, one of RENDITIONS
    """
    if side not in RENDITIONS or row.arrived_at is None:
        return None
    try:
        return shelf().read(name_of(row.sha256, copy_name(side, blur)))
    except KeyError:
        return _made(row.sha256, blur).get(side)


def _made(sha256: str, blur: tuple[Region, ...]) -> dict[int, bytes]:
    try:
        raw = shelf().read(name_of(sha256))
    except KeyError:
        return {}
    return keep_copies(sha256, raw, blur)


def keep_copies(sha256: str, raw: bytes, blur: tuple[Region, ...] = ()) -> dict[int, bytes]:
    """Make the copies of a picture and put them beside it; raises NotAPicture, ShelfDown."""
    with opened(raw) as image:
        made = renditions(image, blur)
    for side, copy in made.items():
        shelf().put(name_of(sha256, copy_name(side, blur)), copy)
    return made
