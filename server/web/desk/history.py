"""What happened to a case so far: the steps of the report and of its orders as one story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.field.damage import queries as damage
from server.field.damage.models import DamageReport, ReportStep
from server.field.damage.rules import CALL_RESULTS, TARGETS
from server.field.work_orders import queries as work_orders
from server.field.work_orders.models import OrderStep, WorkOrder
from server.identity.accounts.queries import names
from server.web.look.language import say

# each of these only repeats what a step of the other side says at the same moment
OUTCOMES = (*CALL_RESULTS, *TARGETS)
_ECHOES = {"report": {"dispatch", "redispatch", "repaired"}, "order": {"create", "estimate"}}


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, who (empty for the public and the system), what, in which words."""

    at: datetime
    who: str
    what: str
    words: str | None
    tone: str = "plain"


def of_case(report: DamageReport | None, orders: list[WorkOrder]) -> list[Line]:
    """Return the steps of a report and its orders, oldest first."""
    told = damage.steps_of(report.id) if report else []
    done = [step for order in orders for step in work_orders.steps_of(order.id)]
    people = names([step.actor_id for step in told] + [step.actor_id for step in done])
    lines = [_line("report", step, people) for step in told if step.event not in _ECHOES["report"]]
    lines += [_line("order", step, people) for step in done if step.event not in _ECHOES["order"]]
    return sorted(lines, key=lambda line: line.at)


def _line(kind: str, step: ReportStep | OrderStep, people: dict[UUID, str]) -> Line:
    who = people.get(step.actor_id, "") if step.actor_id else ""
    what = say(f"desk.step.{kind}.{step.event}")
    return Line(step.at, who, f"{what} {_outcome(step)}".strip(), step.words, _tone(step.event))


def _outcome(step: ReportStep | OrderStep) -> str:
    """Return how it was made safe, how grave it is, or what a call brought; empty where it brings nothing."""
    outcome = getattr(step, "outcome", None)
    if step.event == "secure":
        return say(f"app.danger.{outcome}")
    if step.event == "worsen":
        return say(f"severity.{outcome}")
    return say(f"desk.outcome.{outcome}") if outcome in OUTCOMES and step.event != "claim" else ""


def _tone(event: str) -> str:
    if event in {"feedback_bad", "passerby_bad", "fail", "deny", "report"}:
        return "red"
    return "green" if event in {"pass", "feedback_ok", "passerby_ok", "accept_fixed"} else "plain"


def complaint_of(report: DamageReport | None) -> str | None:
    """Return what people said when they sent a repair back, newest words first; None when nobody did."""
    if report is None or report.status not in {"reopened", "dispatched", "resolved"}:
        return None
    said = [step for step in damage.steps_of(report.id) if step.event == "feedback_bad"]
    return said[-1].words or say("desk.report.no_words") if said else None
