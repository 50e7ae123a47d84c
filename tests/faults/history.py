"""One history without a network: what people did, what befell them, and what the server was seen doing."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from uuid import UUID

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.identity.accounts.actions import set_password
from server.identity.accounts.models import Post, SignIn, User
from tests.faults.ground import Ground
from tests.faults.phone import Kept, Phone
from tests.faults.place import secret_of, send_menders, wire_of
from tests.faults.story import RECORDS, Story
from tests.faults.wire import Inside, Weather
from tests.makers import Item

NEW_PASSWORD = "another password of theirs"
UNDECIDED_YET_DONE = """SELECT 1 FROM items JOIN inspections USING (id)
    WHERE items.status <> 'accepted' AND items.decision IS NULL"""


class History(Story):
    """A history without a network: every request goes straight into the app, one after the other."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.app, ground.fresh())
        self.disk = sqlite3.connect(ground.folder / "guanhu.sqlite", isolation_level=None)
        self.judged: set[str] = set()
        self.surprised = False
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
        if not author.may_record_at(asset) or (asset and asset.cursed and kept.kind == "inspection.file"):
            return {"quarantined"}
        return {"accepted"} | surprise

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
        """Give the person the other village instead of his own."""
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
