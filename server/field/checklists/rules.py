"""Reading a template: who is asked what, and which answer is a problem.  Source: domain/4."""

from __future__ import annotations

from typing import Any

from server.core.words import book

SEVERITIES = ("minor", "major", "critical")
EXPERT_ROLES = frozenset({"dept_staff", "dept_approver", "evaluator"})
_WIRE = ("code", "zh", "en", "type", "severity", "photo", "spot_fix", "unit", "min", "max")


def audience_of(roles: frozenset[str]) -> str:
    """Return whose questions somebody is asked: expert only where a department takes the visit."""
    return "expert" if roles and roles <= EXPERT_ROLES else "worker"


def items_for(body: dict[str, Any], audience: str) -> list[dict[str, Any]]:
    """Return the questions of one audience in order; experts are asked everything."""
    return [item for item in body["items"] if audience == "expert" or item["audience"] == audience]


def wire_items(body: dict[str, Any], audience: str) -> list[dict[str, Any]]:
    """Return the questions as the phone needs them."""
    return [_wire_item(item) for item in items_for(body, audience)]


def _wire_item(item: dict[str, Any]) -> dict[str, Any]:
    kept = {name: item.get(name) for name in _WIRE if item.get(name) is not None}
    kept.setdefault("severity", None)
    kept.setdefault("spot_fix", False)
    if "options" in item:
        kept["options"] = [
            {name: option[name] for name in ("value", "zh", "answer") if name in option}
            for option in item["options"]
        ]
    return kept


def is_problem(item: dict[str, Any], value: object) -> bool:
    """True when an answer says that something is wrong: 有问题, a problem option, a number out of range."""
    if item["type"] == "check":
        return value == "problem"
    if item["type"] == "choice":
        chosen = [option for option in item["options"] if option["value"] == value]
        return any(option.get("answer") == "problem" for option in chosen)
    if item["type"] == "number" and item.get("severity") and isinstance(value, int | float):
        low, high = item.get("min"), item.get("max")
        return (low is not None and value < low) or (high is not None and value > high)
    return False


def trouble(item: dict[str, Any]) -> str:
    """Return what a problem is called (井不出水); the question itself states the good (井能出水)."""
    words: str = book("zh").get(f"trouble.{item['code']}", item["zh"])
    return words


def fits(item: dict[str, Any], value: object) -> bool:
    """True when a value is of the kind that the item asks for."""
    if item["type"] == "check":
        return isinstance(value, str) and value in {"ok", "problem", "absent"}
    if item["type"] == "choice":
        return any(option["value"] == value for option in item["options"])
    if item["type"] == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) if item["type"] == "text" else True


def graver(a: str | None, b: str | None) -> str | None:
    """Return the graver of two severities; None is the least."""
    ranked: list[str | None] = [None, *SEVERITIES]
    return a if ranked.index(a) >= ranked.index(b) else b
