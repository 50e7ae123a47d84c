"""What was made at a place, and how it ends: faults stop, everybody sends, whoever decides decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from server.core.clock import iso, now
from server.core.db import db
from server.identity.access.models import Actor, actor_of
from server.identity.accounts.models import User
from server.identity.appointments.actions import resume, suspend
from server.services.audit_log.actions import Doer, acting_as
from server.services.feed.models import HELD, Item
from server.web.quarantine.actions import StillRefused, decide
from server.web.quarantine.queries import thing_of
from tests.faults.phone import Kept, Phone, Receipt
from tests.faults.place import Place

ROUNDS = 8
"""In so many rounds without faults everything is through; more is a stall."""


RECORDS = ("inspection.file", "damage.report")
CORE = ("id", "sha256", "status", "reason_code", "reason_zh", "reason_en", "received_at")
PAGE = 8
"""Rows of a page of the feed: so few that a pull has several."""
PAGES = 8
"""More than the feed has at first; what is made adds less than a page for each item."""


@dataclass(frozen=True)
class Finding:
    """A promise broken: lost, duplicated, corrupt (shown to the wrong person included) or stalled."""

    what: str
    words: str


@dataclass
class Told:
    """What became of some histories.

    words      of the first that broke a promise, or that broke off
    seen       what befell people meanwhile, counted
    broke_off  how many runs ended by something else than a promise: they prove nothing, either way
    """

    rounds: int = 0
    found: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    broke_off: int = 0

    def add(self, other: Told) -> None:
        self.rounds += other.rounds
        self.broke_off += other.broke_off
        self.found += other.found
        self.words += other.words
        self.seen += other.seen


class Story:
    """What was made at a place, and what was found wrong: all that the checks ask of a history."""

    def __init__(self, app: Flask, place: Place) -> None:
        self.app, self.place = app, place
        self.made: dict[str, tuple[Phone, Kept]] = {}
        self.reused: set[tuple[str, str]] = set()
        self.carried: set[tuple[str, str]] = set()
        self.touched: set[str] = set()
        self.found: list[Finding] = []
        self.cores: dict[tuple[str, str], tuple[Any, ...]] = {}
        self.begun = iso(now())
        for phone in place.phones.values():
            phone.heard = self.heard

    @property
    def phones(self) -> dict[str, Phone]:
        return self.place.phones

    def find(self, what: str, words: str) -> None:
        self.found.append(Finding(what, words))

    def keep(self, phone: Phone, kept: Kept) -> None:
        """Note that somebody saved something."""
        self.made[kept.item.id] = phone, kept
        self.touched.add(phone.name)

    def carry(self, phone: Phone, item_id: str) -> None:
        """Let the phone carry the files of an item."""
        kept = phone.outbox.get(item_id)
        if kept is not None:
            self.carried |= {(phone.county_code, sha256) for sha256 in kept.missing}
            phone.push_files(item_id)

    # ---- what receipts say

    def has_bytes(self, item_id: str, sha256: str) -> bool:
        """True when these bytes of an item are on the disk now."""
        raise NotImplementedError

    def blobs_of(self, county_code: str) -> set[str]:
        """Return which pictures the county holds now."""
        raise NotImplementedError

    def heard(self, phone: Phone, receipt: Receipt) -> None:
        """A receipt is out: by now everything it says must be on the disk, and stay as it was said."""
        kept = phone.saved[str(receipt["id"])]
        if not self.has_bytes(kept.item.id, kept.sha256):
            self.find("lost", f"{kept.kind} of {phone.name} has a receipt and no bytes")
        if receipt["status"] != "id_reused":
            self._check_core(phone, kept, receipt)
        if receipt["status"] not in {"id_reused", "rejected"}:
            self._check_missing(phone, kept, receipt)

    def _check_core(self, phone: Phone, kept: Kept, receipt: Receipt) -> None:
        core = tuple(receipt[name] for name in CORE)
        if self.cores.setdefault((kept.item.id, kept.sha256), core) != core:
            self.find("corrupt", f"the receipt of a {kept.kind} of {phone.name} has changed")
        if not self.begun <= receipt["received_at"] <= iso(now()):
            self.find("corrupt", f"a receipt of {receipt['received_at']}, which is not when it came")

    def _check_missing(self, phone: Phone, kept: Kept, receipt: Receipt) -> None:
        if set(kept.photos) - self.blobs_of(phone.county_code) - set(receipt["missing_files"]):
            self.find("lost", f"a receipt for {phone.name} does not miss a file that never came")
        if set(receipt["missing_files"]) - set(kept.photos):
            self.find("corrupt", f"a receipt for {phone.name} misses a file that it never named")

    # ---- how it ends

    def sign_in(self, phone: Phone) -> None:
        """Let the person sign in anew on his phone; what lies on it stays."""
        raise NotImplementedError

    @contextmanager
    def office(self, act: str) -> Iterator[None]:
        """Let the county act at its desk; when the database cannot take that down, everybody is stuck."""
        try:
            with self.app.app_context(), acting_as(Doer("user", self.place.people["county"].user_id)):
                yield
        except SQLAlchemyError as failure:
            self.find("stalled", f"nobody can {act}: {failure}")

    def set_suspended(self, person: str, suspended: bool) -> None:
        there = self.place.people[person]
        if there.suspended == suspended:
            return
        with self.office("suspend or reinstate"):
            version = db.session.get_one(User, there.user_id).version
            if suspended:
                suspend(there.user_id, "考察", version)
            else:
                resume(there.user_id, version)
            there.suspended = suspended

    def decide_all(self, admit: bool = True) -> None:
        """Let the counties decide on everything that is held; what cannot be admitted is refused."""
        with self.app.app_context():
            query = db.select(Item.id, Item.county_code).where(Item.status.in_(HELD), Item.decision.is_(None))
            held = db.session.execute(query).all()
            db.session.remove()
        for item_id, county_code in held:
            name = "county" if county_code == self.place.people["county"].county_code else "their county"
            with self.office("decide"):
                self._decide(item_id, self._actor(name), admit)

    def _decide(self, item_id: UUID, by: Actor, admit: bool) -> None:
        with acting_as(Doer("user", by.id)):
            if admit:
                try:
                    there = thing_of(db.session.get_one(Item, item_id))
                    seen = there.version if there else None
                    decide(item_id, by, admit=True, reason="看过了", seen_version=seen)
                except StillRefused:
                    admit = False
            if not admit:
                decide(item_id, by, admit=False, reason="不办")

    def _actor(self, name: str) -> Actor:
        return actor_of(db.session.get_one(User, self.place.people[name].user_id))

    def drain(self) -> None:
        """No more faults: let everybody sign in, send and pull; what then still waits has stalled."""
        for person in self.place.people:
            self.set_suspended(person, False)
        for _ in range(ROUNDS):
            for phone in self.phones.values():
                self._sync(phone)
            self.decide_all()
            if not any(self._stuck(phone) for phone in self.phones.values()):
                break
        for phone in self.phones.values():
            if phone.name in self.touched:
                self._pull(phone)
            for item_id in self._stuck(phone):
                kept = phone.outbox[item_id]
                self.find(
                    "stalled", f"{kept.kind} of {phone.name} is still {kept.state}, misses {kept.missing}"
                )

    def _sync(self, phone: Phone) -> None:
        if not phone.outbox:
            return
        phone.push_items(phone.waiting())
        if phone.signed_out:
            self.sign_in(phone)
            phone.push_items(phone.waiting())
        for item_id in phone.waiting():
            phone.push_one(item_id)
        for item_id in phone.lacking():
            self.carry(phone, item_id)
        self._pull(phone)

    def _pull(self, phone: Phone) -> None:
        if not self.pull_all(phone):
            self.sign_in(phone)
            self.pull_all(phone)

    def pull_all(self, phone: Phone) -> bool:
        """Let the phone take page after page until the feed ends; False when its sign-in has ended."""
        for _ in range(PAGES + len(self.made)):
            more = phone.pull()
            if phone.signed_out:
                return False
            if not more:
                return True
        self.find("stalled", f"the feed of {phone.name} never ends")
        return True

    def _stuck(self, phone: Phone) -> list[str]:
        final = {"rejected", "id_reused"}
        return [one for one, kept in phone.outbox.items() if kept.state not in final or not kept.received]
