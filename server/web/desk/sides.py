"""Both sides of a held item: what a phone wanted of a thing, and how the thing stands now, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.assets.register.models import Asset
from server.assets.register.rules import CORRECTABLE
from server.field.damage.models import DamageReport
from server.field.patrols.models import PatrolTask
from server.field.work_orders.models import WorkOrder
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.services.audit_log.models import AuditRow
from server.services.audit_log.queries import Sought, newest
from server.services.feed.models import Item
from server.web.desk.history import Line
from server.web.desk.kept_items import envelope_of, kind_said, last_change, payload_of
from server.web.look.dates import day_words
from server.web.look.figures import yuan
from server.web.look.language import say
from server.web.quarantine.queries import Thing, thing_of
from server.web.sync.kinds import KINDS

Told = dict[str, Any]
MOST_CHANGES = 100
FAMILIES = {PatrolTask: "task", DamageReport: "damage", WorkOrder: "order"}


@dataclass(frozen=True)
class Field:
    """One thing that the sides say; empty where a side says nothing of it."""

    word: str
    phone: str
    now: str


@dataclass(frozen=True)
class Sides:
    """Both, field by field; the version that stands; who changed the thing last, None when nobody did yet."""

    fields: list[Field]
    version: int
    last: Line | None


def sides_of(item: Item) -> Sides | None:
    """Return both sides of an item that changes what stands; None of others, and of a thing out of sight."""
    thing = _thing(item) if _changes_what_stands(item) else None
    if thing is None:
        return None
    found = [*_fields_of_fact(thing, item)] if isinstance(thing, Asset) else [*_fields_of_work(thing, item)]
    return Sides([one for one in found if one.phone or one.now], thing.version, _last(thing, item))


def _changes_what_stands(item: Item) -> bool:
    kind = KINDS.get(item.kind)
    return item.status == "conflict" or item.kind == "asset.correct" or (kind is not None and kind.versioned)


def _last(thing: Thing, item: Item) -> Line | None:
    if isinstance(thing, Asset):
        fact = payload_of(item).get("field")
        rows = newest(
            Sought(thing.county_code, group="asset", object_ids=[str(thing.id)]), None, MOST_CHANGES
        )
        return _line(next((row for row in rows if row.detail.get("fact") == fact), None))
    if isinstance(thing, PatrolTask):
        return _line(next(iter(newest(Sought(thing.county_code, object_ids=[str(thing.id)]), None, 1)), None))
    return last_change(item)


def _thing(item: Item) -> Thing | None:
    thing = thing_of(item)
    if isinstance(thing, DamageReport):
        return thing if may(Permission.READ_REPORT, thing) else None
    if isinstance(thing, WorkOrder):
        return thing if may(Permission.READ_ORDER, thing) else None
    asset = thing.asset if isinstance(thing, PatrolTask) else thing
    return thing if asset and may(Permission.READ_ASSET, asset) else None


def _fields_of_fact(asset: Asset, item: Item) -> Iterator[Field]:
    told = payload_of(item)
    fact = told.get("field")
    if fact in CORRECTABLE:
        yield Field(say(f"desk.fact.{fact}"), str(told.get("new") or ""), getattr(asset, fact) or "")
        yield Field(say("desk.item.saw"), str(told.get("old") or ""), "")


def _fields_of_work(thing: PatrolTask | DamageReport | WorkOrder, item: Item) -> Iterator[Field]:
    base = envelope_of(item).get("base_version")
    yield Field(say("desk.col.state"), kind_said(item), say(f"{FAMILIES[type(thing)]}.state.{thing.status}"))
    yield Field(say("desk.item.version"), str(base or ""), str(thing.version))
    told = payload_of(item)
    if isinstance(thing, PatrolTask):
        mine = _excuse(told.get("reason"), told.get("words"))
        yield Field(say("desk.round.excuse"), mine, _excuse(thing.excuse, thing.excuse_words))
    elif isinstance(thing, DamageReport):
        severity = _severity(told.get("severity")), _severity(thing.severity)
        yield Field(say("desk.field.severity"), *severity)
        yield Field(say("desk.field.reason"), told.get("reason") or "", thing.reason or "")
    else:
        mender = names([thing.mender_id]).get(thing.mender_id, "") if thing.mender_id else ""
        yield Field(say("desk.field.mender"), "", mender)
        yield Field(say("desk.field.due_on"), "", day_words(thing.due_on))
        yield Field(say("desk.field.cost"), _cost(told.get("actual_cost_fen")), _cost(thing.actual_cost_fen))
        yield Field(say("desk.field.defects"), told.get("defects") or "", thing.defects or "")


def _excuse(reason: str | None, words: str | None) -> str:
    return " · ".join(part for part in (say(f"task.excuse.{reason}") if reason else "", words or "") if part)


def _severity(severity: str | None) -> str:
    return say(f"severity.{severity}") if severity else ""


def _cost(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _line(row: AuditRow | None) -> Line | None:
    if row is None:
        return None
    who = names([row.actor_id]).get(row.actor_id, "") if row.actor_id else ""
    return Line(row.at, who, say(f"log.{row.action}"), None)
