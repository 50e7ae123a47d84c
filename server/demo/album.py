"""Putting the drawn pictures beside what they show, by the way that a phone's photos take."""

from __future__ import annotations

import hashlib

from server.core.clock import now
from server.demo.chance import COUNTY, demo_id
from server.demo.pictures import picture
from server.services.files.actions import FileNote, expect, receive


def put_picture(owner_kind: str, owner_id: object, slot: str, asset_type: str, state: str) -> None:
    """Name a picture of a record and bring its bytes; bytes that are there already are not brought twice."""
    raw = picture(asset_type, state)
    sha256 = hashlib.sha256(raw).hexdigest()
    note = FileNote(sha256, slot, "image/jpeg", taken_at=now())
    expect(COUNTY, owner_kind, owner_id, [note], demo_id("item", owner_kind, owner_id))
    receive(COUNTY, sha256, raw)
