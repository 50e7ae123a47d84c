"""The life of an order and its limits.  Source: domain/3 (work_order); amounts are each county's settings."""

from __future__ import annotations

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
TO_ASSIGN = ("created", "approved")
TO_COST = ("created", "estimating")
ENDED = ("accepted", "closed_not_fixed", "cancelled")
PAUSES = ("parts", "weather", "other")
FUND_CHANNELS = ("maintenance", "village_income", "fiscal", "insurance", "compensation", "other")


class BeforePhotoMissing(Problem):
    """A repair begins with a picture of the thing as it was."""

    code, status = "orders/before-photo-missing", 422


class AfterPhotoMissing(Problem):
    """A repair ends with a picture of the thing as it is."""

    code, status = "orders/after-photo-missing", 422


class DefectsMissing(Problem):
    """Whoever sends a repair back says what is wanting."""

    code, status = "orders/defects-missing", 422


class OverLimit(Problem):
    """So much money needs an approval first; facts: limit in yuan."""

    code, status = "orders/over-limit", 422


class MenderUnknown(Problem):
    """No such mender works in this county."""

    code, status = "orders/mender-unknown", 422


def is_direct(severity: str, estimate_fen: int, limit_fen: int) -> bool:
    """True when a repair may start without approval: small, or 紧急 (papers follow)."""
    return severity == "critical" or estimate_fen <= limit_fen
