"""A phone as the protocol asks it to be: an item leaves only on a receipt that misses none of its files.

It follows pwa/src/sync and pwa/src/store step by step, so that thousands of histories need no browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from server.core.clock import iso, now
from server.core.ids import new_id
from tests.faults.wire import NoAnswer, Refused, Wire
from tests.makers import Item, note_of

Receipt = dict[str, Any]
Row = dict[str, Any]
UNAUTHORISED = 401


@dataclass
class Kept:
    """An item on the shelf, with the bytes of its files by hash."""

    item: Item
    kind: str
    photos: dict[str, bytes]
    state: str = "waiting"
    missing: list[str] = field(default_factory=list)
    received: bool = False
    decision: dict[str, Any] | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.item.raw).hexdigest()


@dataclass
class Phone:
    """One person's phone.

    heard  is told of every receipt, before the phone believes it
    """

    name: str
    person: str
    user_id: UUID
    county_code: str
    wire: Wire
    heard: Callable[[Phone, Receipt], None] = lambda _phone, _receipt: None
    outbox: dict[str, Kept] = field(default_factory=dict)
    saved: dict[str, Kept] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    swept: set[tuple[str, str]] | None = None
    cursor: str = ""
    seq: int = 0
    signed_out: bool = False

    def save(
        self,
        kind: str,
        subject: object,
        payload: dict[str, Any],
        version: int | None = None,
        photos: dict[str, bytes] | None = None,
        **odd: Any,
    ) -> Kept:
        """Freeze what the person saved and put it on the shelf; odd: keys that no form knows."""
        self.seq += 1
        named = photos or {}
        document = {
            "id": str(new_id()), "kind": kind, "schema_version": 1, "app_version": "1.0.0",
            "author_id": str(self.user_id), "county_code": self.county_code, "device_id": self.name,
            "device_seq": self.seq, "subject_id": str(subject) if subject else None, "base_version": version,
            "captured_at": iso(now()), "server_beacon": None, "since_beacon_ms": None, "payload": payload,
            "files": [note_of(slot, photo) for slot, photo in named.items()], **odd,
        }  # fmt: skip
        item = Item(document["id"], json.dumps(document, ensure_ascii=False).encode())
        kept = Kept(item, kind, {sha256(photo).hexdigest(): photo for photo in named.values()})
        self.outbox[item.id] = self.saved[item.id] = kept
        return kept

    def push_items(self, ids: Iterable[str]) -> None:
        """Send a batch, in this order; what came back without a receipt goes one by one later."""
        batch = [self.outbox[one] for one in ids if one in self.outbox]
        if not batch:
            return
        with self._patience():
            receipts, _ = self.wire.items([kept.item.raw for kept in batch])
            for receipt in receipts:
                self.note(receipt)

    def push_one(self, item_id: str) -> None:
        """Send one item by its own address."""
        kept = self.outbox.get(item_id)
        if kept is None:
            return
        with self._patience():
            self.note(self.wire.item(item_id, kept.item.raw))

    def push_files(self, item_id: str) -> None:
        """Carry what an item lacks, then ask again what is still missing."""
        kept = self.outbox.get(item_id)
        if kept is None:
            return
        for missing in [one for one in kept.missing if one in kept.photos]:
            with self._patience():
                self.wire.file(missing, kept.photos[missing])
        self.push_one(item_id)

    def note(self, receipt: Receipt) -> None:
        """Take a receipt for what it says, if it is for bytes that lie here."""
        kept = self.outbox.get(str(receipt["id"]))
        named = receipt["status"] in {"id_reused", "rejected"} or (
            kept is not None and receipt["sha256"] == kept.sha256
        )
        if kept is None or not named:
            return
        self.heard(self, receipt)
        kept.received, kept.state, kept.missing = True, receipt["status"], list(receipt["missing_files"])
        kept.decision = receipt["decision"] or kept.decision
        self._settle_if_whole(kept)

    def _settle_if_whole(self, kept: Kept) -> None:
        decided = kept.state == "accepted" or kept.decision is not None
        if kept.received and decided and not kept.missing and kept.state not in {"rejected", "id_reused"}:
            self.settled.add(kept.item.id)
            del self.outbox[kept.item.id]

    def pull(self) -> bool:
        """Take one page of the feed whole, or nothing of it; True when more is to come."""
        with self._patience():
            lines = self.wire.feed(self.cursor)
            if not lines or "cursor" not in lines[-1]:
                return True
            self._take(lines)
            return bool(lines[-1]["more"])
        return True

    def _take(self, lines: list[dict[str, Any]]) -> None:
        if lines[0]["kind"] == "reset":
            self.swept = set()
        for line in lines:
            key = (line["kind"], line.get("id", ""))
            if line["kind"] == "decision" and "row" in line:
                self._release(line["row"])
            if "row" in line:
                self.rows[key] = line["row"]
                if self.swept is not None:
                    self.swept.add(key)
            elif line.get("gone"):
                self.rows.pop(key, None)
        self.cursor = lines[-1]["cursor"]
        if not lines[-1]["more"] and self.swept is not None:
            self.rows = {key: row for key, row in self.rows.items() if key in self.swept}
            self.swept = None

    def _release(self, decision: dict[str, Any]) -> None:
        """Somebody decided: only the receipt of sending it once more says whether all of it is there."""
        kept = self.outbox.get(decision["item_id"])
        if kept is not None and kept.state not in {"rejected", "id_reused"}:
            kept.decision, kept.state = decision, "waiting"

    def _patience(self) -> Patience:
        return Patience(self)

    def waiting(self) -> list[str]:
        """Return what has no receipt yet, oldest first."""
        return [one for one, kept in self.outbox.items() if kept.state == "waiting"]

    def lacking(self) -> list[str]:
        """Return what the server has, without all of its files."""
        return [one for one, kept in self.outbox.items() if kept.missing]


@dataclass
class Patience:
    """Takes no answer and a refusal calmly: nothing leaves the shelf.  401 pauses the outbox."""

    phone: Phone

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, failure: object, _trace: object) -> bool:
        if isinstance(failure, Refused) and failure.status == UNAUTHORISED:
            self.phone.signed_out = True
        return isinstance(failure, Refused | NoAnswer)
