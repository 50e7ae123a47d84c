"""The chip that says how much time is left: 紧急, 过1天, 今天, 明天, 还有3天."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.clock import end_of, local, now, today
from server.field.damage import queries
from server.field.damage.models import DamageReport
from server.field.damage.rules import HURRIED, TO_VERIFY
from server.field.work_orders.clocks import due_of
from server.field.work_orders.models import WorkOrder
from server.services.settings.queries import setting
from server.web.look.language import say

_MIDNIGHT_BELONGS_TO_THE_DAY_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True)
class Chip:
    """A word, and the tone that only helps to see it: red, amber, blue or plain."""

    word: str
    tone: str


def days_since(moment: datetime) -> int:
    """Return how many Shanghai days ago a moment was."""
    return max(0, (today() - local(moment).date()).days)


def clock_chip(deadline: datetime, severity: str | None = None) -> Chip:
    """Return the chip of something that is due at an aware moment."""
    days = (local(deadline - _MIDNIGHT_BELONGS_TO_THE_DAY_BEFORE).date() - today()).days
    if now() > deadline:
        return Chip(say("desk.clock.late", days=-days) if days else say("desk.clock.just_late"), "red")
    if severity == "critical":
        return Chip(say("severity.critical"), "red")
    if days < 2:
        return Chip(say("desk.clock.tomorrow" if days else "desk.clock.today"), "amber")
    return Chip(say("desk.clock.left", days=days), "blue")


def verdict_due(report: DamageReport) -> datetime:
    """Return by when somebody is to have taken up or looked at a report, by its severity."""
    return queries.clock_of(report).due_at


def clock_of(report: DamageReport) -> Chip | None:
    """Return the chip of a report that waits for somebody; None for the others."""
    return clock_chip(verdict_due(report), report.severity) if report.status in TO_VERIFY else None


def is_hurried(report: DamageReport) -> bool:
    """True while those above wait for what they asked for (督办)."""
    return report.instructed_at is not None and report.status in HURRIED


def order_due(order: WorkOrder) -> datetime:
    """Return by when the next step is due: acceptance, another look at the money, or the repair."""
    if order.status == "finished" and order.finished_at:
        return order.finished_at + timedelta(days=int(setting(order.county_code, "acceptance_days")))
    if order.status == "awaiting_funds" and order.funds_review_on:
        return end_of(order.funds_review_on)
    return end_of(due_of(order) or order.due_on)
