"""Putting the drawn pictures beside what they show, by the way that a phone's photos take."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from server.core.clock import now
from server.core.ids import derived_id
from server.demo.book import Book
from server.demo.chance import COUNTY, dated_id, demo_id
from server.demo.pictures import picture, picture_in_light
from server.services.files.actions import FileNote, expect, receive
from server.services.files.models import FileRow

MIME = "image/jpeg"
Shown = tuple[UUID, datetime]
"""Who let villagers see a picture, and when."""


@cache
def hash_of(asset_type: str, state: str) -> str:
    """Return the SHA-256 of a drawn picture."""
    return hashlib.sha256(picture(asset_type, state)).hexdigest()


def bring_picture(owner_kind: str, owner_id: object, slot: str, asset_type: str, state: str) -> None:
    """Name a picture of a record and bring its bytes; no other record has this picture."""
    raw = picture_in_light(asset_type, state, f"{owner_kind}/{owner_id}/{slot}")
    note = FileNote(hashlib.sha256(raw).hexdigest(), slot, MIME, taken_at=now())
    expect(COUNTY, owner_kind, owner_id, [note], demo_id("item", owner_kind, owner_id))
    receive(COUNTY, note.sha256, raw)


def bring(asset_type: str, state: str) -> None:
    """Bring the bytes of a picture that records written in bulk share."""
    receive(COUNTY, hash_of(asset_type, state), picture(asset_type, state))


def put_picture(
    book: Book, owner_kind: str, owner_id: object, slot: str, asset_type: str, state: str,
    at: datetime, shown: Shown | None = None,
) -> None:  # fmt: skip
    """Write into a book that a record had a picture, which came with it.

    shown  None: nobody has let villagers see it yet
    """
    item_id, sha256 = demo_id("item", owner_kind, owner_id), hash_of(asset_type, state)
    book.pictures.add((asset_type, state))
    book.add(
        FileRow,
        id=derived_id(item_id, slot, sha256),
        county_code=COUNTY,
        sha256=sha256,
        owner_kind=owner_kind,
        owner_id=str(owner_id),
        item_id=item_id,
        slot=slot,
        mime=MIME,
        taken_at=at,
        named_at=at,
        arrived_at=at,
        **_reviewed(shown),
    )


def _reviewed(shown: Shown | None) -> dict[str, Any]:
    if shown is None:
        return {"version": 1}
    by, at = shown
    return {"review": "shown", "reviewed_by": by, "reviewed_at": at, "version": 2}


def attach_picture(
    book: Book, owner_kind: str, owner_id: UUID, asset_type: str, at: datetime, shown: Shown | None
) -> None:
    """Write into a book that a villager's record came with a picture of what is broken."""
    book.pictures.add((asset_type, "broken"))
    key = dated_id(at, "picture", owner_id)
    book.add(
        FileRow,
        id=key,
        county_code=COUNTY,
        sha256=hash_of(asset_type, "broken"),
        owner_kind=owner_kind,
        owner_id=str(owner_id),
        slot=f"{owner_kind}/{key.hex[-8:]}/1",
        mime=MIME,
        named_at=at,
        arrived_at=at,
        **_reviewed(shown),
    )
