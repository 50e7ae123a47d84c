"""Histories that hypothesis makes up: several phones, and everything that the road between them can do."""

from __future__ import annotations

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.faults import forms
from tests.faults.checks import broken_promises
from tests.faults.deeds import RECORDERS, Deeds, Sent, at_once, numbers
from tests.faults.ground import pages_of
from tests.faults.place import FIELD_POSTS, PHONES, PHOTOS
from tests.faults.skies import at_files, outages, weathers
from tests.faults.story import Finding
from tests.faults.wire import NoAnswer, Refused, Weather
from tests.makers import Item

BEFALLS = (
    "sign in", "sign in", "revoke", "password", "suspend", "suspend", "move duty", "send menders", "decide",
)  # fmt: skip
WHOLE_FEED = 1000
"""So many rows a page tell a new phone everything at once."""
OF_FIELD = {"suspend": (*FIELD_POSTS, "mender"), "move duty": FIELD_POSTS}
"""What befalls only these."""

anybody = st.sampled_from(sorted(PHONES))


class Histories(Deeds):
    """Each run is one history; at its end every promise is asked for."""

    found: ClassVar[list[Finding]] = []

    def teardown(self) -> None:
        try:
            self.history.drain()
            with pages_of(WHOLE_FEED):
                found = broken_promises(self.history)
        finally:
            self.history.close()
        self.seen.update(self.history.seen)
        type(self).found = found or self.found
        assert not found, "\n".join(f"{one.what}: {one.words}" for one in found)

    # ---- what goes over the line

    @rule(name=anybody, weather=weathers(), backwards=st.booleans(), times=st.sampled_from([1, 1, 3]))
    def push(self, name: str, weather: tuple[Weather, bool], backwards: bool, times: int) -> None:
        """All that waits goes as a batch, oldest or newest first, once or three times in one weather."""
        for _ in range(times):
            self._push(name, weather, backwards)

    @rule(weather=weathers())
    def push_everywhere(self, weather: tuple[Weather, bool]) -> None:
        for phone in self.history.phones.values():
            if phone.waiting():
                self.history.under(phone, *weather).push_items(phone.waiting())

    @rule(name=anybody, weather=st.one_of(weathers(), at_files), which=numbers)
    def carry(self, name: str, weather: tuple[Weather, bool], which: int) -> None:
        phone = self.phone(name)
        lacking = phone.lacking()
        if lacking:
            self.history.carry(self.history.under(phone, *weather), lacking[which % len(lacking)])

    @rule(name=anybody, weather=weathers(), which=numbers, whole=st.booleans())
    def carry_broken(self, name: str, weather: tuple[Weather, bool], which: int, whole: bool) -> None:
        """Half of a picture comes, or another picture under its hash."""
        phone = self.phone(name)
        lacking = phone.lacking()
        if not lacking:
            return
        kept = phone.outbox[lacking[which % len(lacking)]]
        sha256 = kept.missing[0]
        right = kept.photos.get(sha256)
        if right is None:
            return
        raw = PHOTOS[which % len(PHOTOS)] if whole else right[: len(right) // 2]
        if raw == right:
            return
        self.history.under(phone, *weather)
        with phone._patience():
            phone.wire.file(sha256, raw)
            self.history.find("corrupt", "the server took bytes for what they are not")

    @rule(name=anybody, weather=weathers())
    def pull(self, name: str, weather: tuple[Weather, bool]) -> None:
        self.history.under(self.phone(name), *weather).pull()

    @rule(name=anybody, which=numbers, by=st.sampled_from(["its own", "worker", "neighbour", "stranger"]))
    def resend(self, name: str, which: int, by: str) -> None:
        """Bytes come once more, long after, or over somebody else's sign-in, who mostly brings what waits."""
        phone = self.phone(name)
        if by != "its own" and which % 4:
            phone = next((one for one in (phone, *self.history.phones.values()) if one.waiting()), phone)
        if not phone.saved:
            return
        names = phone.waiting() or list(phone.saved)
        kept = phone.saved[names[which % len(names)]]
        carrier = phone if by == "its own" else self.phone(by)
        if carrier.county_code != phone.county_code:
            return
        with carrier._patience():
            receipt = carrier.wire.item(kept.item.id, kept.item.raw)
            self.history.heard(phone, receipt)
            phone.note(receipt)

    @rule(name=anybody, which=numbers, weather=weathers())
    def reuse_id(self, name: str, which: int, weather: tuple[Weather, bool]) -> None:
        """Other bytes come under the id of an item that the server has."""
        phone = self.phone(name)
        known = [kept for kept in phone.saved.values() if kept.item.id in self.history.judged]
        if not known:
            return
        kept = known[which % len(known)]
        other = Item(kept.item.id, kept.item.raw.replace(b'"1.0.0"', b'"1.0.1"'))
        self.history.under(phone, *weather)
        try:
            receipt = phone.wire.item(other.id, other.raw)
        except (Refused, NoAnswer):
            return
        if receipt["status"] != "id_reused":
            self.history.find("lost", f"other bytes under a used id were {receipt['status']}")
        self.history.note_reused(other)

    # ---- what befalls people

    @rule(what=st.sampled_from(BEFALLS), name=anybody, which=st.booleans(), sent=at_once)
    def befall(self, what: str, name: str, which: bool, sent: Sent) -> None:
        """Something happens at the office; the phone is not asked, and may send right then."""
        name = name if self.phone(name).person in OF_FIELD.get(what, PHONES.values()) else "worker"
        history, person = self.history, self.phone(name).person
        if what == "sign in" and self.phone(name).signed_out:
            history.sign_in(self.phone(name))
        elif what == "revoke":
            history.revoke(self.phone(name))
        elif what == "password":
            history.change_password(person)
        elif what == "suspend":
            self._suspend_or_not(name)
        elif what == "move duty":
            self._move_duty(name)
        elif what == "send menders":
            history.send_menders()
        elif what == "decide":
            history.decide_all(which)
        self._send(name, sent)

    @rule(
        what=st.sampled_from(["merge", "move", "move", "carry on"]), which=numbers, weather=outages,
        name=st.sampled_from(RECORDERS), sent=at_once,
    )  # fmt: skip
    def rearrange(self, what: str, which: int, weather: Weather, name: str, sent: Sent) -> None:
        """A village merges or moves, while its people's phones know nothing of it and may send right then."""
        if what == "carry on":
            self.history.sweep(weather.misfortune)
        else:
            self.history.merge_or_move(what == "merge", which, weather.misfortune)
        self._save(name, "inspection.file", self._asset("well"), forms.visit(""))
        self._send(name, sent)

    def _move_duty(self, name: str) -> None:
        """Somebody is given another village; what his phone has seen is no longer his duty."""
        history, person = self.history, self.phone(name).person
        history.under(self.phone(name), Weather()).pull()
        for other in {*history.place.villages} - {history.place.people[person].place}:
            history.move_duty(person, other)

    def _suspend_or_not(self, name: str) -> None:
        """A person is suspended, or reinstated; who patrols goes on, as nobody has told the phone yet."""
        person = self.phone(name).person
        self.history.set_suspended(person, not self.history.place.people[person].suspended)
        if name in RECORDERS:
            self._save(name, "inspection.file", self._asset("well"), forms.visit(""))
