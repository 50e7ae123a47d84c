"""The blocks of a person's page, in their order; another room adds its own by marking a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.identity.accounts.models import User

Facts = dict[str, Any]
Teller = Callable[[User], Facts | None]


@dataclass(frozen=True)
class Block:
    """One block as the page includes it: its template reads `block`, and `person` like the whole page."""

    template: str
    facts: Facts


_TELLERS: dict[str, tuple[int, Teller]] = {}


def block(template: str, place: int) -> Callable[[Teller], Teller]:
    """Mark what tells a block's facts about a person; None where it has nothing to show.

    place  blocks stand in the order of these numbers
    """

    def note(teller: Teller) -> Teller:
        _TELLERS[template] = place, teller
        return teller

    return note


def blocks_of(person: User) -> list[Block]:
    """Return the blocks that have something to show."""
    in_order = sorted(_TELLERS.items(), key=lambda entry: entry[1][0])
    told = [(template, teller(person)) for template, (_, teller) in in_order]
    return [Block(template, facts) for template, facts in told if facts is not None]
