"""Deciding on a kept item."""

from __future__ import annotations

from uuid import UUID

from server.core.clock import iso, now
from server.core.db import db
from server.core.problems import NotFound, Problem
from server.identity.access.models import Actor, actor_of
from server.identity.accounts.models import User
from server.services.audit_log.actions import Doer, acting_as, audited
from server.services.feed.actions import share
from server.services.feed.models import HELD, Item, ItemBytes
from server.services.files.actions import expect
from server.web.sync.envelope import notes_of, read
from server.web.sync.intake import judge


class AlreadyDecided(Problem):
    """Somebody has decided on it before."""

    code, status = "quarantine/already-decided", 409


class StillRefused(Problem):
    """Even admitted it cannot be carried out; facts: reason, the refusal in words."""

    code, status = "quarantine/still-refused", 409


@audited("quarantine.decide")
def decide(item_id: UUID, by: Actor, admit: bool, reason: str | None) -> Item:
    """Admit an item, carrying it out in its author's name, or refuse it with a reason; its phone is told.

    Raises NotFound, AlreadyDecided, StillRefused.
    """
    item = db.session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if item is None or item.status not in HELD:
        raise NotFound
    if item.decision is not None:
        raise AlreadyDecided
    if admit:
        _carry_out(item, by)
    item.decision = {
        "outcome": "admitted" if admit else "refused",
        "reason_zh": reason,
        "reason_en": reason,
        "decided_at": iso(now()),
    }
    share(item.county_code, "decision", item.id, f"user:{item.author_id}")
    return item


def _carry_out(item: Item, by: Actor) -> None:
    kept = db.session.get_one(ItemBytes, (item.id, item.sha256))
    author = db.session.get(User, item.author_id)
    if kept.bytes is None or author is None:
        raise NotFound
    sent = read(kept.bytes)
    with acting_as(Doer("user", author.id)):
        outcome = judge(sent, item, actor_of(author), admitted_by=by)
    if outcome.problem is not None:
        raise StillRefused(reason=outcome.problem.sentence())
    expect(item.county_code, *outcome.owner, notes_of(sent.envelope), item.id, move=True)
