"""Opening what a phone sent: its bytes, and as much of the envelope as can be read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from marshmallow import EXCLUDE, ValidationError

from server.core.problems import MalformedRequest, TooLarge
from server.services.files.actions import FileNote
from server.web.sync.schemas import ItemSchema


@dataclass(frozen=True)
class Sent:
    """An item as it came: its bytes, and as much of the envelope as can be read."""

    id: UUID
    raw: bytes
    envelope: dict[str, Any]
    author_id: UUID | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


def read(raw: bytes) -> Sent:
    """Return what was sent; raises MalformedRequest when it is no JSON object with an id, TooLarge."""
    if len(raw) > int(current_app.config["MAX_ITEM_BYTES"]):
        raise TooLarge
    item_id, envelope = opened(raw)
    return Sent(item_id, raw, envelope, _uuid(envelope.get("author_id")))


def opened(raw: bytes) -> tuple[UUID, dict[str, Any]]:
    """Return id and envelope of an item, however large; raises MalformedRequest."""
    try:
        envelope = json.loads(raw)
        return UUID(envelope["id"]), envelope
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as unreadable:
        raise MalformedRequest from unreadable


def notes_of(envelope: dict[str, Any]) -> list[FileNote]:
    """Return what an item says of its files; an item that breaks the form names none."""
    try:
        files = ItemSchema(only=("files",), unknown=EXCLUDE).load({"files": envelope.get("files")})["files"]
    except ValidationError:
        return []
    raw = envelope["files"]
    return [
        FileNote(file["sha256"], file["slot"], file["mime"], file["taken_at"], told["place"], told["exif"])
        for file, told in zip(files, raw, strict=True)
    ]


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None
