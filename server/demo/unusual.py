"""What is rare: records kept for a person to decide on, and things that are not in the books yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.assets.register.models import Asset, StateChange
from server.assets.register.rules import LIFECYCLE_MOVES
from server.core.clock import iso, start_of, today
from server.core.moves import move
from server.core.words import say
from server.demo.book import Book
from server.demo.chance import COUNTY, dated_id, demo_id
from server.demo.people import user_id
from server.demo.things import Thing, things
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.patrols.rules import BY_TIME
from server.field.patrols.rules import MOVES as TASK_MOVES
from server.services.feed.models import Item, ItemBytes

SCHEMA_VERSION = 1
TEN = timedelta(hours=10)
_DRAFTS = (
    ("9/3/culture_sport", "北坡村老戏台", ("create",)),
    ("10/3/culture_sport", "杏树坪村健身角", ("create", "submit")),
    ("11/3/culture_sport", "大井村旧水塔", ("create", "void")),
)
"""Things that workers noted: near what, called what, and how far they came."""

STORM = demo_id("plan", "storm")
_LEFT = {
    "1/2/street_light": (12, ("expire",)),
    "4/3/culture_sport": (12, ("expire",)),
    "8/4/canal": (25, ("expire", "close_missed")),
    "11/5/greenhouse": (25, ("expire", "close_missed")),
}
"""Days since the last day of the storm's round, and what became of its task: overdue, or noted as missed."""


@dataclass(frozen=True)
class Held:
    """A record that was kept but not carried out, and why."""

    key: str
    status: str
    reason: str
    author: str
    carrier: str
    kind: str
    about: Thing
    payload: dict[str, Any]
    days_ago: int

    @property
    def at(self) -> datetime:
        return start_of(today() - timedelta(days=self.days_ago)) + TEN


def keep(book: Book) -> None:
    """Write what is rare into a book."""
    for held in held_items():
        _hold(book, held)
    named = {thing.key: thing for thing in things()}
    _leave_open(book)
    for near, name, events in _DRAFTS:
        _draft(book, named[near], name, events)


def _leave_open(book: Book) -> None:
    """Give out one round more, after a storm; nobody has gone to a few things yet."""
    plan = {"name": "大风后巡查", "kind": "post_event", "photo_every": 0, "status": "ended"}
    book.add(PatrolPlan, id=STORM, county_code=COUNTY, **plan)
    named = {thing.key: thing for thing in things()}
    for key, (days_ago, events) in _LEFT.items():
        thing, due, status = named[key], today() - timedelta(days=days_ago), "pending"
        for event in events:
            status = move(TASK_MOVES, status, event)
        start, task_id = due - timedelta(days=2), demo_id("storm", key)
        book.add(
            PatrolTask, id=task_id, county_code=COUNTY, plan_id=STORM, asset_id=thing.id,
            assignee_id=thing.carer, window_start_on=start, due_on=due, status=status,
            version=1 + sum(event not in BY_TIME for event in events),
        )  # fmt: skip
        book.share("task", task_id, f"user:{thing.carer}")


def held_items() -> Iterator[Held]:
    """Return the records that wait for a person: one strayed, one carried by another, one too new."""
    first = {thing.village.number: thing for thing in reversed(things()) if thing.place == 3}
    told = {"category": "G02", "severity": None, "unit_id": None, "place": None, "upward": False}
    told = {**told, "on_behalf_of": None}
    yield Held(
        "strayed", "quarantined", "sync/out-of-scope", "worker6", "worker6", "damage.report", first[10],
        {**told, "words": "路过看见牌子掉了"}, 2,
    )  # fmt: skip
    yield Held(
        "carried", "quarantined", "sync/carried-by-another", "worker3", "worker4", "damage.report", first[3],
        {**told, "words": "老赵手机坏了，我替他传的：广场灯杆歪了"}, 4,
    )  # fmt: skip
    yield Held(
        "newer",
        "quarantined",
        "sync/kind-unknown",
        "worker12",
        "worker12",
        "custody.handover",
        first[12],
        {},
        6,
    )


def _hold(book: Book, held: Held) -> None:
    key = dated_id(held.at, "held", held.key)
    raw = json.dumps(_envelope(key, held), ensure_ascii=False).encode()
    sha256 = hashlib.sha256(raw).hexdigest()
    author, carrier = user_id(held.author), user_id(held.carrier)
    book.add(
        Item,
        id=key,
        county_code=COUNTY,
        sha256=sha256,
        author_id=author,
        carrier_id=carrier,
        kind=held.kind,
        subject_id=str(held.about.id),
        device_id=_device(held),
        device_seq=1,
        captured_at=held.at if held.reason != "sync/kind-unknown" else None,
        received_at=held.at,
        status=held.status,
        reason_code=held.reason,
        reason_zh=say(held.reason),
        reason_en=say(held.reason, "en"),
    )
    own = {"carrier_id": carrier, "received_at": held.at, "bytes": raw}
    book.add(ItemBytes, item_id=key, sha256=sha256, county_code=COUNTY, **own)


def _device(held: Held) -> str:
    return str(demo_id("device", held.author))


def _envelope(key: UUID, held: Held) -> dict[str, Any]:
    """Return what the phone froze: exactly the keys of an item."""
    return {
        "id": str(key),
        "kind": held.kind,
        "schema_version": SCHEMA_VERSION,
        "app_version": "0.1.0",
        "author_id": str(user_id(held.author)),
        "county_code": COUNTY,
        "device_id": _device(held),
        "device_seq": 1,
        "subject_id": str(held.about.id),
        "base_version": None,
        "captured_at": iso(held.at),
        "server_beacon": None,
        "since_beacon_ms": None,
        "payload": held.payload,
        "files": [],
    }


def _draft(book: Book, near: Thing, name: str, events: tuple[str, ...]) -> None:
    asset_id, status, at = demo_id("draft", name), None, start_of(today() - timedelta(days=9)) + TEN
    worker, home = user_id(f"worker{near.village.number}"), near.village
    for count, event in enumerate(events):
        old, status = status, "draft" if status is None else move(LIFECYCLE_MOVES, status, event)
        moment = at + count * timedelta(days=1)
        step = {"dimension": "lifecycle", "event": event, "old": old, "new": status, "source_kind": "asset"}
        book.add(
            StateChange, id=dated_id(moment, "draft", name), county_code=COUNTY, asset_id=asset_id,
            source_id=str(asset_id), actor_id=worker, at=moment, **step,
        )  # fmt: skip
    kind = {"category": "02", "subcategory": "0202", "asset_type": "culture_sport"}
    place = {"lat": near.point.lat, "lng": near.point.lng, "accuracy_m": 12.0, "coord_source": "survey"}
    book.add(
        Asset, id=asset_id, county_code=COUNTY, name=name, nature="public_welfare", ledger_tier="village",
        region_code=home.code, region_path=home.path, lifecycle_status=status, search_text=name,
        created_at=at, version=len(events), **kind, **place,
    )  # fmt: skip
    book.share("asset", asset_id, f"all:{home.path}")
