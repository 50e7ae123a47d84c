"""Which page shows which kind of case, so that a refusal can be shown on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from server.core.problems import Problem


@dataclass(frozen=True)
class Refusal:
    """Why a decision was not taken.

    stale   somebody else decided first: both sides are shown
    wanted  what the person was about to decide, in words
    """

    problem: Problem
    stale: bool
    wanted: str


Page = Callable[[Any, Refusal | None], str]
CASES: dict[str, Page] = {}
P = TypeVar("P", bound=Page)


def shows(segment: str) -> Callable[[P], P]:
    """Mark the page of the cases whose addresses begin with /desk/<segment>/."""

    def note(page: P) -> P:
        CASES[segment] = page
        return page

    return note
