"""What permissions.py may ask about an order: separation of duty stands here (domain/2, INV-5)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from server.field.work_orders.queries import mends_at
from server.identity.access.models import Actor
from server.identity.accounts.queries import holder_ids_in, roles_of, user
from server.services.settings.queries import setting

_MENDED = ("accept_job", "start", "pause", "resume", "finish")
_DISPATCHED = ("fast_assign", "assign", "change_maintainer")


def is_mender(actor: Actor, subject: Any) -> bool:
    """Mends under this order."""
    return actor.id is not None and subject.mender_id == actor.id


def mends_here(actor: Actor, subject: Any) -> bool:
    """Mends, or mended, at this asset."""
    return actor.id is not None and mends_at(actor.id, subject.asset.id)


def not_mender(actor: Actor, subject: Any) -> bool:
    """Never mended under this order: neither sent to it, nor told of its beginning or end."""
    steps = subject.steps
    hands = {step.actor_id for step in steps if step.event in _MENDED} | {step.mender_id for step in steps}
    return actor.id not in hands


def not_dispatcher(actor: Actor, subject: Any) -> bool:
    """Never dispatched this order."""
    return actor.id not in {step.actor_id for step in subject.steps if step.event in _DISPATCHED}


def not_author(actor: Actor, subject: Any) -> bool:
    """Did not confirm the damage behind it, nor ask for the money."""
    return actor.id is not None and actor.id not in _authors(subject)


def _authors(subject: Any) -> set[UUID | None]:
    askers = {step.actor_id for step in subject.steps if step.event in {"create", "submit_cost"}}
    return {subject.author_id, *askers}


def left_by_township(_actor: Actor, subject: Any) -> bool:
    """Nobody at the township may approve it, for all who could have confirmed or asked themselves."""
    approvers = holder_ids_in(subject.county_code, "township_approver", subject.asset.region_path)
    return approvers <= _authors(subject)


def above_author(*ladder: tuple[str, ...]) -> Callable[[Actor, Any], bool]:
    """Stands above whoever raised it (domain/3: supervises_author); never himself.

    ladder  roles by rung, the lowest first: the approving post of a unit above its staff, and units upward
    """

    def supervises_author(actor: Actor, subject: Any) -> bool:
        if actor.id is None or actor.id == subject.author_id:
            return False
        author = user(subject.author_id) if subject.author_id else None
        path = subject.asset.region_path
        own = [scope.role for scope in actor.scopes if scope.dept_id or scope.covers(path)]
        return _rung(ladder, own) > _rung(ladder, roles_of(author) if author else ())

    return supervises_author


def _rung(ladder: tuple[tuple[str, ...], ...], roles: Collection[str]) -> int:
    return max((at for at, rung in enumerate(ladder, 1) if not set(rung).isdisjoint(roles)), default=0)


def at_village_level(_actor: Actor, subject: Any) -> bool:
    """Is the village's to deal with: not taken over by the level above after 没修好."""
    return str(subject.level) == "village"


def small_job(_actor: Actor, subject: Any) -> bool:
    """Cost no more than the county's limit for small jobs, and nobody has complained of the repair."""
    cost = subject.actual_cost_fen if subject.actual_cost_fen is not None else 0
    return subject.level == "village" and cost <= int(setting(subject.county_code, "small_job_limit"))


def within_township_limit(_actor: Actor, subject: Any) -> bool:
    """Is estimated within what a township may approve."""
    return (subject.estimate_fen or 0) <= int(setting(subject.county_code, "township_repair_limit"))


def above_township_limit(actor: Actor, subject: Any) -> bool:
    """Is estimated at more than a township may approve (domain/3, work_order.approve)."""
    return not within_township_limit(actor, subject)


def in_department_ledger(_actor: Actor, subject: Any) -> bool:
    """Mends an asset of the department's own ledger (domain/2, INV-5)."""
    return str(subject.asset.ledger_tier) == "department"
