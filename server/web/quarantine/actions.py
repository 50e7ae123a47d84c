"""Deciding on a kept item."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from server.assets.register.models import Asset
from server.core.clock import iso, local, now
from server.core.db import db
from server.core.problems import NotFound, Problem
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.accounts.models import User
from server.services.audit_log.actions import Doer, acting_as, audited, record
from server.services.feed.actions import share
from server.services.feed.models import HELD, Item, ItemBytes
from server.services.files.actions import expect
from server.services.notices.actions import tell
from server.web.quarantine.queries import assets_of
from server.web.sync.commands import Admission
from server.web.sync.envelope import Sent, notes_of, read
from server.web.sync.intake import judge
from server.web.sync.kinds import KINDS

ABOUT_AN_ASSET = frozenset({"inspection.file", "damage.report"})


class AlreadyDecided(Problem):
    """Somebody has decided on it before."""

    code, status = "quarantine/already-decided", 409


class StillRefused(Problem):
    """Even admitted it cannot be carried out; facts: reason, the refusal in words."""

    code, status = "quarantine/still-refused", 409


class NoSuchAsset(Problem):
    """Nothing in the sight of whoever decides bears this code."""

    code, status = "quarantine/no-such-asset", 422


@audited("quarantine.decide")
def decide(
    item_id: UUID,
    by: Actor,
    admit: bool,
    reason: str | None,
    asset_id: UUID | None = None,
    seen_version: int | None = None,
) -> Item:
    """Admit an item, carrying it out in its author's name, or refuse it with a reason; its phone is told.

    asset_id      the asset that it is about after all, of an item that named another; its bytes stay
    seen_version  of its thing, as whoever admits saw it beside the item; a change since then refuses him

    Raises NotFound, AlreadyDecided, StillRefused.
    """
    item = undecided(item_id)
    if admit:
        _carry_out(item, Admission(by, seen_version), asset_id)
    item.decision = {
        "outcome": "admitted" if admit else "refused",
        "reason_zh": reason,
        "reason_en": reason,
        "decided_at": iso(now()),
    }
    share(item.county_code, "decision", item.id, f"user:{item.author_id}")
    if not admit:
        _tell_why(item, reason or "")
    return item


def _tell_why(item: Item, why: str) -> None:
    """Let whoever brought it read why it was refused; what a person said of his month is answered beside it.

    An item may name anybody as its author: one who did not bring it hears nothing.
    """
    if item.kind == "month.contest":
        return
    kind = "item_refused" if item.carrier_id == item.author_id else "item_refused_brought"
    thing, day = _thing_seen(item), local(item.captured_at or item.received_at).date().isoformat()
    # by item, since two that are refused of one thing are two notices
    link = f"/app/asset/{thing.id}?item={item.id}" if thing else f"/desk/notices?item={item.id}"
    facts = {"thing": thing.name if thing else None, "day": day, "why": why}
    tell(item.county_code, [item.carrier_id], kind, link, **facts)


def _thing_seen(item: Item) -> Asset | None:
    """Return what an item is about, as far as its carrier may see that."""
    thing = assets_of([item]).get(item.id)
    carrier = db.session.get_one(User, item.carrier_id)
    return thing if thing and may(Permission.READ_ASSET, thing, actor_of(carrier)) else None


def undecided(item_id: UUID) -> Item:
    """Return a kept item, locked; raises NotFound, AlreadyDecided."""
    item = db.session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if item is None or item.status not in HELD:
        raise NotFound
    if item.decision is not None:
        raise AlreadyDecided
    return item


def is_outdated(item: Item) -> bool:
    """True of a judgement of what has changed since: it can only be refused, and its author judges anew."""
    kind = KINDS.get(item.kind)
    return item.status == "conflict" and kind is not None and kind.judges


def may_be_assigned(item: Item) -> bool:
    """True of what is about an asset, so that a person may say that another one was meant."""
    return item.kind in ABOUT_AN_ASSET


def _assigned(sent: Sent, item: Item, asset_id: UUID) -> Sent:
    if not may_be_assigned(item):
        raise NotFound
    record(
        item.county_code, "quarantine.assign", "Item", item.id, asset_id=str(asset_id), was=item.subject_id
    )
    return replace(sent, envelope={**sent.envelope, "subject_id": str(asset_id)})


def _carry_out(item: Item, admission: Admission, asset_id: UUID | None) -> None:
    kept = db.session.get_one(ItemBytes, (item.id, item.sha256))
    author = db.session.get(User, item.author_id)
    if kept.bytes is None or author is None:
        raise NotFound
    sent = read(kept.bytes)
    if asset_id is not None:
        sent = _assigned(sent, item, asset_id)
    with acting_as(Doer("user", author.id)):
        outcome = judge(sent, item, actor_of(author), admission)
    if outcome.problem is not None:
        raise StillRefused(reason=outcome.problem.sentence())
    expect(item.county_code, *outcome.owner, notes_of(sent.envelope), item.id, move=True)
