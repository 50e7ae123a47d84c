"""What people at a besieged server save next, each by his post and by what his phone knows."""

from __future__ import annotations

import random

from tests.faults import forms
from tests.faults.phone import Phone
from tests.faults.story import Story
from tests.makers import picture

WORKING = ("worker", "worker's second", "neighbour", "mender", "mender's second", "village")
NEXT = {
    "assigned": "order.begin", "rework": "order.begin", "in_repair": "order.pause",
    "paused": "order.resume",
}  # fmt: skip


def save_something(story: Story, phone: Phone, chance: random.Random) -> None:
    """Save what the person would save now, with a picture that nobody has brought yet."""
    photo = picture(chance.randrange(256), chance.randrange(32, 96))
    acts = {"mender": _mend, "village": _confirm}
    acts.get(phone.person, _record)(story, phone, chance, photo)


def _record(story: Story, phone: Phone, chance: random.Random, photo: bytes) -> None:
    person = story.place.people[phone.person]
    near = [one for one in story.place.assets.values() if person.may_record_at(one) and not one.cursed]
    asset = chance.choice(near)
    if chance.random() < 0.5:
        payload = forms.report(chance.choice(("WE01", "WE11")))
        story.keep(phone, phone.save("damage.report", asset.id, payload, photos={"report/1": photo}))
    else:
        named = {"problem/WE01/1": photo}
        story.keep(phone, phone.save("inspection.file", asset.id, forms.visit("WE01"), photos=named))


def _mend(story: Story, phone: Phone, _chance: random.Random, photo: bytes) -> None:
    for (kind, object_id), row in sorted(phone.rows.items()):
        if kind == "order" and row["status"] in NEXT:
            what = NEXT[row["status"]]
            payload, named = forms.step(what, photo)
            story.keep(phone, phone.save(what, object_id, payload, version=row["version"], photos=named))
            return


def _confirm(story: Story, phone: Phone, chance: random.Random, _photo: bytes) -> None:
    waiting = [
        (object_id, row["version"])
        for (kind, object_id), row in sorted(phone.rows.items())
        if kind == "report" and "verify" in row["may"]
    ]
    if waiting:
        object_id, version = chance.choice(waiting)
        payload = {"outcome": "confirm", "severity": "minor"}
        story.keep(phone, phone.save("damage.verify", object_id, payload, version=version))
