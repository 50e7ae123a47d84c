"""What people save in histories that hypothesis makes up, each by his post and by what his phone knows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from server.core.clock import iso, now
from tests.faults import forms
from tests.faults.ground import Ground
from tests.faults.history import History
from tests.faults.phone import Phone
from tests.faults.place import PHOTOS
from tests.faults.skies import weathers
from tests.faults.wire import CALM, Weather
from tests.makers import PLACE

RECORDERS = ("worker", "worker's second", "neighbour", "stranger")
MENDERS = ("mender", "mender's second")
Sent = tuple[Weather, bool] | None
FINE = CALM, False

recorders = st.sampled_from(RECORDERS)
photos = st.sampled_from(PHOTOS)
assets = st.sampled_from(["well", "well", "pump", "far well", "cursed well", "foreign well", "unknown"])
numbers = st.integers(0, 11)
at_once = st.one_of(st.none(), weathers())  # what was saved waits on the phone, or is sent right away


class Deeds(RuleBasedStateMachine):
    """A history, in which people save things."""

    ground: ClassVar[Ground]
    run: ClassVar[int] = 0
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        type(self).run += 1
        self.history = History(self.ground)
        self.beliefs: dict[tuple[str, str], tuple[str, int]] = {}

    def phone(self, name: str) -> Phone:
        return self.history.phones[name]

    @rule(
        name=recorders, asset=assets, problem=st.sampled_from(["", "WE01", "G02"]), photo=photos,
        days=numbers, sent=at_once,
    )  # fmt: skip
    def visit(self, name: str, asset: str, problem: str, photo: bytes, days: int, sent: Sent) -> None:
        """A visit, by a phone whose clock may be a year off."""
        told = iso(now() + timedelta(days=(days - 6) * 60)) if days > 6 else iso(now())
        named = {f"problem/{problem}/1": photo} if problem else {}
        self._save(
            name, "inspection.file", self._asset(asset), forms.visit(problem), photos=named, captured_at=told
        )
        self._send(name, sent)

    @rule(
        name=recorders, asset=assets, category=st.sampled_from(["WE01", "WE11"]), photo=photos, odd=numbers,
        sent=at_once,
    )  # fmt: skip
    def report(self, name: str, asset: str, category: str, photo: bytes, odd: int, sent: Sent) -> None:
        """A report of damage; now and then in a form that nobody knows."""
        payload = forms.report(category)
        strange = {"odd": 1} if odd == 0 else {}
        self._save(name, "damage.report", self._asset(asset), payload, photos={"report/1": photo}, **strange)
        self._send(name, sent)

    @rule(name=recorders, photo=photos, which=numbers, sent=at_once)
    def hang(self, name: str, photo: bytes, which: int, sent: Sent) -> None:
        """A blank plate is hung; two people may take the same one."""
        token = self.history.place.blanks[which % len(self.history.place.blanks)]
        payload = {"token": token, "unit_id": None, "place": PLACE}
        self._save(name, "tag.bind", self._asset("well"), payload, photos={"installed/1": photo})
        self._send(name, sent)

    @rule(
        name=st.sampled_from([*MENDERS, "township", "village"]),
        how=st.sampled_from(["on", "on", "otherwise", "on both", "otherwise on both"]),
        photo=photos, sent=at_once,
    )  # fmt: skip
    def work(self, name: str, how: str, photo: bytes, sent: Sent) -> None:
        """The next step of whoever mends, accepts or confirms, as his phone knows the matter."""
        if name in MENDERS and how.endswith("both"):
            self._mend_on_both(name, how == "on both", photo)
        elif name in MENDERS:
            self._mend(name, how == "otherwise", photo)
        elif name == "village" or how.startswith("otherwise"):
            self._confirm(name)
        else:
            self._judge(photo)
        self._send(name, sent)

    def _mend(self, name: str, pause: bool, photo: bytes) -> None:
        """The mender's next step on an order as his phone knows it, with what he saved offline before."""
        for object_id, (state, version) in self._orders(name).items():
            if state not in forms.NEXT:
                continue
            kind = "order.pause" if pause and state == "in_repair" else forms.NEXT[state]
            payload, named = forms.step(kind, photo)
            self._save(name, kind, object_id, payload, version=version, photos=named)
            self.beliefs[name, object_id] = (forms.LEADS_TO[kind], version + 1)
            return

    def _mend_on_both(self, name: str, pauses: bool, photo: bytes) -> None:
        """One phone brings an order on, both hear of it; then one pauses and resumes, the other finishes."""
        [other] = {*MENDERS} - {name}
        self._mend(name, True, photo)
        self._push(name, FINE)
        for phone in (self.phone(name), self.phone(other)):
            self.history.pull_all(self.history.under(phone, CALM))
        for _ in range(2):
            self._mend(other, not pauses, photo)
            self._mend(name, pauses, photo)
        self._push(name, FINE)
        self._push(other, FINE)

    def _judge(self, photo: bytes) -> None:
        """The township accepts a repair, or with one of the pictures sends it back."""
        for object_id, (state, version) in self._orders("township").items():
            if state == "finished":
                kind = "order.fail" if photo == PHOTOS[0] else "order.pass"
                payload, named = forms.step(kind, photo)
                self._save("township", kind, object_id, payload, version=version, photos=named)
                self.beliefs["township", object_id] = ("judged", version + 1)
                return

    def _confirm(self, name: str) -> None:
        """A report is confirmed; the other level may do the same."""
        rows = self.phone(name).rows
        for (kind, object_id), row in sorted(rows.items(), key=lambda one: one[1].get("reported_at") or ""):
            if kind == "report" and "verify" in row["may"] and (name, object_id) not in self.beliefs:
                payload = {"outcome": "confirm", "severity": "minor"}
                self._save(name, "damage.verify", object_id, payload, version=row["version"])
                self.beliefs[name, object_id] = ("confirmed", 0)
                return

    def _orders(self, name: str) -> dict[str, tuple[str, int]]:
        known = {}
        for (kind, object_id), row in sorted(self.phone(name).rows.items(), key=lambda one: one[0]):
            if kind == "order":
                state, version = self.beliefs.get((name, object_id), ("", 0))
                known[object_id] = (
                    (state, version) if version > row["version"] else (row["status"], row["version"])
                )
        return known

    def _asset(self, name: str) -> object:
        there = self.history.place.assets.get(name)
        return there.id if there else uuid4()

    def _save(self, name: str, *what: Any, **more: Any) -> None:
        phone = self.phone(name)
        self.history.keep(phone, phone.save(*what, **more))

    def _send(self, name: str, sent: Sent) -> None:
        if sent is not None:
            self._push(name, sent)

    def _push(self, name: str, weather: tuple[Weather, bool], backwards: bool = False) -> None:
        phone = self.history.under(self.phone(name), *weather)
        waiting = phone.waiting()
        phone.push_items(reversed(waiting) if backwards else waiting)
        if weather[0] == Weather() and not phone.signed_out and phone.waiting():
            self.history.find("stalled", "one item of a batch kept others from their receipts")
