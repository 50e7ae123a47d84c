"""昨晚出了什么事: what went wrong since yesterday evening, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.clock import now, start_of, today
from server.field.damage import queries as damage
from server.field.work_orders import queries as work_orders
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.services.channels.queries import failed_since
from server.services.sweeps.queries import failing_since
from server.web.desk.sentences import troubles_of, wrong
from server.web.desk.waiting import Waiting
from server.web.look.language import here, say

EVENING = timedelta(hours=6)  # before midnight: what came in after 18:00
REPORT_EVENTS = ("report", "feedback_bad", "passerby_bad", "appeal", "review_bad", "order_ended")
ORDER_EVENTS = ("fail", "await_funds", "cancel", "close_not_fixed")


@dataclass(frozen=True)
class Mishap:
    """One thing that went wrong: when, what, where it is judged; grave when somebody may come to harm."""

    at: datetime
    what: str
    said: str
    address: str
    grave: bool = False


def since() -> datetime:
    """Return yesterday evening in Shanghai."""
    return start_of(today()) - EVENING


def mishaps(actor: Actor, waiting: Iterable[Waiting]) -> list[Mishap]:
    """Return what went wrong since yesterday evening in the actor's sight, newest first."""
    begin = since()
    found = [*_reports(actor, begin), *_orders(actor, begin), *_late(waiting, begin), *_system(actor, begin)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _reports(actor: Actor, begin: datetime) -> list[Mishap]:
    return [
        Mishap(
            step.at, f"{report.asset.name} · {wrong(report)}", say(f"desk.step.report.{step.event}"),
            here("desk.report", id_=report.id), report.severity == "critical",
        )
        for step, report in damage.steps_since(actor, begin, REPORT_EVENTS)
        if may(Permission.READ_REPORT, report)
    ]  # fmt: skip


def _orders(actor: Actor, begin: datetime) -> list[Mishap]:
    steps = [
        (step, order)
        for step, order in work_orders.steps_since(actor, begin, ORDER_EVENTS)
        if may(Permission.READ_ORDER, order)
    ]
    troubles = troubles_of(order for _step, order in steps)
    return [
        Mishap(
            step.at, f"{order.asset.name} · {troubles.get(order.report_id, '')}",
            say(f"desk.step.order.{step.event}"), here("desk.order", id_=order.id),
        )
        for step, order in steps
    ]  # fmt: skip


def _late(waiting: Iterable[Waiting], begin: datetime) -> list[Mishap]:
    """Return what ran out of time meanwhile."""
    return [
        Mishap(row.rank[1], row.title, say("desk.night.late"), here(row.endpoint, id_=row.id))
        for row in waiting
        if row.chip.tone == "red" and begin <= row.rank[1] <= now()
    ]


def _system(actor: Actor, begin: datetime) -> list[Mishap]:
    """Return what the system itself failed at, for those who can mend that."""
    if actor.user is None or not may(Permission.CHANGE_SETTINGS):
        return []
    messages = failed_since(actor.user.county_code, begin)
    found = [
        Mishap(one.tried_at or begin, one.channel.name, say("desk.night.not_sent"), here("desk.channels"))
        for one in messages
    ]
    failing = failing_since(begin)
    settings = here("desk.settings")
    return found + [Mishap(at, say("desk.night.sweep"), name, settings) for name, at in failing.items()]
