"""The life of a comment, whose it is and how high it may go.  Source: domain/3 (supervision_comment, 3.1)."""

from __future__ import annotations

from collections.abc import Callable

from server.core.moves import moves
from server.core.problems import Problem

MOVES = moves(
    (("received",), "accept", "accepted"),
    (("received", "accepted"), "reroute", "="),
    (("accepted",), "start", "handling"),
    (("handling",), "answer", "answered"),
    (("received", "accepted", "handling"), "overdue_up", "escalated"),
    (("received", "accepted", "handling", "escalated"), "supervise", "="),
    (("answered",), "rate_ok", "satisfied"),
    (("answered",), "rate_bad", "unsatisfied"),
    (("answered",), "no_contact", "closed_unanswered_no_contact"),
    (("accepted", "handling"), "no_clue", "closed_unanswered_no_contact"),
    (("unsatisfied",), "escalate", "escalated"),
    (("escalated",), "accept_up", "accepted"),
    (("unsatisfied",), "refer", "referred"),
    (("accepted", "handling"), "refer_out", "referred"),
    (
        ("received", "accepted", "handling", "answered", "unsatisfied", "escalated"),
        "withdraw",
        "withdrawn",
    ),
)
ENDED = ("satisfied", "referred", "withdrawn", "closed_unanswered_no_contact")
OPEN = ("received", "accepted", "handling", "answered", "unsatisfied", "escalated")
BEING_HANDLED = ("accepted", "handling")
CATEGORIES = ("occupied", "misused", "idle", "absent", "person", "advice")
ABSENT, PERSON, ADVICE = "absent", "person", "advice"
ABOUT = ("village", "township", "other")
"""What whoever speaks may choose from; the words of staff may also be about the county."""
LEVELS = ("township", "county", "city")
FIRST_LEVEL = {"village": "township", "township": "county", "county": "city", "other": "county"}
REFER_REASONS = ("lawsuit", "petition", "discipline")
FAILED_CALLS = 3
ABSENT_COMPLAINTS = 3


class CommentBare(Problem):
    """Advice, or the wish for another answer, needs a sentence."""

    code, status = "comments/bare", 422


class TargetRefused(Problem):
    """Nobody is handed what is about himself, or what he has had already."""

    code, status = "comments/target-refused", 422


class NoHigherLevel(Problem):
    """There is nobody above who could still deal with it."""

    code, status = "comments/no-higher-level", 409


class HigherLevelLeft(Problem):
    """Somebody above has yet to deal with it, so nobody is sent elsewhere."""

    code, status = "comments/higher-level-left", 409


class ClueNotAwaited(Problem):
    """Closing for lack of clues needs a question that hung long enough, and the level above's word."""

    code, status = "comments/clue-not-awaited", 409


def first_level(about: str, ledger_tier: str) -> str:
    """Return who deals with it first: one level above whomever it is about, never the village.

    ledger_tier  whose thing it is: what a township runs itself, the county looks at
    """
    level = FIRST_LEVEL[about]
    return "county" if level == "township" and ledger_tier == "township" else level


def level_above(level: str) -> str | None:
    """Return the next level; None above the city."""
    at = LEVELS.index(level) + 1
    return LEVELS[at] if at < len(LEVELS) else None


def climbed(level: str | None, has_people: Callable[[str], bool]) -> str | None:
    """Return the lowest level from this one upward at which somebody can act; None where nobody can."""
    while level is not None and not has_people(level):
        level = level_above(level)
    return level


def is_reachable(phone: str | None, failed_calls: int) -> bool:
    """True while somebody who left a phone may still be rung; whoever left none is not asked."""
    return bool(phone) and failed_calls < FAILED_CALLS
