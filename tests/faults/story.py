"""What was made at a place, and how it ends: faults stop, everybody sends, whoever decides decides."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import OperationalError

from server.core.db import db
from server.identity.access.models import Actor, actor_of
from server.identity.accounts.models import User
from server.identity.appointments.actions import resume, suspend
from server.services.audit_log.actions import Doer, acting_as
from server.services.feed.models import HELD, Item
from server.web.quarantine.actions import StillRefused, decide
from tests.faults.phone import Kept, Phone
from tests.faults.place import Place

ROUNDS = 8
"""In so many rounds without faults everything is through; more is a stall."""


@dataclass(frozen=True)
class Finding:
    """A promise broken: lost, duplicated, corrupt (shown to the wrong person included) or stalled."""

    what: str
    words: str


class Story:
    """What was made at a place, and what was found wrong: all that the checks ask of a history."""

    def __init__(self, app: Flask, place: Place) -> None:
        self.app, self.place = app, place
        self.made: dict[str, tuple[Phone, Kept]] = {}
        self.reused: set[tuple[str, str]] = set()
        self.carried: set[tuple[str, str]] = set()
        self.touched: set[str] = set()
        self.found: list[Finding] = []

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
        self.carried |= {(phone.county_code, sha256) for sha256 in phone.outbox[item_id].missing}
        phone.push_files(item_id)

    def sign_in(self, phone: Phone) -> None:
        """Let the person sign in anew on his phone; what lies on it stays."""
        raise NotImplementedError

    def set_suspended(self, person: str, suspended: bool) -> None:
        there = self.place.people[person]
        if there.suspended == suspended:
            return
        with self.app.app_context(), acting_as(Doer("user", self.place.people["county"].user_id)):
            version = db.session.get_one(User, there.user_id).version
            if suspended:
                suspend(there.user_id, "考察", version)
            else:
                resume(there.user_id, version)
        there.suspended = suspended

    def decide_all(self, admit: bool = True) -> None:
        """Let the counties decide on everything that is held; what cannot be admitted is refused."""
        with self.app.app_context():
            held = db.select(Item.id, Item.county_code).where(Item.status.in_(HELD), Item.decision.is_(None))
            for item_id, county_code in db.session.execute(held).all():
                name = "county" if county_code == self.place.people["county"].county_code else "their county"
                try:
                    self._decide(item_id, self._actor(name), admit)
                except OperationalError as failure:
                    self.find("stalled", f"nobody can decide: {failure}")

    def _decide(self, item_id: UUID, by: Actor, admit: bool) -> None:
        with acting_as(Doer("user", by.id)):
            if admit:
                try:
                    decide(item_id, by, admit=True, reason="看过了")
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
        for _ in range(ROUNDS):
            more = phone.pull()
            if phone.signed_out:
                self.sign_in(phone)
            elif not more:
                return
        self.find("stalled", f"the feed of {phone.name} never ends")

    def _stuck(self, phone: Phone) -> list[str]:
        final = {"rejected", "id_reused"}
        return [one for one, kept in phone.outbox.items() if kept.state not in final or not kept.received]
