"""Filters as links: each choice is an address, so that a list may be kept, sent and gone back to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One link of a filter; depth 1 is a village under its township."""

    word: str
    address: str
    chosen: bool
    count: int | None = None
    depth: int = 0


@dataclass(frozen=True)
class Filter:
    """One filter: its name, and the choices as links, the one that lifts it first."""

    name: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice:
        return next((one for one in self.choices if one.chosen), self.choices[0])

    @property
    def is_set(self) -> bool:
        return not self.choices[0].chosen
