"""Every state that an order can reach in a small place, by the real map of permissions and life cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

from server.assets.register.models import Asset
from server.core.ids import new_id
from server.core.moves import may_move, move
from server.field.work_orders.rules import ENDED, MOVES
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission

SMALL, MIDDLE, LARGE = 150_000, 1_500_000, 2_500_000  # 分: direct, the township's to approve, the county's
MENDER = {
    "accept_job": Permission.MEND,
    "start": Permission.MEND,
    "pause": Permission.MEND,
    "resume": Permission.MEND,
    "finish": Permission.MEND,
}
# Steps that bar nobody are forgotten, and those that bar alike are one: the states stay few.
KEPT_AS = {
    "submit_cost": "submit_cost",
    "fast_assign": "assign",
    "assign": "assign",
    **dict.fromkeys(MENDER, "finish"),
}
VERBS = {
    "fast_assign": Permission.DISPATCH,
    "assign": Permission.DISPATCH,
    "submit_cost": Permission.ESTIMATE,
    "approve": Permission.APPROVE_COST,
    "deny": Permission.APPROVE_COST,
    "pass": Permission.ACCEPT_REPAIR,
    "fail": Permission.ACCEPT_REPAIR,
    **MENDER,
}


@dataclass(frozen=True)
class Step:
    """What somebody did, as the predicates read an order's history."""

    event: str
    actor_id: UUID | None
    mender_id: UUID | None


@dataclass(frozen=True)
class Order:
    """An order as far as the map asks about it, with all that was done."""

    asset: Asset = field(compare=False, hash=False)
    author_id: UUID
    level: str = "village"
    status: str = "created"
    estimate_fen: int | None = None
    actual_cost_fen: int | None = None
    mender_id: UUID | None = None
    steps: frozenset[Step] = frozenset()
    county_code: str = "140699"


def following(order: Order, people: Iterable[Actor], mender: Actor) -> Iterator[Order]:
    """Return each state that somebody may bring about."""
    for person in (*people, mender):
        for event, permission in VERBS.items():
            if event == "submit_cost":
                can = order.status in {"created", "estimating"}
            else:
                can = may_move(MOVES, order.status, event)
            if can and may(permission, order, person):
                yield from _taken(order, event, person, mender)


def _taken(order: Order, event: str, person: Actor, mender: Actor) -> Iterator[Order]:
    before = "estimating" if event == "submit_cost" else order.status
    sums = {"submit_cost": (MIDDLE, LARGE), "finish": (SMALL, MIDDLE), "fast_assign": (SMALL,)}
    for fen in sums.get(event, (None,)):
        changed = replace(order, status=move(MOVES, before, event))
        if event in {"submit_cost", "fast_assign"}:
            changed = replace(changed, estimate_fen=fen)
        if event == "finish":
            changed = replace(changed, actual_cost_fen=fen)
        if event in {"fast_assign", "assign"}:
            changed = replace(changed, mender_id=mender.id)
        if event in KEPT_AS:
            step = Step(KEPT_AS[event], person.id, changed.mender_id)
            changed = replace(changed, steps=changed.steps | {step})
        yield changed


def stuck(order: Order, people: list[Actor], mender: Actor) -> list[Order]:
    """Return the states reachable from an order out of which no way leads to its end."""
    into: dict[Order, set[Order]] = defaultdict(set)
    seen, waiting = {order}, [order]
    while waiting:
        one = waiting.pop()
        for after in following(one, people, mender):
            into[after].add(one)
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    ends = {one for one in seen if one.status in ENDED}
    ending = list(ends)
    while ending:
        fresh = into[ending.pop()] - ends
        ends |= fresh
        ending += fresh
    return [one for one in seen if one not in ends]


def asset_of(path: str, tier: str = "village") -> Asset:
    """Return an asset that lies in a village and is in no database."""
    return Asset(id=new_id(), county_code="140699", region_path=path, ledger_tier=tier)
