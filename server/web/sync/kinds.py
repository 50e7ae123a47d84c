"""What each kind of item asks, of whom, and which action it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.assets.register import queries as register
from server.field.checklists.queries import template
from server.field.checklists.rules import audience_of, trouble
from server.field.damage import actions as damage
from server.field.damage import queries as reports
from server.field.damage.actions import UserReport
from server.field.damage.predicates import level_of
from server.field.damage.verdicts import Verdict
from server.field.inspections.actions import file_inspection
from server.field.inspections.rules import Visit
from server.field.patrols import actions as patrols
from server.field.patrols import queries as tasks
from server.field.patrols.rules import StartWithoutScan
from server.field.work_orders import actions as work_orders
from server.field.work_orders import queries as orders
from server.field.work_orders.repairs import Done
from server.identity.access.models import Permission
from server.web.sync import plates, repairs, schemas
from server.web.sync.commands import Command, Owner
from server.web.sync.concerns import raise_concern
from server.web.sync.corrections import CorrectionSchema, correct_asset
from server.web.sync.dangers import SecureSchema, secure_danger
from server.web.sync.months import MonthContestSchema, contest_month
from server.web.sync.own_reports import AnswerSchema, answer_report


def file_visit(command: Command) -> Owner:
    """File the visit."""
    asset = command.subject(register.asset, Permission.INSPECT)
    payload = command.payload
    scanned = payload.get("scanned") or {}
    file_inspection(
        command.id,
        Visit(
            asset_id=asset.id,
            inspector_id=command.author_id,
            audience=audience_of(command.author.roles),
            captured_at=command.captured_at,
            started_at=payload.get("started_at"),
            told_at=command.told_at,
            template=payload["template"],
            template_version=payload["template_version"],
            answers=command.raw_answers,
            all_normal=payload["all_normal"],
            slots=set(command.slots),
            task_id=payload["task_id"],
            place=command.raw_place,
            scanned_by=scanned.get("by"),
            scanned_token=scanned.get("token"),
            came_at=command.received_at,
        ),
    )
    return "inspection", command.id


def report_damage(command: Command) -> Owner:
    """Report damage in the author's name; what is said of use or people goes to those above."""
    if command.payload["upward"]:
        return raise_concern(command, _title)
    asset = command.subject(register.asset, Permission.REPORT_DAMAGE)
    payload = command.payload
    behalf = payload.get("on_behalf_of") or {}
    report = damage.report_by_user(
        command.id,
        asset.id,
        command.author_id,
        UserReport(
            category=payload["category"],
            title=_title(asset, payload),
            severity=payload.get("severity"),
            words=payload.get("words"),
            upward=False,
            unit_id=payload.get("unit_id"),
            place=command.raw_place,
            has_photo=command.photos("report") > 0,
            on_behalf_phone=behalf.get("phone"),
        ),
    )
    return "report", report.id


def _title(asset: Any, payload: Mapping[str, Any]) -> str:
    asked = template(asset.county_code, asset.asset_type)
    items = asked.body["items"] if asked else []
    known = next((trouble(item) for item in items if item["code"] == payload["category"]), None)
    return str(known or payload.get("words") or payload["category"])[:60]


def verify_damage(command: Command) -> Owner:
    """Judge a report; its grade, as it will be, is asked of the map too."""
    payload = command.payload
    harsh = payload["outcome"] in {"reject", "transfer"}
    permission = Permission.REJECT_DAMAGE if harsh else Permission.CONFIRM_DAMAGE
    if payload["outcome"] == "merge":
        permission = Permission.HANDLE_REPORT
    report = command.subject(reports.report, permission)
    if payload["outcome"] == "confirm":
        command.require(permission, reports.weighed(report, payload.get("severity")))
    verdict = Verdict(
        outcome=payload["outcome"],
        severity=payload.get("severity"),
        reason=payload.get("reason"),
        merge_into=payload.get("merge_into"),
        publish_photos=_published(payload),
        has_photo=command.photos("verify") > 0,
        level=level_of(command.author, report),
    )
    damage.verify(report.id, verdict, command.base_version)
    return "report", report.id


def _published(payload: Mapping[str, Any]) -> frozenset[UUID]:
    """Return the pictures that were on the screen when it was ticked that villagers may see them."""
    return frozenset(payload.get("seen_photos") or ()) if payload.get("publish_photos") else frozenset()


