"""The life of an order and its limits.  Source: domain/3 (work_order); amounts are each county's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.core.moves import moves
from server.core.problems import Problem

MOVES = moves(
    (("created",), "fast_assign", "assigned"),
    (("created",), "estimate", "estimating"),
    (("estimating",), "submit_cost", "pending_approval"),
    (("pending_approval",), "approve", "approved"),
    (("pending_approval",), "deny", "estimating"),
    (("estimating", "pending_approval", "approved"), "await_funds", "awaiting_funds"),
    (("awaiting_funds",), "review_funds", "="),
    (("awaiting_funds",), "funded", "pending_approval"),
    (("awaiting_funds",), "funded_approved", "approved"),
    (("awaiting_funds",), "close_not_fixed", "closed_not_fixed"),
    (("approved",), "assign", "assigned"),
    (("assigned",), "accept_job", "in_repair"),
    (("in_repair",), "pause", "paused"),
    (("paused",), "resume", "in_repair"),
    (("assigned", "in_repair", "paused", "rework"), "change_maintainer", "assigned"),
    (("in_repair",), "finish", "finished"),
    (("finished",), "pass", "accepted"),
    (("finished",), "fail", "rework"),
    (("finished",), "ask_township", "="),
    (("rework",), "start", "in_repair"),
    (("created", "estimating", "pending_approval", "approved", "assigned"), "cancel", "cancelled"),
)
ENDED = ("accepted", "closed_not_fixed", "cancelled")
WITHOUT_CLOCK = ("awaiting_funds", "finished", *ENDED)
"""Nothing of these is late: there is no money, or the repair waits to be accepted."""
MENDING = ("assigned", "in_repair", "paused", "rework")
TO_AWAIT = ("created", "estimating", "pending_approval", "approved")
TO_CANCEL = ("created", "estimating", "pending_approval", "approved", "assigned")
PAUSES = ("parts", "weather", "other")
FUND_CHANNELS = ("maintenance", "village_income", "fiscal", "insurance", "compensation", "other")
FOLLOW_UPS = ("none", "disposal", "revitalization", "insurance")
MOST_LINES = 50
FEN_A_YUAN = 100


class BeforePhotoMissing(Problem):
    """A repair begins with a picture of the thing as it was."""

    code, status = "orders/before-photo-missing", 422


class AfterPhotoMissing(Problem):
    """A repair ends with a picture of the thing as it is."""

    code, status = "orders/after-photo-missing", 422


class ReceiptMissing(Problem):
    """A dear repair ends with a picture of its bills; facts: limit in yuan."""

    code, status = "orders/receipt-missing", 422


class DefectsMissing(Problem):
    """Whoever sends a repair back says what is wanting."""

    code, status = "orders/defects-missing", 422


class LinesWrong(Problem):
    """The lines of a budget have to sum to its total; facts: sum and total in yuan."""

    code, status = "orders/lines-wrong", 422


class NotFenced(Problem):
    """Nothing waits for money before what is dangerous has been fenced off."""

    code, status = "orders/not-fenced", 422


class WordsMissing(Problem):
    """Whoever decides about a repair says why, so that others can follow it."""

    code, status = "orders/words-missing", 422


class OrderOpen(Problem):
    """The report has an order that is not over, or is not one to mend."""

    code, status = "orders/order-open", 409


class OverLimit(Problem):
    """So much money needs an approval first; facts: limit in yuan."""

    code, status = "orders/over-limit", 422


class MenderUnknown(Problem):
    """No such mender works in this county."""

    code, status = "orders/mender-unknown", 422


def is_direct(severity: str, estimate_fen: int, limit_fen: int) -> bool:
    """True when a repair may start without approval: small, or 紧急 (papers follow)."""
    return severity == "critical" or estimate_fen <= limit_fen


def check_lines(lines: Sequence[dict[str, Any]], total_fen: int) -> None:
    """Refuse a budget whose lines do not sum to its total; raises LinesWrong."""
    together = sum(int(line["cost_fen"]) for line in lines)
    if together != total_fen:
        raise LinesWrong(sum=f"{together / 100:g}", total=f"{total_fen / 100:g}")


def still_approved(was_approved: bool, approved_fen: int | None, needed_fen: int | None) -> bool:
    """True when an approval still holds: it was given, and the repair has not become dearer since."""
    return was_approved and needed_fen is not None and needed_fen <= (approved_fen or 0)


def days_to_add(paused: bool, days: int, paused_before: int, most: int) -> int:
    """Return by how many days a clock that stood moves on; pauses together by no more than the most."""
    return max(0, min(days, most - paused_before)) if paused else days
