"""Who is to decide on a kept item: whoever it was handed on to, else everybody who may."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from server.core.clock import iso, now
from server.core.db import unit_of_work
from server.core.problems import Problem
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission, actor_of
from server.identity.accounts.models import User
from server.identity.accounts.queries import holders_in, users_by_id
from server.services.audit_log.actions import record
from server.services.feed.models import Item
from server.services.notices.actions import tell
from server.web.quarantine.actions import undecided


class MayNotDecide(Problem):
    """Whoever it was to be handed on to does not decide on this item."""

    code, status = "quarantine/may-not-decide", 422


def could_take(item: Item, by: Actor) -> list[User]:
    """Return those others who may decide on an item, by name."""
    staff = holders_in(item.county_code, "township_staff", "county_staff")
    return [one for one in staff if one.id != by.id and _decides(one, item)]


def hand_on(item_id: UUID, by: Actor, to: UUID, words: str) -> Item:
    """Leave an item to one who may decide on it, and tell him why; the others still reach it.

    Raises NotFound, AlreadyDecided, MayNotDecide.
    """
    with unit_of_work():
        item = undecided(item_id)
        if to not in {one.id for one in could_take(item, by)}:
            raise MayNotDecide
        item.handed = {"to": str(to), "by": str(by.id), "at": iso(now()), "words": words}
        giver = by.user.display_name if by.user else ""
        tell(item.county_code, [to], "item_handed", f"/desk/quarantine/{item.id}", who=giver, words=words)
        record(item.county_code, "quarantine.hand_on", "Item", item.id, to=str(to), words=words)
        return item


def holders_of(items: Iterable[Item]) -> dict[UUID, User]:
    """Return by item who has it to decide; whoever may not any more has it no longer."""
    handed = {item.id: (item, UUID(item.handed["to"])) for item in items if item.handed}
    if not handed:
        return {}
    known = users_by_id(to for _, to in handed.values())
    return {id_: known[to] for id_, (item, to) in handed.items() if to in known and _decides(known[to], item)}


def _decides(person: User, item: Item) -> bool:
    return person.status == "active" and may(Permission.DECIDE_QUARANTINE, item, actor_of(person))
