"""Answering a pull: what changed in the caller's scope since his cursor, as NDJSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from server.core.clock import iso, now, today
from server.core.db import db, unit_of_work
from server.field.damage import queries as damage
from server.field.patrols import queries as patrols
from server.field.work_orders import queries as work_orders
from server.identity.access.models import Actor, audiences_of
from server.services.feed.models import FeedRow, FeedScope, Item
from server.services.feed.queries import (
    PAGE,
    Audiences,
    Cursor,
    changes,
    head_of,
    remembered,
    restore_epoch,
    still_shown,
    visible,
)
from server.web.sync.rows import RENDER

KEPT_DAYS = 62  # 我的 on the phone shows this month and the last; the longest two have as many days
OVER: dict[str, Callable[[Iterable[UUID], date], set[UUID]]] = {
    "task": patrols.over_before,
    "report": damage.over_before,
    "order": work_orders.over_before,
}


def pull(actor: Actor, cursor_text: str) -> Iterator[bytes]:
    """Return the lines of one answer; the last one is the cursor, without it the answer was cut."""
    audiences = audiences_of(actor)
    head, epoch = head_of(audiences.county_code), restore_epoch(audiences.county_code)
    cursor, lines = Cursor.parse(cursor_text), []
    if cursor is None or cursor.epoch != epoch or cursor.scope != audiences.version:
        _remember(audiences)
        lines += [{"kind": "reset"}, *_left(audiences, cursor)]
        cursor = Cursor(epoch, audiences.version, 0, head.feed_seq if head else 0)
    rows = changes(audiences, cursor.seq)
    lines += _lines(_without_old(rows, cursor.until), audiences, actor)
    seq, more = rows[-1].seq if rows else cursor.seq, len(rows) == PAGE
    lines.append(
        {
            "kind": "cursor",
            "cursor": str(Cursor(epoch, audiences.version, seq, cursor.until if more else 0)),
            "more": more,
            "user_id": str(actor.id),
            "restore_epoch": epoch,
            "server_time": iso(now()),
        }
    )
    return (json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines)


def _remember(audiences: Audiences) -> None:
    if db.session.get(FeedScope, (audiences.county_code, audiences.version)) is None:
        with unit_of_work() as session:
            session.merge(
                FeedScope(
                    county_code=audiences.county_code,
                    scope_version=audiences.version,
                    audiences={"exact": list(audiences.exact), "below": list(audiences.below)},
                )
            )


def _left(audiences: Audiences, cursor: Cursor | None) -> list[dict[str, Any]]:
    before = remembered(audiences.county_code, cursor.scope) if cursor else None
    if before is None:
        return []
    left = visible(before) - visible(audiences)
    return [{"kind": kind, "id": object_id, "gone": True} for kind, object_id in sorted(left)]


def _without_old(rows: list[FeedRow], until: int) -> list[FeedRow]:
    """Return the rows of a full feed that a phone needs; what changed after its beginning always comes."""
    day, old = today() - timedelta(days=KEPT_DAYS), set()
    for kind, over_before in OVER.items():
        unseen = [UUID(row.object_id) for row in rows if row.kind == kind and row.seq <= until]
        old |= {(kind, str(one)) for one in (over_before(unseen, day) if unseen else ())}
    return [row for row in rows if row.seq > until or (row.kind, row.object_id) not in old]


def _lines(rows: list[FeedRow], audiences: Audiences, actor: Actor) -> list[dict[str, Any]]:
    shown = still_shown(audiences, rows)
    latest = {(row.kind, row.object_id): row for row in rows}
    wanted: dict[str, list[str]] = {}
    for (kind, object_id), row in latest.items():
        if not row.gone or (kind, object_id) in shown:
            wanted.setdefault(kind, []).append(object_id)
    rendered = {kind: _rendered(kind, ids, actor) for kind, ids in wanted.items()}
    return [_line(kind, object_id, rendered) for kind, object_id in latest]


def _line(kind: str, object_id: str, rendered: dict[str, dict[str, Any]]) -> dict[str, Any]:
    row = rendered.get(kind, {}).get(object_id)
    if row is None:
        return {"kind": kind, "id": object_id, "gone": True}
    return {"kind": kind, "id": object_id, "row": row}


def _rendered(kind: str, ids: list[str], actor: Actor) -> dict[str, Any]:
    if kind == "decision":
        items = [db.session.get(Item, UUID(one)) for one in ids]
        return {str(i.id): {"item_id": str(i.id), **i.decision} for i in items if i and i.decision}
    return RENDER[kind](ids, actor)
