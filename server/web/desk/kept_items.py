"""Kept items (等人决定): which of them the actor may see, and what they say in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.assets.register.models import Asset
from server.assets.register.queries import asset, asset_by_code
from server.assets.tags.queries import by_short_code
from server.core.db import db
from server.core.problems import NotFound
from server.field.damage.queries import reports_by_id
from server.field.work_orders.queries import of_reports, orders_by_id
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.identity.accounts.queries import names, users_by_id
from server.services.feed.models import HELD, Item, ItemBytes
from server.web.desk.history import Line, of_case
from server.web.look.language import language, say
from server.web.quarantine import queries
from server.web.quarantine.actions import NoSuchAsset
from server.web.quarantine.hands import holders_of
from server.web.sync.kinds import KINDS
from server.web.sync.months import DOUBTS

_TOO_LONG = 200


def waiting_for(someone: Actor) -> list[Item]:
    """Return the undecided items that the actor decides on, oldest first."""
    if not may(Permission.LIST_QUARANTINE, by=someone):
        return []
    items = queries.waiting_in(someone)
    authors = users_by_id(item.author_id for item in items)  # at hand while each item asks for its own
    found = [item for item in items if may(Permission.DECIDE_QUARANTINE, item, someone)]
    del authors
    return found


def people_of(items: Sequence[Item]) -> dict[UUID, str]:
    """Return the names of who recorded and who brought items of one county; others are nobody here."""
    told = (user_id for item in items for user_id in (item.author_id, item.carrier_id))
    return names(told, items[0].county_code) if items else {}


def item_here(id_: UUID) -> Item:
    """Return a kept item, decided or not; raises NotFound for one that the actor does not decide on."""
    item = db.session.get(Item, id_)
    if item is None or item.status not in HELD or not may(Permission.DECIDE_QUARANTINE, item):
        raise NotFound
    return item


def held(id_: UUID) -> Item | None:
    """Return a kept item, decided or not."""
    item = db.session.get(Item, id_)
    return item if item is not None and item.status in HELD else None


def may_look(item_id: UUID) -> bool:
    """True when the present actor decides on this item, and so may see what it brought."""
    item = db.session.get(Item, item_id)
    return item is not None and may(Permission.DECIDE_QUARANTINE, item)


@dataclass(frozen=True)
class Handed:
    """That an item was left to somebody to decide: to whom, by whom, when and why."""

    to: str
    by: str
    at: datetime
    words: str


def handed(item: Item) -> Handed | None:
    """Return to whom an undecided item was left; None when everybody who may decides on it."""
    holder = holders_of([item]).get(item.id)
    if holder is None or item.decision or not item.handed:
        return None
    by = names([UUID(item.handed["by"])]).get(UUID(item.handed["by"]), "")
    at = datetime.fromisoformat(item.handed["at"])
    return Handed(holder.display_name, by, at, item.handed["words"])


def kind_said(item: Item) -> str:
    """Return what the person wanted to do, in words."""
    return say(f"desk.item.kind.{item.kind if item.kind in KINDS else 'unknown'}")


def reason_said(item: Item) -> str:
    """Return why it was only kept, in the reader's language."""
    told = item.reason_zh if language() == "zh" else item.reason_en
    return told or say("desk.item.failed")


def envelope_of(item: Item) -> dict[str, Any]:
    """Return an item as its phone froze it; empty when its bytes were erased by law or cannot be read."""
    kept = db.session.get(ItemBytes, (item.id, item.sha256))
    if kept is None or kept.bytes is None:
        return {}
    try:
        envelope = json.loads(kept.bytes)
    except ValueError:  # that it cannot be read may be the very reason why it was kept
        return {}
    return envelope if isinstance(envelope, dict) else {}


def payload_of(item: Item) -> dict[str, Any]:
    """Return what the item says; empty when its bytes were erased by law or cannot be read."""
    payload = envelope_of(item).get("payload")
    return payload if isinstance(payload, dict) else {}


def answers_to(item: Item) -> tuple[str, str]:
    """Return what a decider can say to it, yes and no, in words."""
    about = {"month.contest": "month.", "asset.correct": "fact."}.get(item.kind, "")
    return say(f"desk.item.{about}admit"), say(f"desk.item.{about}refuse")


def said_in(payload: dict[str, Any]) -> list[str]:
    """Return the sentences that the person chose, wrote or dictated."""
    chosen = payload.get("doubt")
    doubts = [say(f"desk.item.doubt.{chosen}", month=payload.get("month", ""))] if chosen in DOUBTS else []
    answers = payload.get("answers")
    told = [payload, *(answers if isinstance(answers, list) else [])]
    words = [
        one.get(name) for one in told if isinstance(one, dict) for name in ("words", "reason", "defects")
    ]
    return doubts + [word[:_TOO_LONG] for word in words if isinstance(word, str) and word]


def asset_meant(code: str) -> Asset:
    """Return the asset in sight that bears a code, of its plate or its own; raises NoSuchAsset."""
    plate = by_short_code(code)
    found = asset(plate.asset_id) if plate and plate.asset_id else asset_by_code(code)
    if found is None or not may(Permission.READ_ASSET, found):
        raise NoSuchAsset
    return found


def last_change(item: Item) -> Line | None:
    """Return who last changed what an item is about, when and how; None out of the actor's sight."""
    subject = queries.subject_of(item)
    orders = list(orders_by_id([subject] if subject else []))
    about = orders[0].report_id if orders else subject
    reports = list(reports_by_id([about] if about else []))
    if not reports or not may(Permission.READ_REPORT, reports[0]):
        return None
    lines = of_case(reports[0], orders or list(of_reports([reports[0].id]).values()))
    return lines[-1] if lines else None