def excuse_task(command: Command) -> Owner:
    """Excuse a round that could not be gone."""
    task = command.subject(tasks.task, Permission.EXCUSE_TASK)
    patrols.excuse(task.id, command.payload["reason"], command.payload.get("words"), command.base_version)
    return "task", task.id


def start_task(command: Command) -> Owner:
    """Begin a round at its place; raises StartWithoutScan."""
    task = command.subject(tasks.task, Permission.START_TASK)
    scanned = command.payload.get("scanned") or {}
    if not scanned.get("token") and not scanned.get("short_code"):
        raise StartWithoutScan
    patrols.start(task.id, command.base_version)
    return "task", task.id


def abandon_task(command: Command) -> Owner:
    """Put a visit off that was begun."""
    task = command.subject(tasks.task, Permission.START_TASK)
    patrols.abandon(task.id, command.base_version)
    return "task", task.id


def begin_order(command: Command) -> Owner:
    """Begin a repair."""
    order = command.subject(orders.order, Permission.MEND)
    work_orders.begin(order.id, command.photos("before"), command.base_version)
    return "order", order.id


def pause_order(command: Command) -> Owner:
    """Stop a repair for a while."""
    order = command.subject(orders.order, Permission.MEND)
    work_orders.pause(order.id, command.payload["reason"], command.payload.get("words"), command.base_version)
    return "order", order.id


def resume_order(command: Command) -> Owner:
    """Go on with a repair."""
    order = command.subject(orders.order, Permission.MEND)
    work_orders.resume(order.id, command.base_version)
    return "order", order.id


def finish_order(command: Command) -> Owner:
    """Hand a repair over."""
    order = command.subject(orders.order, Permission.MEND)
    payload = command.payload
    done = Done(
        payload["actual_cost_fen"],
        list(payload["materials"]),
        payload.get("words"),
        command.photos("receipt"),
    )
    work_orders.finish(order.id, done, command.photos("after"), command.base_version)
    return "order", order.id


def pass_order(command: Command) -> Owner:
    """Accept a repair on the spot."""
    order = command.subject(orders.order, Permission.ACCEPT_REPAIR)
    payload = command.payload
    work_orders.accept(order.id, payload.get("words"), _published(payload), command.base_version)
    return "order", order.id


def fail_order(command: Command) -> Owner:
    """Send a repair back."""
    order = command.subject(orders.order, Permission.ACCEPT_REPAIR)
    work_orders.refuse(order.id, command.payload["defects"], command.base_version)
    return "order", order.id


@dataclass(frozen=True)
class Kind:
    """The form of a kind's payload, and what it becomes.

    versioned  it names the version that it saw
    judges     it is about somebody's work as its author saw it, so nobody else says that it holds for another
    """

    schema: type[schemas.Strict]
    handle: Callable[[Command], Owner]
    versioned: bool = False
    judges: bool = False


KINDS: dict[str, Kind] = {
    "inspection.file": Kind(schemas.InspectionSchema, file_visit),
    "damage.report": Kind(schemas.DamageSchema, report_damage),
    "damage.verify": Kind(schemas.VerifySchema, verify_damage, versioned=True, judges=True),
    "damage.answer": Kind(AnswerSchema, answer_report),
    "damage.secure": Kind(SecureSchema, secure_danger),
    "task.excuse": Kind(schemas.ExcuseSchema, excuse_task, versioned=True),
    "task.start": Kind(schemas.Placed, start_task, versioned=True),
    "task.abandon": Kind(schemas.EmptySchema, abandon_task, versioned=True),
    "order.begin": Kind(schemas.Placed, begin_order, versioned=True),
    "order.pause": Kind(repairs.PauseSchema, pause_order, versioned=True),
    "order.resume": Kind(schemas.EmptySchema, resume_order, versioned=True),
    "order.finish": Kind(repairs.FinishSchema, finish_order, versioned=True),
    "order.pass": Kind(repairs.PassSchema, pass_order, versioned=True, judges=True),
    "order.fail": Kind(repairs.FailSchema, fail_order, versioned=True, judges=True),
    "tag.bind": Kind(plates.BindSchema, plates.bind_tag),
    "tag.replace": Kind(plates.ReplaceSchema, plates.replace_tag),
    "asset.register": Kind(plates.RegisterSchema, plates.register_asset),
    "asset.correct": Kind(CorrectionSchema, correct_asset),
    "month.contest": Kind(MonthContestSchema, contest_month),
}
