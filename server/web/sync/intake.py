"""Taking in one item: one transaction, committed before its receipt is given.

Look the receipt up → authorise → act → feed rows → receipt.  Nothing that a person recorded is turned away:
what cannot be carried out is kept with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core import meters
from server.core.clock import now
from server.core.db import attempt, is_passing, unit_of_work
from server.core.problems import Problem
from server.core.text import cleaned, is_plain_throughout
from server.field.inspections.rules import told_at
from server.identity.access.models import Actor, actor_of
from server.identity.accounts.models import User
from server.identity.accounts.queries import holder_ids, posts_now
from server.identity.accounts.queries import user as known_user
from server.identity.regions.queries import county_of
from server.services.audit_log.actions import record
from server.services.feed.models import HELD, Item, ItemBytes
from server.services.files.actions import expect
from server.services.notices.actions import tell
from server.web.sync import refusals
from server.web.sync.commands import Admission, Command
from server.web.sync.envelope import Sent, notes_of
from server.web.sync.kinds import KINDS
from server.web.sync.months import MonthContested, tell_villages
from server.web.sync.receipts import Receipt, id_reused, receipt
from server.web.sync.schemas import ItemSchema

SCHEMA_VERSION = 1
log = structlog.get_logger()


@dataclass(frozen=True)
class Outcome:
    """What became of an item, and whose files it brought."""

    status: str
    problem: Problem | None
    owner: tuple[str, UUID]
    error: str | None = None


def take_in(sent: Sent, carrier: Actor) -> Receipt:
    """Store one item and carry it out; the same bytes again only give the receipt again.

    Whatever fails on the way, the item is kept and a person looks: one item never blocks the next.
    Raises TryLater, with nothing stored, while the database can take in nothing at all.
    """
    try:
        given = _taken_or_kept_aside(sent, carrier)
    except Exception as failure:
        if is_passing(failure):
            raise refusals.TryLater from failure
        raise
    meters.items.labels(given["status"]).inc()
    return given


def _taken_or_kept_aside(sent: Sent, carrier: Actor) -> Receipt:
    try:
        return _in_two_tries(sent, carrier)
    except Problem:
        raise
    except Exception as failure:
        if is_passing(failure):
            raise
        log.exception("item kept aside", item=str(sent.id))
        return _keep_aside(sent, _user(carrier), failure)


def _in_two_tries(sent: Sent, carrier: Actor) -> Receipt:
    """Try once more where that may help: the same item arrived twice at once, or memory was short."""
    try:
        return _take_in(sent, carrier)
    except (IntegrityError, MemoryError):
        return _take_in(sent, carrier)


def _keep_aside(sent: Sent, user: User, failure: Exception) -> Receipt:
    """Keep an item for a person, who goes on missing its files, except where those are what fails."""
    outcome = _failed(sent.id, failure)
    with unit_of_work() as session:
        known = session.get(Item, sent.id, with_for_update=True)
        if known is not None:
            return _again(session, known, sent, user)
        item = _added(session, sent, user)
        try:
            with attempt():
                _settle(item, outcome, sent)
        except Exception as again:
            if is_passing(again):
                raise
            _settle(item, outcome, replace(sent, envelope={}))
        return receipt(item)


def _failed(item_id: UUID, failure: Exception) -> Outcome:
    error = cleaned(f"{type(failure).__name__}: {failure}")[:500]
    return Outcome("quarantined", refusals.ConsequenceFailed(), ("item", item_id), error)


def _take_in(sent: Sent, carrier: Actor) -> Receipt:
    user = _user(carrier)
    with unit_of_work() as session:
        known = session.get(Item, sent.id, with_for_update=True)
        if known is not None:
            return _again(session, known, sent, user)
        item = _added(session, sent, user)
        _settle(item, judge(sent, item, carrier), sent)
        return receipt(item)


def _again(session: Session, known: Item, sent: Sent, user: User) -> Receipt:
    if known.sha256 == sent.sha256 and known.author_id == (sent.author_id or user.id):
        return receipt(known)
    _keep_bytes(session, sent, user)
    record(user.county_code, "item.id_reused", "Item", known.id, sha256=sent.sha256)
    return id_reused(sent.id, sent.sha256, now())


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


def _added(session: Session, sent: Sent, user: User) -> Item:
    _keep_bytes(session, sent, user)
    item = _item(sent, user)
    session.add(item)
    session.flush()
    return item


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
        kind=cleaned(str(envelope.get("kind")))[:32],
        subject_id=cleaned(subject)[:40] if isinstance(subject, str) else None,
        device_id=cleaned(device)[:40] if isinstance(device, str) else None,
        device_seq=seq if isinstance(seq, int) and 0 <= seq < 2**31 else None,
        captured_at=None,
        received_at=now(),
        status="accepted",
        error=None,
    )


def judge(sent: Sent, item: Item, carrier: Actor, admission: Admission | None = None) -> Outcome:
    """Carry an item out, or say why it only is kept.

    admission  of a held item: carrier and suspension are not asked again
    """
    own = ("item", sent.id)
    try:
        command = _command(sent, item, carrier, admission)
        with attempt():
            owner = KINDS[item.kind].handle(command)
        return Outcome("accepted", None, owner)
    except Problem as refusal:
        return Outcome(refusals.status_of(refusal), refusal, own)
    except MemoryError:
        raise
    except Exception as failure:
        if is_passing(failure):
            raise
        log.exception("consequence failed", kind=item.kind, item=str(item.id))
        return _failed(sent.id, failure)


def _command(sent: Sent, item: Item, carrier: Actor, admission: Admission | None) -> Command:
    envelope = sent.envelope
    if not is_plain_throughout(envelope):
        raise refusals.CharactersRefused
    version = envelope.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise refusals.NewerSchema
    if isinstance(envelope.get("kind"), str) and envelope["kind"] not in KINDS:
        raise refusals.KindUnknown
    data = _loaded(ItemSchema(), envelope)
    if KINDS[data["kind"]].versioned and data["base_version"] is None:
        raise refusals.FieldsRefused(fields="base_version")
    item.captured_at = data["captured_at"]
    payload = _loaded(KINDS[data["kind"]].schema(), data["payload"])
    author = _author(data, item, carrier, admitted=admission is not None)
    return Command(
        id=sent.id,
        author=author,
        subject_id=data["subject_id"],
        base_version=_base(data, admission),
        payload=payload,
        slots=frozenset(note["slot"] for note in data["files"]),
        captured_at=data["captured_at"],
        told_at=told_at(
            data["captured_at"], item.received_at, data["server_beacon"], data["since_beacon_ms"]
        ),
        received_at=item.received_at,
        raw_answers=list(envelope["payload"].get("answers") or []),
        raw_place=envelope["payload"].get("place"),
        admission=admission,
        brought_by_author=item.carrier_id == item.author_id,
    )


def _base(data: dict[str, Any], admission: Admission | None) -> int | None:
    """Return the version that a command goes on from: the phone's, or what its admitter had before him.

    A judgement holds for what its author saw and for nothing else.
    """
    seen = admission.seen_version if admission else None
    base: int | None = data["base_version"]
    return base if seen is None or KINDS[data["kind"]].judges else seen


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


def _settle(item: Item, outcome: Outcome, sent: Sent) -> None:
    item.status, item.error = outcome.status, outcome.error
    if outcome.problem is not None:
        item.reason_code = outcome.problem.code
        item.reason_zh, item.reason_en = outcome.problem.sentence(), outcome.problem.sentence("en")
    if outcome.status != "rejected":
        expect(item.county_code, *outcome.owner, notes_of(sent.envelope), item.id)
    if item.status in HELD:
        _tell_deciders(item)
    record(item.county_code, f"item.{item.status}", "Item", item.id, kind=item.kind, sha256=item.sha256)


def _tell_deciders(item: Item) -> None:
    """Let the township of the author's posts hear of a held item, else the county, which sees them all.

    An item may name anybody as its author: posts in another county make nobody there hear of it.
    """
    author = known_user(item.author_id)
    posts = posts_now(author) if author and author.county_code == item.county_code else []
    readers = {one for post in posts for one in _township(post.region_path)}
    county = county_of(item.county_code)
    if not readers and county is not None:
        readers = holder_ids(county.path, "county_staff")
    tell(item.county_code, readers - {item.author_id, item.carrier_id}, "item_held", "/desk/quarantine")
    if item.reason_code == MonthContested.code:
        tell_villages(item.county_code, posts)


def _township(path: str) -> set[UUID]:
    return holder_ids(path, "township_staff")


def _user(carrier: Actor) -> User:
    if carrier.user is None:
        raise refusals.AuthorUnknown
    return carrier.user
