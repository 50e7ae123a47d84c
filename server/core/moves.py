"""Life cycles as plain tables: (state, event) -> state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.core.problems import Problem

Moves = Mapping[tuple[str, str], str]


class MoveRefused(Problem):
    """The life cycle has no such move from here; facts: state and event as people call them."""

    code, status = "core/move-refused", 409


def moves(*rows: tuple[Iterable[str], str, str]) -> dict[tuple[str, str], str]:
    """Return the table of rows (states, event, state it leads to); "=" as target keeps the state."""
    table: dict[tuple[str, str], str] = {}
    for sources, event, target in rows:
        for source in sources:
            if (source, event) in table:
                raise ValueError(f"two moves for {source}, {event}")
            table[source, event] = source if target == "=" else target
    return table


def may_move(table: Moves, state: str, event: str) -> bool:
    """True when the life cycle knows this event from this state."""
    return (state, event) in table


def move(table: Moves, state: str, event: str) -> str:
    """Return the state that the event leads to; raises MoveRefused."""
    if (state, event) not in table:
        raise MoveRefused(state=state, event=event)
    return table[state, event]
