"""What regions announce: everything that lies in a place follows it."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.events import Event


@dataclass
class Allowance:
    """How many rows this unit may still write; whoever writes some takes them off."""

    rows: int

    def take(self, written: int) -> None:
        self.rows = max(0, self.rows - written)


@dataclass(frozen=True)
class RegionMoved(Event):
    """A place merged into another or came under another; told again until no row is left to follow.

    old_code, new_code  differ where it merged
    words               what it may be searched by from now on, with pinyin initials, lowercase
    """

    county_code: str
    old_path: str
    new_path: str
    old_code: str
    new_code: str
    words: str
    allowance: Allowance


@dataclass(frozen=True)
class RegionRenamed(Event):
    """A place has a new name; told again until no row is left that lacks it.

    words  what it may be searched by from now on, with pinyin initials, lowercase
    """

    county_code: str
    path: str
    words: str
    allowance: Allowance
