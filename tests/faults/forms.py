"""What the app's forms make of what people tap: the payloads of items, with the pictures they name."""

from __future__ import annotations

from typing import Any

from server.core.clock import iso, now
from tests.makers import PLACE

CODES = ("G02", "G04", "G05", "WE01", "WE05", "WE11")
Step = tuple[dict[str, Any], dict[str, bytes]]

NEXT = {
    "assigned": "order.begin", "rework": "order.begin", "in_repair": "order.finish",
    "paused": "order.resume",
}  # fmt: skip
LEADS_TO = {
    "order.begin": "in_repair", "order.finish": "finished", "order.resume": "in_repair",
    "order.pause": "paused",
}  # fmt: skip
"""What whoever mends does next to an order in a state, and the state it leads to."""


def visit(problem: str = "") -> dict[str, Any]:
    """Return the payload of a visit to a well that found this problem, or none."""
    answers = [{"code": code, "value": "problem" if code == problem else "ok"} for code in CODES]
    return {
        "task_id": None, "template": "well", "template_version": "2026.11-2", "answers": answers,
        "all_normal": not problem, "asked": list(CODES), "place": PLACE, "started_at": iso(now()),
        "scanned": {"by": "camera", "token": None, "short_code": None},
    }  # fmt: skip


def report(category: str) -> dict[str, Any]:
    return {
        "category": category, "severity": "minor", "words": "不出水", "unit_id": None, "upward": False,
        "on_behalf_of": None, "place": PLACE, "scanned": None,
    }  # fmt: skip


def step(kind: str, photo: bytes) -> Step:
    """Return the payload of a step of an order, and its picture."""
    here: dict[str, Any] = {"place": None, "scanned": None}
    steps: dict[str, Step] = {
        "order.begin": (here, {"before/1": photo}),
        "order.pause": ({"reason": "parts", "words": None}, {}),
        "order.resume": ({}, {}),
        "order.finish": (
            {"materials": [], "actual_cost_fen": 120_000, "words": None},
            {"after/1": photo},
        ),
        "order.pass": ({"words": None, "publish_photos": False, **here}, {}),
        "order.fail": ({"defects": "还漏", **here}, {"defect/1": photo}),
    }
    return steps[kind]
