"""Taking in one item: one transaction, committed before its receipt is given.

Look the receipt up → authorise → act → feed rows → receipt.  Nothing that a person recorded is turned away:
what cannot be carried out is kept with the reason.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from flask import current_app
from marshmallow import EXCLUDE, ValidationError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from server.core.clock import iso, now
from server.core.db import attempt, unit_of_work
from server.core.problems import MalformedRequest, Problem, TooLarge
from server.identity.access.models import Actor, actor_of
from server.identity.accounts.models import User
from server.identity.accounts.queries import user as known_user
from server.services.audit_log.actions import record
from server.services.feed.models import Item, ItemBytes
from server.services.files.actions import FileNote, expect
from server.services.files.queries import missing_of
from server.web.sync import refusals
from server.web.sync.kinds import KINDS, Command
from server.web.sync.schemas import ItemSchema

SCHEMA_VERSION = 1
log = structlog.get_logger()
Receipt = dict[str, Any]


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


@dataclass(frozen=True)
class Outcome:
    """What became of an item, and whose files it brought."""

    status: str
    problem: Problem | None
    owner: tuple[str, UUID]
    error: str | None = None


def read(raw: bytes) -> Sent:
    """Return what was sent; raises MalformedRequest when it is no JSON object with an id, TooLarge."""
    limit = int(current_app.config["MAX_ITEM_BYTES"])
    if len(raw) > limit:
        raise TooLarge
    try:
        envelope = json.loads(raw)
        item_id = UUID(envelope["id"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as unreadable:
        raise MalformedRequest from unreadable
    return Sent(item_id, raw, envelope, _uuid(envelope.get("author_id")))


def take_in(sent: Sent, carrier: Actor) -> Receipt:
    """Store one item and carry it out; the same bytes again only give the receipt again."""
    try:
        return _take_in(sent, carrier)
    except IntegrityError:  # the same item arrived twice at once; the other one has now committed
        return _take_in(sent, carrier)


def _take_in(sent: Sent, carrier: Actor) -> Receipt:
    user = _user(carrier)
    with unit_of_work() as session:
        known = session.get(Item, sent.id, with_for_update=True)
        if known is not None:
            return _again(session, known, sent, user)
        _keep_bytes(session, sent, user)
        item = _item(sent, user)
        session.add(item)
        session.flush()
        _settle(item, judge(sent, item, carrier), sent)
        return receipt(item)


def _again(session: Session, known: Item, sent: Sent, user: User) -> Receipt:
    if known.sha256 == sent.sha256 and known.author_id == (sent.author_id or user.id):
        return receipt(known)
    _keep_bytes(session, sent, user)
    record(user.county_code, "item.id_reused", "Item", known.id, sha256=sent.sha256)
    reused = refusals.IdReused()
    return _receipt(
        sent.id, sent.sha256, "id_reused", reused.code, reused.sentence(), reused.sentence("en"), now()
    )


def _keep_bytes(session: Session, sent: Sent, user: User) -> None:
    if session.get(ItemBytes, (sent.id, sent.sha256)) is None:
        session.add(
            ItemBytes(
                item_id=sent.id,
                sha256=sent.sha256,
                county_code=user.county_code,
                carrier_id=user.id,
                received_at=now(),
                bytes=sent.raw,
            )
        )


def _item(sent: Sent, user: User) -> Item:
    envelope = sent.envelope
    subject, device = envelope.get("subject_id"), envelope.get("device_id")
    seq = envelope.get("device_seq")
    return Item(
        id=sent.id,
        county_code=user.county_code,
        sha256=sent.sha256,
        author_id=sent.author_id or user.id,
        carrier_id=user.id,
        kind=str(envelope.get("kind"))[:32],
        subject_id=subject[:40] if isinstance(subject, str) else None,
        device_id=device[:40] if isinstance(device, str) else None,
        device_seq=seq if isinstance(seq, int) and 0 <= seq < 2**31 else None,
        captured_at=None,
        received_at=now(),
        status="accepted",
    )


def judge(sent: Sent, item: Item, carrier: Actor, admitted_by: Actor | None = None) -> Outcome:
    """Carry an item out, or say why it only is kept.

    admitted_by  whoever looked at a held item and admits it: carrier and suspension are not asked again
    """
    own = ("item", sent.id)
    try:
        command = _command(sent, item, carrier, admitted_by)
        with attempt():
            owner = KINDS[item.kind].handle(command)
        return Outcome("accepted", None, owner)
    except Problem as refusal:
        return Outcome(refusals.status_of(refusal), refusal, own)
    except (OperationalError, MemoryError):
        raise
    except Exception as failure:
        log.exception("consequence failed", kind=item.kind, item=str(item.id))
        return Outcome(
            "quarantined", refusals.ConsequenceFailed(), own, f"{type(failure).__name__}: {failure}"[:500]
        )


def _command(sent: Sent, item: Item, carrier: Actor, admitted_by: Actor | None) -> Command:
    envelope = sent.envelope
    version = envelope.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise refusals.NewerSchema
    if isinstance(envelope.get("kind"), str) and envelope["kind"] not in KINDS:
        raise refusals.KindUnknown
    data = _loaded(ItemSchema(), envelope)
    item.captured_at = data["captured_at"]
    payload = _loaded(KINDS[data["kind"]].schema(), data["payload"])
    author = _author(data, item, carrier, admitted=admitted_by is not None)
    return Command(
        id=sent.id,
        author=author,
        subject_id=data["subject_id"],
        base_version=data["base_version"],
        payload=payload,
        slots=frozenset(note["slot"] for note in data["files"]),
        captured_at=data["captured_at"],
        told_at=_told_at(data, item.received_at),
        raw_answers=list(envelope["payload"].get("answers") or []),
        raw_place=envelope["payload"].get("place"),
        admitted_by=admitted_by,
    )


def _loaded(schema: Any, document: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(document)
    except ValidationError as refused:
        raise refusals.FieldsRefused(fields="、".join(sorted(refused.messages_dict))) from refused
    return loaded


def _author(data: dict[str, Any], item: Item, carrier: Actor, admitted: bool) -> Actor:
    user = _user(carrier) if data["author_id"] == carrier.id else known_user(data["author_id"])
    if user is None or user.county_code != item.county_code or data["county_code"] != user.county_code:
        raise refusals.AuthorUnknown
    if admitted:
        return actor_of(user)
    if user.id != carrier.id:
        raise refusals.CarriedByAnother
    if user.status != "active":
        raise refusals.AuthorSuspended
    return replace(carrier, upload_only=False)


def _told_at(data: dict[str, Any], received_at: datetime) -> datetime:
    beacon, since = data["server_beacon"], data["since_beacon_ms"]
    if beacon is None or since is None:
        return received_at
    told: datetime = beacon + timedelta(milliseconds=since)
    return min(received_at, told)


def _settle(item: Item, outcome: Outcome, sent: Sent) -> None:
    item.status, item.error = outcome.status, outcome.error
    if outcome.problem is not None:
        item.reason_code = outcome.problem.code
        item.reason_zh, item.reason_en = outcome.problem.sentence(), outcome.problem.sentence("en")
    if outcome.status != "rejected":
        expect(item.county_code, *outcome.owner, notes_of(sent.envelope), item.id)
    record(item.county_code, f"item.{item.status}", "Item", item.id, kind=item.kind, sha256=item.sha256)


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


def receipt(item: Item) -> Receipt:
    """Return an item's receipt: a core that never changes, and what is missing now."""
    given = _receipt(
        item.id, item.sha256, item.status, item.reason_code, item.reason_zh, item.reason_en, item.received_at
    )
    given["missing_files"] = [] if item.status == "rejected" else missing_of(item.id, item.county_code)
    given["decision"] = item.decision
    return given


def _receipt(
    item_id: UUID, sha256: str, status: str, code: str | None, zh: str | None, en: str | None, at: datetime
) -> Receipt:
    return {
        "id": str(item_id),
        "sha256": sha256,
        "status": status,
        "reason_code": code,
        "reason_zh": zh,
        "reason_en": en,
        "received_at": iso(at),
        "missing_files": [],
        "decision": None,
    }


def not_an_item() -> Receipt:
    """Return the answer to a line of a batch that is no item; nothing was stored."""
    refusal = refusals.NotJson()
    return {
        "id": None,
        "sha256": None,
        "status": "rejected",
        "reason_code": refusal.code,
        "reason_zh": refusal.sentence(),
        "reason_en": refusal.sentence("en"),
        "received_at": None,
        "missing_files": [],
        "decision": None,
    }


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None


def _user(carrier: Actor) -> User:
    if carrier.user is None:
        raise refusals.AuthorUnknown
    return carrier.user
