"""One history without a network: what people did, what befell them, and what the server was seen doing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import OperationalError

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.identity.accounts.actions import set_password
from server.identity.accounts.models import Post, SignIn, User
from server.identity.regions import actions as regions
from server.identity.regions.rules import RegionBusy
from server.services.sweeps.actions import sweep_all
from tests.faults.deaths import Died
from tests.faults.ground import Ground
from tests.faults.phone import Kept, Phone
from tests.faults.place import AssetThere, secret_of, send_menders, wire_of
from tests.faults.story import RECORDS, Story
from tests.faults.wire import Inside, Weather
from tests.makers import Item

Misfortune = Callable[[], AbstractContextManager[object]]
NEW_PASSWORD = "another password of theirs"
HALF_MOVED = "SELECT 1 FROM region_changes WHERE finished_at IS NULL"
UNDECIDED_YET_DONE = """SELECT 1 FROM items JOIN inspections USING (id)
    WHERE items.status <> 'accepted' AND items.decision IS NULL"""


class History(Story):
    """A history without a network: every request goes straight into the app, one after the other."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.app, ground.fresh())
        self.disk = sqlite3.connect(ground.folder / "guanhu.sqlite", isolation_level=None)
        self.judged: set[str] = set()
        self.surprised = False
        self.seen: Counter[str] = Counter()
        self.before: tuple[dict[str, str], dict[str, AssetThere]] = {}, {}
        for phone in self.phones.values():
            self._inside(phone).after = self.look

    def close(self) -> None:
        self.disk.close()

    def _inside(self, phone: Phone) -> Inside:
        assert isinstance(phone.wire, Inside)
        return phone.wire

    def under(self, phone: Phone, weather: Weather, surprise: bool = False) -> Phone:
        """Return the phone; the next thing it asks happens in this weather."""
        self._inside(phone).weather = weather
        self.surprised |= surprise
        self.touched.add(phone.name)
        return phone

    def note_reused(self, other: Item) -> None:
        """Note that other bytes came under the id of an item; they are kept too."""
        self.reused.add((other.id, sha256(other.raw).hexdigest()))

    # ---- what the server was seen doing

    def look(self) -> None:
        """Compare what the server has just made of items with what it ought to, by the facts of now."""
        for item_id, status, carrier in self.disk.execute("SELECT id, status, carrier_id FROM items"):
            name = str(UUID(item_id))
            if name in self.judged or name not in self.made:
                continue
            self.judged.add(name)
            phone, kept = self.made[name]
            wanted = self._wanted(phone, kept, UUID(carrier))
            if status not in wanted:
                self.find("corrupt", f"{kept.kind} of {phone.name} became {status}, not {sorted(wanted)}")
        for _ in self.disk.execute(UNDECIDED_YET_DONE):
            self.find("duplicated", "a visit stands there that waits for a person to decide")

    def _wanted(self, phone: Phone, kept: Kept, carrier: UUID) -> set[str]:
        document, author = json.loads(kept.item.raw), self.place.people[phone.person]
        surprise = {"quarantined"} if self.surprised else set()
        if "odd" in document:
            return {"rejected"} | surprise
        if carrier != author.user_id or author.suspended:
            return {"quarantined"}
        if kept.kind not in RECORDS:
            return {"accepted", "conflict", "quarantined"}
        asset = next((a for a in self.place.assets.values() if str(a.id) == document["subject_id"]), None)
        if asset and asset.cursed and kept.kind == "inspection.file":
            return {"quarantined"}
        may = {author.may_record_at(asset)}
        if self.is_half_moved():
            may.add(self._might_before(phone.person, document["subject_id"]))
        become = {True: {"accepted"} | surprise, False: {"quarantined"}}
        return {status for one in may for status in become[one]}

    def _might_before(self, person: str, asset_id: str) -> bool:
        """Return whether he might record there before a village began to move that is half moved now."""
        places, assets = self.before
        author = replace(self.place.people[person], place=places[person])
        return author.may_record_at(next((a for a in assets.values() if str(a.id) == asset_id), None))

    def has_bytes(self, item_id: str, sha256: str) -> bool:
        query = "SELECT 1 FROM item_bytes WHERE item_id = ? AND sha256 = ?"
        return self.disk.execute(query, (UUID(item_id).hex, sha256)).fetchone() is not None

    def blobs_of(self, county_code: str) -> set[str]:
        query = "SELECT sha256 FROM county_blobs WHERE county_code = ?"
        return {sha256 for (sha256,) in self.disk.execute(query, (county_code,))}

    # ---- what befalls people

    def change_password(self, person: str) -> None:
        """All sessions of the person end."""
        with self.office("change a password"), unit_of_work():
            set_password(db.session.get_one(User, self.place.people[person].user_id), NEW_PASSWORD, None)

    def revoke(self, phone: Phone) -> None:
        """Somebody ends the sessions of the person, as for a lost phone."""
        with self.office("revoke"), unit_of_work():
            for row in db.session.scalars(
                db.select(SignIn).filter_by(user_id=phone.user_id, revoked_at=None)
            ):
                row.revoked_at, row.revoked_by = now(), self.place.people["county"].user_id

    def sign_in(self, phone: Phone) -> None:
        """Let the person sign in anew on his phone; what lies on it stays."""
        with self.office("sign in"):
            inside = wire_of(self.app, secret_of(phone.user_id, phone.name))
            inside.after = self.look
            phone.wire, phone.signed_out = inside, False

    def move_duty(self, person: str, place: str) -> None:
        """Give the person another village instead of his own."""
        there = self.place.people[person]
        with self.office("change duty"):
            with unit_of_work() as session:
                for post in session.query(Post).filter_by(user_id=there.user_id):
                    post.region_path = place
            there.place = place

    def send_menders(self) -> None:
        with self.office("send menders"):
            people = self.place.people
            send_menders(people["village"].user_id, people["mender"].user_id)

    # ---- places that move

    def merge_or_move(self, merges: bool, which: int, misfortune: Misfortune) -> None:
        """Let the county merge a village into the other one, or move it to the other township.

        What befalls the server meanwhile may leave it half moved.
        """
        old = self.place.villages[which % len(self.place.villages)]
        others = [one for one in self.place.villages if one != old]
        [township] = {*self.place.townships} - {old.rpartition("/")[0]}
        if merges and others:
            self._rearrange(old, others[0], lambda: regions.merge(_code(old), _code(others[0])), misfortune)
        elif not merges:
            new = f"{township}/{_code(old)}"
            self._rearrange(old, new, lambda: regions.move(_code(old), _code(township)), misfortune)

    def _rearrange(self, old: str, new: str, act: Callable[[], None], misfortune: Misfortune) -> None:
        places = {name: person.place for name, person in self.place.people.items()}
        before, begun = (places, dict(self.place.assets)), self._changes()
        self._suffer(act, misfortune)
        if self._changes() > begun:
            self.before = before
            self.seen["villages moved"] += 1
            self.seen["villages half moved"] += self.is_half_moved()
            self.place.follow(old, new)

    def sweep(self, misfortune: Misfortune = nullcontext) -> None:
        """Let the sweep carry on with what is half moved."""
        self._suffer(lambda: sweep_all({"regions.carry_on": regions.carry_on}, "the sweep"), misfortune)

    def _suffer(self, act: Callable[[], object], misfortune: Misfortune) -> None:
        with self.office("rearrange villages"):
            try:
                with misfortune():
                    act()
            except (Died, RuntimeError, OperationalError, RegionBusy):
                db.session.remove()

    def _changes(self) -> int:
        return int(self.disk.execute("SELECT count(*) FROM region_changes").fetchone()[0])

    def is_half_moved(self) -> bool:
        return self.disk.execute(HALF_MOVED).fetchone() is not None

    def drain(self) -> None:
        self.sweep()
        if self.is_half_moved():
            self.find("stalled", "a village is half moved, and the sweep does not carry on")
        super().drain()


def _code(path: str) -> str:
    return path.rpartition("/")[2]
