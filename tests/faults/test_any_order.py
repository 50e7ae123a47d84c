"""I4: what was recorded ends in the same state, in whatever order and however often it comes.

Order counts in three things, which these items leave alone.  The first record of a damage opens its report,
which bears its words, severity, level and number from then on; a round is answered by the first visit that
names it; and whether a visit was too fast, or shows an old picture, is told from what had come before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.assets.register.models import Asset
from server.core.clock import iso, now
from server.core.db import db
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from tests.faults import forms
from tests.faults.ground import Ground, laid_ground
from tests.faults.phone import Kept
from tests.faults.place import Place
from tests.makers import PLACE, picture
from tests.templates import SqliteTemplate

ITEMS = 6
FAR_OFF = {**PLACE, "lat": PLACE["lat"] + 0.1}
State = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """What a worker did so many hours ago: a visit (sound, far off, or with a problem), or a report.

    The pump has had no visit before; the well's latest is from when the place was built, after all of these.
    """

    kind: str
    hours: int
    asset: str = "pump"
    phone: str = "worker"


deeds = st.builds(
    Deed,
    st.sampled_from(["sound", "sound", "far off", "WE01", "WE05", "report WE01", "report WE11"]),
    st.integers(2, 60),
    st.sampled_from(["pump", "pump", "well"]),
    st.sampled_from(["worker", "worker's second"]),
)
six = st.lists(deeds, min_size=ITEMS, max_size=ITEMS, unique_by=lambda deed: deed.hours)
numbers = st.lists(st.integers(0, ITEMS - 1), max_size=4)
orders = numbers.flatmap(lambda again: st.permutations([*range(ITEMS), *again]))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("any-order")
    with laid_ground(SqliteTemplate(folder / "built.sqlite"), folder) as made:
        yield made


PROBLEM, FAR, SOUND = Deed("WE01", 50), Deed("far off", 20), Deed("sound", 30)
REST = [Deed("sound", 10, "well"), Deed("WE05", 11, "well"), Deed("report WE11", 12, "well")]


@given(six, orders)
@example([PROBLEM, SOUND, FAR, *REST], [2, 0, 1, 3, 4, 5])
@example([PROBLEM, SOUND, FAR, *REST], [2, 1, 0, 5, 4, 3])
@example([PROBLEM, Deed("report WE01", 40), FAR, *REST], [2, 0, 1, 3, 4, 5])
@settings(
    max_examples=8, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_items_end_in_the_same_state_in_any_order(ground: Ground, done: list[Deed], order: list[int]) -> None:
    begun = now()
    by_time = sorted(range(ITEMS), key=lambda one: -done[one].hours)
    assert state_after(ground, begun, done, order) == state_after(ground, begun, done, by_time)


def state_after(ground: Ground, begun: Any, done: list[Deed], order: list[int]) -> State:
    """Return what the server holds once the items of these deeds came in this order."""
    place = ground.fresh()
    kept = [saved(place, begun - timedelta(hours=deed.hours), deed, n) for n, deed in enumerate(done)]
    for one in order:
        receipt = place.phones[done[one].phone].wire.item(kept[one].item.id, kept[one].item.raw)
        assert receipt["status"] == "accepted"
    for deed, one in zip(done, kept, strict=True):
        for sha256, photo in one.photos.items():
            place.phones[deed.phone].wire.file(sha256, photo)
    with ground.app.app_context():
        state = {"assets": assets(place), "visits": visits(kept), "reports": reports(place)}
        db.session.remove()
    return state


def saved(place: Place, at: Any, deed: Deed, number: int) -> Kept:
    phone, asset_id = place.phones[deed.phone], place.assets[deed.asset].id
    photo, told = picture(20 + 30 * number), iso(at)
    if deed.kind.startswith("report "):
        payload = forms.report(deed.kind.removeprefix("report "))
        named = {"report/1": photo}
        return phone.save("damage.report", asset_id, payload, photos=named, captured_at=told)
    problem = deed.kind if deed.kind.startswith("WE") else ""
    payload = forms.visit(problem) | {"started_at": iso(at - timedelta(minutes=4))}
    payload["place"] = FAR_OFF if deed.kind == "far off" else PLACE
    named = {f"problem/{problem}/1": photo} if problem else {}
    return phone.save("inspection.file", asset_id, payload, photos=named, captured_at=told)


def assets(place: Place) -> State:
    found = {name: db.session.get_one(Asset, there.id) for name, there in place.assets.items()}
    return {
        name: (one.last_result, one.last_inspected_on, one.condition_grade, one.pending_condition)
        for name, one in found.items()
    }


def visits(kept: list[Kept]) -> list[object]:
    """Return the visits by the number of their deeds, with what was found."""
    rows = [db.session.get(Inspection, UUID(one.item.id)) for one in kept]
    return [
        one and (one.done_at, one.status, one.flags, one.max_severity, [d.item_code for d in one.defects])
        for one in rows
    ]


def reports(place: Place) -> State:
    """Return how many said each damage, and how its report stands."""
    names = {there.id: name for name, there in place.assets.items()}
    found = list(db.session.scalars(select(DamageReport)))
    said = Counter({(names[one.asset_id], one.category): len(one.voices) for one in found})
    stands = sorted((names[one.asset_id], one.category, one.status, one.level) for one in found)
    return {"said": said, "stands": stands}
