"""An asset's life as one story, newest first: states, visits, reports, repairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.assets.register.models import Asset
from server.assets.register.queries import state_changes
from server.field.damage import queries as damage
from server.field.inspections import queries as inspections
from server.field.work_orders import queries as work_orders
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.web.desk.sentences import cost_of, flags_said, troubles_of, wrong, wrong_at
from server.web.look.language import say

LONGEST = 200  # a page that is read by people; older facts stand in the archive
STATE_TONES = {"damaged": "red", "destroyed": "red", "good": "green"}
VISIT_TONES = {"rejected": "amber", "pending_review": "amber"}
REPAIR_MOMENTS = {"create": "plain", "pass": "green", "fail": "red", "finish": "plain", "cancel": "amber"}


@dataclass(frozen=True)
class Entry:
    """One thing that happened to an asset; kind and id lead to its page, where it has one."""

    at: datetime
    room: str
    what: str
    detail: str
    tone: str
    kind: str | None = None
    id: UUID | None = None


def life_of(asset: Asset) -> list[Entry]:
    """Return what happened to an asset as far as the actor may see it, newest first."""
    entries = [*_states(asset), *_visits(asset), *_reports(asset), *_repairs(asset)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:LONGEST]


def _states(asset: Asset) -> list[Entry]:
    found = []
    for change in state_changes(asset.id):
        new = say(f"{change.dimension}.state.{change.new}")
        old = say(f"{change.dimension}.state.{change.old}") if change.old else ""
        what = say("desk.life.state_from" if old else "desk.life.state", old=old, new=new)
        found.append(Entry(change.at, "state", what, "", STATE_TONES.get(change.new, "plain")))
    return found


def _visits(asset: Asset) -> list[Entry]:
    visits = inspections.of_asset(asset.id)
    people = names(visit.inspector_id for visit in visits)
    found = []
    for visit in visits:
        said = "、".join(wrong_at(defect) for defect in visit.defects) or say("desk.life.visit_ok")
        detail = " · ".join(part for part in (people.get(visit.inspector_id, ""), flags_said(visit)) if part)
        tone = "amber" if visit.problem_count else VISIT_TONES.get(visit.status, "green")
        found.append(Entry(visit.captured_at, "visit", said, detail, tone, "visit", visit.id))
    return found


def _reports(asset: Asset) -> list[Entry]:
    reports = [one for one in damage.of_asset(asset.id) if may(Permission.READ_REPORT, one)]
    return [
        Entry(
            one.reported_at, "report", say("desk.life.report", title=wrong(one)),
            f"{say(f'desk.channel.{one.channel}')} · {say(f'damage.state.{one.status}')}",
            "red", "report", one.id,
        )
        for one in reports
    ]  # fmt: skip


def _repairs(asset: Asset) -> list[Entry]:
    found, orders = [], work_orders.of_asset(asset.id)
    troubles = troubles_of(orders)
    for order in orders:
        for step in work_orders.steps_of(order.id):
            if step.event not in REPAIR_MOMENTS:
                continue
            parts = (
                troubles[order.report_id],
                step.words or "",
                cost_of(order) if step.event == "finish" else "",
            )
            detail = " · ".join(part for part in parts if part)
            what, tone = say(f"desk.step.order.{step.event}"), REPAIR_MOMENTS[step.event]
            found.append(Entry(step.at, "order", what, detail, tone, "order", order.id))
    return found
