"""The ways that a trouble may take, step by step, with the days between two steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

Step = tuple[str, int]


@dataclass(frozen=True)
class Path:
    """One way: its steps, each some days after the one before it.

    is_over       nothing is left to do: the thing is free for another trouble
    at_rest_for   days since the last step, for a path that things are on today
    """

    steps: tuple[Step, ...]
    is_over: bool = False
    may_be_public: bool = True
    needs_spot_fix: bool = False
    at_rest_for: int = 1

    @cached_property
    def days(self) -> int:
        return sum(days for _, days in self.steps)


_FOUND: tuple[Step, ...] = (("found", 0),)
_CONFIRMED = (*_FOUND, ("confirm", 1))
_SENT = (*_CONFIRMED, ("assign", 1))
_BEGUN = (*_SENT, ("begin", 2))
_FINISHED = (*_BEGUN, ("finish", 1))
_ACCEPTED = (*_FINISHED, ("accept", 1))
_AGAIN: tuple[Step, ...] = (("assign", 1), ("begin", 2), ("finish", 2), ("accept", 1))
_COSTED = (*_CONFIRMED, ("ask_money", 2))
_ALLOWED = (*_COSTED, ("approve", 2))
_QUIET_END: tuple[Step, ...] = (("silent", 8), ("archive", 0))
_FIXED = Path(
    (("fix", 0), ("close_fix", 1), ("archive", 8)), is_over=True, may_be_public=False, needs_spot_fix=True
)
_THANKED = Path((*_ACCEPTED, ("fixed", 2), ("archive", 8)), is_over=True)
_BACK = Path((*_ACCEPTED, ("not_fixed", 3), *_AGAIN, *_QUIET_END), is_over=True)
_HANDED_ON = Path((*_FOUND, ("transfer", 2)), is_over=True)
_SILENT = Path((*_ACCEPTED, *_QUIET_END), is_over=True)
PAST = (
    _SILENT, _SILENT, _SILENT, _SILENT, _SILENT, _SILENT, _FIXED, _FIXED, _THANKED,
    _THANKED, _THANKED, _BACK, _HANDED_ON,
    Path((*_FOUND, ("reject", 2)), is_over=True),
    Path((*_ALLOWED, *_AGAIN, *_QUIET_END), is_over=True),
    Path((*_COSTED, ("deny", 1), ("ask_money", 2), ("approve", 1), *_AGAIN, *_QUIET_END), is_over=True),
    Path((*_BEGUN, ("pause", 1), ("resume", 5), ("finish", 2), ("accept", 1), *_QUIET_END), is_over=True),
    Path((*_FINISHED, ("refuse", 1), ("begin", 1), ("finish", 1), ("accept", 1), *_QUIET_END), is_over=True),
    Path((*_FOUND, ("twin", 1), *_CONFIRMED[1:], *_ACCEPTED[2:], *_QUIET_END), is_over=True),
)  # fmt: skip
"""What is over; the usual ends are there more than once, so that they are usual."""
_REOPENED = Path((*_ACCEPTED, ("not_fixed", 2)))
_NOW_THANKED = Path((*_ACCEPTED, ("look_good", 1), ("fixed", 1)), is_over=True)
_NOW_HANDED_ON = Path((*_FOUND, ("transfer", 1)), is_over=True)
LATELY = (
    Path(_FOUND), Path(_CONFIRMED, at_rest_for=2), Path(_SENT), Path(_BEGUN), Path(_FINISHED),
    Path(_ACCEPTED),
    _REOPENED, _NOW_THANKED, _NOW_HANDED_ON,
    Path((*_FOUND, ("claim", 1))),
    Path((*_FOUND, ("claim", 1), ("ask", 1))),
    Path((*_COSTED, ("deny", 1))),
    Path(_COSTED), Path(_ALLOWED),
    Path((*_ALLOWED, ("await_funds", 3)), at_rest_for=9),
    Path((*_ALLOWED, ("await_funds", 2), ("give_up", 12)), is_over=True),
    Path((*_BEGUN, ("pause", 1)), at_rest_for=3),
    Path((*_FINISHED, ("refuse", 1))),
    Path((*_SENT, ("cancel", 1))),
    Path((("fix", 0),), may_be_public=False, needs_spot_fix=True),
    Path((*_FOUND, ("reject", 1)), is_over=True),
    Path((*_FOUND, ("twin", 1))),
)  # fmt: skip
"""Where troubles stand today: every state that a report or an order can be in."""
PUBLIC_ONLY = frozenset({_THANKED, _BACK, _HANDED_ON, _REOPENED, _NOW_THANKED, _NOW_HANDED_ON})
"""Ways that only what a villager told can take."""
UPWARD = frozenset({_HANDED_ON, _NOW_HANDED_ON})
"""Ways of what goes to the township: somebody has occupied a thing."""
