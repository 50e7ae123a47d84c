"""Is every picture still there, and whole?  Reads all bytes, one picture at a time; changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from server.core.db import db
from server.services.files.models import FileRow
from server.services.files.shelf import name_of, sha256_of, shelf

PAGE = 500


@dataclass(frozen=True)
class Finding:
    """Something that an administrator must know.

    what     lost, damaged, or orphan: bytes that no record names
    records  county, kind and id of each record that needs it
    """

    what: str
    address: str
    records: tuple[str, ...] = ()

    @property
    def is_loss(self) -> bool:
        return self.what != "orphan"


def findings() -> Iterator[Finding]:
    """Tell what is lost or damaged, then which bytes belong to no record.  Raises ShelfDown."""
    for sha256 in _needed():
        fault = _fault(sha256)
        if fault:
            yield Finding(fault, shelf().address(name_of(sha256)), _records(sha256))
    for name in shelf().names():
        if not _is_named(sha256_of(name)):
            yield Finding("orphan", shelf().address(name))


def _needed() -> Iterator[str]:
    last = ""
    while True:
        query = select(FileRow.sha256).where(FileRow.arrived_at.is_not(None), FileRow.sha256 > last)
        page = db.session.scalars(query.distinct().order_by(FileRow.sha256).limit(PAGE)).all()
        if not page:
            return
        yield from page
        last = page[-1]


def _fault(sha256: str) -> str | None:
    try:
        raw = shelf().read(name_of(sha256))
    except KeyError:
        return "lost"
    return None if hashlib.sha256(raw).hexdigest() == sha256 else "damaged"


def _records(sha256: str) -> tuple[str, ...]:
    query = select(FileRow.county_code, FileRow.owner_kind, FileRow.owner_id).filter_by(sha256=sha256)
    rows = db.session.execute(query.where(FileRow.arrived_at.is_not(None)).order_by(FileRow.owner_id))
    return tuple(" ".join(row) for row in rows)


def _is_named(sha256: str) -> bool:
    return db.session.scalar(select(FileRow.id).filter_by(sha256=sha256).limit(1)) is not None
