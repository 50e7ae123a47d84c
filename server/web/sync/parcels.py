"""Parcels (存成文件，请人帮忙上传): what a phone could not send, brought by somebody else.

An item of a parcel is what the phone itself would have pushed: the same id, bytes and author.  Whoever
brings it is its carrier, so a person looks before it counts; the phone's own push gets the same receipt.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from server.core.problems import Problem
from server.core.text import cleaned
from server.identity.access.models import Actor
from server.services.files.actions import receive
from server.web.sync.envelope import Sent, read
from server.web.sync.intake import take_in
from server.web.sync.receipts import Receipt
from server.web.sync.refusals import TryLater

MOST_BYTES = 40_000_000  # well above what a phone puts into one file, well below what a form may carry
LONGEST_TITLE = 60


class NotAParcel(Problem):
    """The file was not saved by our app, or broke on the way."""

    code, status = "parcels/not-ours", 422


class ParcelTooLarge(Problem):
    """Larger than any file that a phone saves."""

    code, status = "parcels/too-large", 413


class ItemDamaged(Problem):
    """An item of the file does not have the bytes that the phone froze."""

    code, status = "parcels/item-damaged", 422


class ItemForeign(Problem):
    """An item of the file is another county's; there it would be in the right hands."""

    code, status = "parcels/item-foreign", 404


class Photo(msgspec.Struct, forbid_unknown_fields=True):
    """A photo of an item; its bytes stand in the file as base64."""

    sha256: str
    mime: str
    slot: str
    base64: bytes


class Packed(msgspec.Struct, forbid_unknown_fields=True):
    """One item: what its phone called it, its frozen bytes, their hash, and the photos still there."""

    title: str
    bytes: str
    sha256: str
    files: Annotated[list[Photo], msgspec.Meta(max_length=60)]


class Parcel(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file, as pwa/src/store/parcel.ts writes it."""

    format: Literal["guanhu-outbox"]
    version: Literal[1]
    saved_at: str
    items: Annotated[list[Packed], msgspec.Meta(max_length=1000)]


@dataclass(frozen=True)
class Told:
    """What became of one item of a parcel.

    receipt  None when nothing was stored
    refusal  why nothing was stored, or else why the first photo that did not come could not
    """

    title: str
    sent: Sent | None
    receipt: Receipt | None
    refusal: Problem | None


def opened(raw: bytes) -> Parcel:
    """Return a parcel; raises ParcelTooLarge, NotAParcel."""
    if len(raw) > MOST_BYTES:
        raise ParcelTooLarge
    try:
        return msgspec.json.decode(raw, type=Parcel)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as broken:
        raise NotAParcel from broken


def bring(packed: Packed, carrier: Actor) -> Told:
    """Take in one item of a parcel with its photos; what was brought before only gets its receipt again."""
    title, sent = cleaned(packed.title)[:LONGEST_TITLE], None
    try:
        sent = _sent(packed, carrier)
        given = take_in(sent, carrier)
    except Problem as refusal:
        return Told(title, sent, None, refusal)
    wanted = [photo for photo in packed.files if photo.sha256 in given["missing_files"]]
    why = [_refusal_of(photo, carrier) for photo in wanted]
    fresh = _again(sent, carrier) or given if wanted else given
    return Told(title, sent, fresh, next(filter(None, why), None))


def _sent(packed: Packed, carrier: Actor) -> Sent:
    raw = packed.bytes.encode()
    if hashlib.sha256(raw).hexdigest() != packed.sha256:
        raise ItemDamaged
    sent = read(raw)
    county = carrier.user.county_code if carrier.user else None
    if sent.envelope.get("county_code") != county:
        raise ItemForeign
    return sent


def _refusal_of(photo: Photo, carrier: Actor) -> Problem | None:
    try:
        receive(carrier.user.county_code if carrier.user else "", photo.sha256, photo.base64)
    except Problem as refusal:
        return refusal
    return None


def _again(sent: Sent, carrier: Actor) -> Receipt | None:
    """Return the receipt with what is missing now; None while the database is busy."""
    try:
        return take_in(sent, carrier)
    except TryLater:
        return None
