"""What a receipt shows: how far it has come, what was seen, and what can be said of the repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.assets.register.rules import is_household
from server.field.damage.joined import reason_told
from server.field.damage.models import DamageReport, ReportStep, Voice
from server.field.damage.queries import appeal_until, followed, is_heard, steps_of
from server.field.damage.rules import HURRIED
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.queries import steps_of as order_steps
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.services.settings.queries import setting
from server.web.look.dates import day_of
from server.web.look.language import say
from server.web.public.card import danger_said, progress, title_of, why_of
from server.web.public.facts import Contact, contact_of

TOLD_STEPS = frozenset(
    {"confirmed", "dispatched", "resolved", "reopened", "rejected", "merged", "transferred", "closed"}
    | {"triaging", "need_info"}
)
TOLD_ORDER_STEPS = frozenset(
    {"awaiting_funds", "in_repair", "paused", "rework", "closed_not_fixed", "cancelled"}
)
BEFORE, AFTER = ("problem/", "report/", "before/"), ("after/", "accept/")


@dataclass(frozen=True)
class Step:
    """One thing that happened, without whoever did it."""

    day: date
    words: str


@dataclass(frozen=True)
class Receipt:
    """The page behind a receipt's address."""

    token: str
    title: str
    asset_name: str
    asset_id: UUID
    county_code: str
    reported_on: date
    said_on: date
    chip: str
    tone: str
    reason: str | None
    why: str | None
    danger: str | None
    steps: list[Step]
    before: list[UUID]
    after: list[UUID]
    contact: Contact
    asks: bool
    may_complain: bool
    question: str | None
    hurried: bool
    appeal_until: date | None
    upward: bool
    app_name: str


def receipt_of(voice: Voice) -> Receipt:
    """Return what the person behind a voice may read of the report."""
    found = followed(voice.report_id)
    order = of_report(found.id)
    chip, tone = progress(found, order)
    before, after = _photos(found, order)
    return Receipt(
        token=voice.receipt_token or "",
        title=title_of(found),
        asset_name=found.asset.name,
        asset_id=found.asset_id,
        county_code=found.county_code,
        reported_on=day_of(found.reported_at),
        said_on=day_of(voice.said_at),
        chip=chip,
        tone=tone,
        reason=reason_told(found),
        why=why_of(order) if found.status in {"confirmed", "dispatched"} else None,
        danger=danger_said(found),
        steps=_steps(found, order),
        before=before,
        after=after,
        contact=contact_of(found.asset),
        asks=found.status == "resolved",
        may_complain=is_heard(found),
        question=found.question if found.status == "need_info" else None,
        hurried=found.instructed_at is not None and found.status in HURRIED,
        appeal_until=_appeal_until(found),
        upward=found.upward,
        app_name=setting(found.county_code, "app_name"),
    )


def _appeal_until(found: DamageReport) -> date | None:
    """Return the last day of objecting to a refusal; None when there is nothing to object to any more."""
    until = appeal_until(found) if found.status == "rejected" else None
    return day_of(until) if until else None


def _steps(found: DamageReport, order: WorkOrder | None) -> list[Step]:
    told: list[tuple[datetime, str]] = [(found.reported_at, say("damage.public.submitted"))]
    told += [(step.at, say(f"damage.public.{step.new}")) for step in steps_of(found.id) if _is_told(step)]
    moved = [step for step in order_steps(order.id) if step.new != step.old] if order else []
    told += [(step.at, say(f"order.public.{step.new}")) for step in moved if step.new in TOLD_ORDER_STEPS]
    return [Step(day_of(moment), words) for moment, words in sorted(told, key=lambda each: each[0])]


def _is_told(step: ReportStep) -> bool:
    return step.new in TOLD_STEPS and step.new != step.old


def _photos(found: DamageReport, order: WorkOrder | None) -> tuple[list[UUID], list[UUID]]:
    if is_household(found.asset):
        return [], []
    owners = [
        ("report", found.id),
        ("inspection", found.inspection_id),
        ("order", order.id if order else None),
    ]
    files = [file for kind, id_ in owners if id_ for file in files_of(found.county_code, kind, [id_])]
    shown = [file for file in files if file.public and file.arrived_at is not None and _concerns(file, found)]
    before = [file.id for file in shown if file.slot.startswith(BEFORE)]
    return before, [file.id for file in shown if file.slot.startswith(AFTER)]


def _concerns(file: FileRow, found: DamageReport) -> bool:
    """True unless the picture is of another problem that the same visit found."""
    return file.owner_kind != "inspection" or f"/{found.category}/" in file.slot
