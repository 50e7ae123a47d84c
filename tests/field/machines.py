"""The life cycles as the papers have them (machines.json, a copy), with the departures that we took applied.

A row is one transition: from these states, by this event, to that state, by these actors.  An actor is an
AND of a role, relations and conditions of his own; the actors of a row are an OR.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

NEW, SAME = "(new)", "(same)"
SYSTEM, ANYBODY = "system", "public"
_PAPER = json.loads(Path(__file__).with_name("machines.json").read_text("utf-8"))["machines"]
MACHINES: tuple[str, ...] = tuple(_PAPER)


@dataclass(frozen=True)
class Guard:
    """A condition by name."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Who:
    """One alternative of a row: a role, all relations, all conditions that bind this actor alone."""

    role: str
    relations: tuple[str, ...] = ()
    when: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Row:
    """One transition; `to` may be SAME."""

    sources: tuple[str, ...]
    event: str
    to: str
    actors: tuple[Who, ...]
    conditions: tuple[Guard, ...] = ()

    @property
    def people(self) -> tuple[Who, ...]:
        """Whoever is signed in."""
        return tuple(who for who in self.actors if who.role not in {SYSTEM, ANYBODY})

    @property
    def is_public(self) -> bool:
        return any(who.role == ANYBODY for who in self.actors)

    @property
    def is_systems(self) -> bool:
        return any(who.role == SYSTEM for who in self.actors)


@dataclass(frozen=True)
class Departure:
    """One place where a life cycle is deliberately not the papers'.

    why      the reason, with the ADR that tells it
    sources  the states that it is about; empty: all from which the papers know the event
    to       set: a move that the papers lack, from `sources`, by the actors of `like` or `actors`
    dropped  the papers' move is not ours
    actors   these instead of the papers'
    besides  relations asked of every person besides the papers'
    """

    event: str
    why: str
    sources: tuple[str, ...] = ()
    to: str = ""
    like: str = ""
    dropped: bool = False
    actors: tuple[Who, ...] | None = None
    besides: tuple[str, ...] = ()

    def applied(self, rows: list[Row]) -> list[Row]:
        """Return the rows as they are with this departure; raises ValueError when it changes nothing."""
        if self.to:
            changed = [*rows, Row(self.sources, self.event, self.to, self._actors(rows))]
        elif self.dropped:
            changed = [kept for row in rows for kept in self._without(row)]
        else:
            changed = [replace(row, actors=self._of(row)) if self._is_about(row) else row for row in rows]
        if changed == rows:
            raise ValueError(f"departs from nothing: {self}")
        return changed

    def _actors(self, rows: list[Row]) -> tuple[Who, ...]:
        if self.actors is not None:
            return self.actors
        like = self.like or self.event
        return next(row.actors for row in rows if row.event == like)

    def _is_about(self, row: Row) -> bool:
        return row.event == self.event and (not self.sources or set(row.sources) <= set(self.sources))

    def _without(self, row: Row) -> Iterable[Row]:
        if row.event != self.event:
            return (row,)
        left = tuple(one for one in row.sources if self.sources and one not in self.sources)
        return (replace(row, sources=left),) if left else ()

    def _of(self, row: Row) -> tuple[Who, ...]:
        if self.actors is not None:
            return self.actors
        return tuple(
            who if who.role in {SYSTEM, ANYBODY} else replace(who, relations=(*who.relations, *self.besides))
            for who in row.actors
        )


def rows_of(machine: str, departures: Iterable[Departure]) -> list[Row]:
    """Return the transitions of a machine, as the papers have them but for these departures."""
    rows = [_row(told) for told in _PAPER[machine]["transitions"]]
    for one in departures:
        rows = one.applied(rows)
    return rows


def table_of(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Return the plain table (state, event) -> state; births are left out."""
    return {
        (source, row.event): source if row.to == SAME else row.to
        for row in rows
        for source in row.sources
        if source != NEW
    }


def _row(told: dict[str, Any]) -> Row:
    return Row(
        tuple(told["from"]),
        told["event"],
        told["to"],
        tuple(
            Who(one["role"], tuple(one.get("relations", ())), _guards(one.get("when", ())))
            for one in told["actors"]
        ),
        _guards(told["conditions"]),
    )


def _guards(told: Iterable[dict[str, Any]]) -> tuple[Guard, ...]:
    return tuple(Guard(one["name"], one.get("params", {})) for one in told)
