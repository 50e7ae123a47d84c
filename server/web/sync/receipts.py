"""Receipts: a core that never changes, what is missing now, and what a person decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from server.core.clock import iso
from server.core.problems import MalformedRequest, Problem
from server.services.feed.models import Item
from server.services.files.queries import missing_of
from server.web.sync.envelope import opened
from server.web.sync.refusals import IdReused

Receipt = dict[str, Any]


def receipt(item: Item) -> Receipt:
    """Return an item's receipt: a core that never changes, and what is missing now."""
    reason = (item.reason_code, item.reason_zh, item.reason_en)
    given = _core(item.id, item.sha256, item.status, reason, item.received_at)
    given["missing_files"] = [] if item.status == "rejected" else missing_of(item.id, item.county_code)
    given["decision"] = item.decision
    return given


def id_reused(item_id: UUID, sha256: str, at: datetime) -> Receipt:
    """Return the answer to other bytes, or another author, under an id that is taken."""
    return _core(item_id, sha256, "id_reused", _reason(IdReused()), at)


def not_taken(line: bytes, refusal: Problem) -> Receipt:
    """Return the answer to a line of a batch that is no item, or too large for one; nothing was stored."""
    return _core(_id_in(line), None, "rejected", _reason(refusal), None)


def _core(
    item_id: UUID | None,
    sha256: str | None,
    status: str,
    reason: tuple[str | None, str | None, str | None],
    at: datetime | None,
) -> Receipt:
    code, zh, en = reason
    return {
        "id": str(item_id) if item_id else None,
        "sha256": sha256,
        "status": status,
        "reason_code": code,
        "reason_zh": zh,
        "reason_en": en,
        "received_at": iso(at) if at else None,
        "missing_files": [],
        "decision": None,
    }


def _reason(refusal: Problem) -> tuple[str, str, str]:
    return refusal.code, refusal.sentence(), refusal.sentence("en")


def _id_in(line: bytes) -> UUID | None:
    try:
        return opened(line)[0]
    except MalformedRequest:
        return None
