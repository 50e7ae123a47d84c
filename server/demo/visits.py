"""What a worker of the demo county tells of one visit, as his phone would send it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.core.clock import local, start_of
from server.core.geo import METRES_PER_DEGREE
from server.demo.chance import between
from server.demo.people import user_id
from server.demo.plates import plate_of
from server.demo.things import Thing
from server.field.checklists.models import ChecklistTemplate
from server.field.checklists.rules import is_problem, items_for
from server.field.inspections.rules import Visit
from server.services.settings.rules import SETTINGS

FIRST_AT, BETWEEN_VISITS = timedelta(hours=8), timedelta(minutes=35)
AT_THE_THING, SENT_AFTER = timedelta(minutes=3), timedelta(minutes=4)
JUDGED_AFTER = timedelta(hours=12)
RECHECK_DAYS: int = SETTINGS["recheck_days"].default
_WHY = {"reject": "离得太远，照片也看不出是不是这一处", "void": "查过了，那天去的是隔壁那一处"}
_STRAY_M = 9


def moment_of(thing: Thing, day: date) -> datetime:
    """Return when a worker comes by on a day: he starts at eight and has half an hour for each thing."""
    return start_of(day) + FIRST_AT + thing.place * BETWEEN_VISITS


def sound_answers(template: ChecklistTemplate) -> list[dict[str, Any]]:
    """Return the answers of somebody who finds everything as it should be."""
    answers = [_sound(item) for item in items_for(template.body, "worker")]
    return [answer for answer in answers if answer]


def _sound(item: dict[str, Any]) -> dict[str, Any] | None:
    if item["type"] == "check":
        return {"code": item["code"], "value": "ok"}
    if item["type"] != "choice":
        return None
    value = next(option["value"] for option in item["options"] if not is_problem(item, option["value"]))
    return {"code": item["code"], "value": value}


def visit_of(
    thing: Thing,
    template: ChecklistTemplate,
    at: datetime,
    answers: list[dict[str, Any]],
    slots: set[str],
    task_id: UUID | None = None,
    place: dict[str, Any] | None = None,
) -> Visit:
    """Return a visit by the village's worker at the thing, its plate scanned by the camera."""
    return Visit(
        asset_id=thing.id,
        inspector_id=user_id(f"worker{thing.village.number}"),
        audience="worker",
        captured_at=at,
        started_at=at - AT_THE_THING,
        told_at=at,
        template=template.asset_type,
        template_version=template.version,
        answers=answers,
        all_normal=all(answer["value"] != "problem" for answer in answers),
        slots=slots,
        task_id=task_id,
        place=place or _place(thing, at),
        scanned_by="camera",
        scanned_token=plate_of(thing),
    )


def _place(thing: Thing, at: datetime) -> dict[str, Any]:
    def stray(way: str) -> float:
        return between(-_STRAY_M, _STRAY_M, way, thing.key, at) / METRES_PER_DEGREE

    point = thing.point
    return {
        "lat": round(point.lat + stray("north"), 6),
        "lng": round(point.lng + stray("east"), 6),
        "accuracy_m": float(between(6, 20, "fix", thing.key, at)),
        "source": "gps",
    }


def why_not(verdict: str | None) -> dict[str, Any]:
    """Return what a person wrote who sent a visit back or made it void; nothing for all others."""
    reason = "mistaken" if verdict == "void" else None
    return {"verdict_reason": reason, "verdict_words": _WHY.get(verdict or "")}


def asked_again(at: datetime, verdict: str | None) -> dict[str, Any]:
    """Return by when somebody goes again to a thing whose visit of a moment was sent back, and why."""
    if verdict != "reject":
        return {"redo_on": None, "redo_words": None}
    judged_on = local(at + SENT_AFTER + JUDGED_AFTER).date()
    return {"redo_on": judged_on + timedelta(days=RECHECK_DAYS), "redo_words": _WHY[verdict]}
