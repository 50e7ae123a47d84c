"""Filing a visit, and a person's judgement of one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.assets.register import actions as register
from server.assets.register.models import Asset
from server.assets.register.rules import fence_of
from server.assets.tags import actions as tags
from server.core.clock import local, now
from server.core.db import db
from server.core.events import announce
from server.core.geo import Point, fence_verdict, metres_between, metres_to_line
from server.core.ids import derived_id
from server.core.moves import may_move, move
from server.core.problems import NotFound
from server.field.checklists.queries import template
from server.field.checklists.rules import graver, items_for
from server.field.inspections.events import InspectionFiled
from server.field.inspections.models import Defect, Inspection
from server.field.inspections.queries import NEWEST_FIRST, later_than, latest_counted
from server.field.inspections.rules import (
    MISUSE_ITEM,
    MOVES,
    PLATE_ITEM,
    Found,
    ReasonMissing,
    TemplateUnknown,
    Visit,
    clocks_clash,
    of_condition,
    problems_of,
    reusing,
    shows,
    too_fast,
)
from server.field.patrols import actions as patrols
from server.identity.accounts.queries import holder_ids
from server.services.audit_log.actions import audited
from server.services.files.events import FileArrived
from server.services.files.queries import alike
from server.services.notices.actions import tell
from server.services.settings.queries import setting


@audited("inspection.file")
def file_inspection(item_id: UUID, visit: Visit) -> Inspection:
    """File what a custodian saw; filing the same item twice changes nothing.

    Announces InspectionFiled, once.  Raises TemplateUnknown, AnswersRefused, ProblemWithoutEvidence,
    SpotFixRefused, NotFound.
    """
    if known := db.session.get(Inspection, item_id):
        return known
    asset = register.lock(visit.asset_id)
    asked = template(asset.county_code, visit.template, visit.template_version)
    if asked is None:
        raise TemplateUnknown
    found = problems_of(items_for(asked.body, visit.audience), visit.answers, visit.slots)
    inspection = _inspection(item_id, asset, visit, found)
    db.session.add(inspection)
    db.session.flush()
    _follow(inspection, asset, visit, found)
    announce(InspectionFiled(inspection.id, asset.id, visit.inspector_id))
    if inspection.status == "pending_review" and all(one.fixed_on_spot for one in of_condition(found)):
        _tell_reviewers(inspection)
    return inspection


def _tell_reviewers(inspection: Inspection) -> None:
    """Let those who may look at the visit hear of it; one with a problem is judged with its report."""
    path, graver_than_minor = inspection.asset.region_path, inspection.max_severity not in {None, "minor"}
    village = set() if graver_than_minor else holder_ids(path, "village_admin") - {inspection.inspector_id}
    readers = village or holder_ids(path, "township_staff")
    link, thing = f"/desk/visits/{inspection.id}", inspection.asset.name
    tell(inspection.county_code, readers, "visit_to_review", link, thing=thing)


def _inspection(item_id: UUID, asset: Asset, visit: Visit, found: list[Found]) -> Inspection:
    place = visit.place or {}
    distance_m = _distance_m(asset, place)
    severity, wrong = None, of_condition(found)
    for one in wrong:
        severity = graver(severity, one.severity)
    inspection = Inspection(
        id=item_id,
        county_code=asset.county_code,
        asset_id=asset.id,
        template=visit.template,
        template_version=visit.template_version,
        inspector_id=visit.inspector_id,
        captured_at=visit.captured_at,
        started_at=visit.started_at,
        done_at=min(visit.told_at, visit.came_at or now()),
        received_at=now(),
        lat=place.get("lat"),
        lng=place.get("lng"),
        accuracy_m=place.get("accuracy_m"),
        distance_m=distance_m,
        fence_verdict=fence_verdict(
            distance_m, place.get("accuracy_m"), fence_of(asset.asset_type, asset.fence_m)
        ),
        scanned_by=visit.scanned_by,
        scanned_token=visit.scanned_token,
        answers=visit.answers,
        all_normal=visit.all_normal,
        problem_count=len(wrong),
        max_severity=severity,
        flags=[],
        status="received",
    )
    inspection.flags = _flags(inspection, visit)
    event = "flag" if inspection.flags or wrong else "auto"
    inspection.status = move(MOVES, "received", event)
    inspection.defects = [_defect(inspection, one) for one in found]
    return inspection


def _distance_m(asset: Asset, place: dict[str, Any]) -> float | None:
    if not place or asset.point is None:
        return None
    here = Point(place["lat"], place["lng"])
    if asset.line:
        return metres_to_line(here, [Point(lat, lng) for lat, lng in asset.line])
    return metres_between(here, asset.point)


def _flags(inspection: Inspection, visit: Visit) -> list[str]:
    flags = ["too_far"] if inspection.fence_verdict == "outside" else []
    odd = clocks_clash(visit.started_at, visit.captured_at, visit.told_at, inspection.done_at)
    return [*flags, "time_odd"] if odd or _rushed(inspection) else flags


def _rushed(inspection: Inspection) -> bool:
    if inspection.lat is None or inspection.lng is None:
        return False
    day = timedelta(days=1)
    previous = db.session.scalar(
        select(Inspection)
        .where(
            Inspection.inspector_id == inspection.inspector_id,
            Inspection.done_at <= inspection.done_at,
            Inspection.done_at > inspection.done_at - day,
            Inspection.lat.is_not(None),
        )
        .order_by(*NEWEST_FIRST)
        .limit(1)
    )
    if previous is None or previous.lat is None or previous.lng is None:
        return False
    metres = metres_between(Point(previous.lat, previous.lng), Point(inspection.lat, inspection.lng))
    apart = inspection.done_at - previous.done_at or inspection.captured_at - previous.captured_at
    return too_fast(metres, apart)


def _defect(inspection: Inspection, one: Found) -> Defect:
    return Defect(
        id=derived_id(inspection.id, one.code, one.unit_id or ""),
        county_code=inspection.county_code,
        inspection_id=inspection.id,
        item_code=one.code,
        unit_id=UUID(one.unit_id) if one.unit_id else None,
        title=one.title,
        severity=one.severity,
        words=one.words,
        fixed_on_spot=one.fixed_on_spot,
        chainage_m=one.chainage_m,
    )


def _follow(inspection: Inspection, asset: Asset, visit: Visit, found: list[Found]) -> None:
    passed = inspection.status == "auto_passed"
    task_id, began = visit.task_id, visit.started_at
    if task_id is not None and patrols.submit(task_id, asset.id, inspection.id, passed, began):
        inspection.task_id = task_id
    standing = [one for one in of_condition(found) if not one.fixed_on_spot]
    if latest_counted(asset.id) is inspection:
        register.note_visit(asset, _seen_on(inspection), not standing)
    if (standing or passed) and not any(_decides(later) for later in later_than(inspection)):
        register.doubt(asset, bool(standing))
    if any(one.code == PLATE_ITEM for one in standing) and shows(visit.slots, PLATE_ITEM):
        tags.note_damage(asset.id, visit.scanned_token)


def _decides(inspection: Inspection) -> bool:
    """True for a visit that raises doubt or clears it, in whatever order visits come; others leave it."""
    standing = any(not one.fixed_on_spot and one.item_code != MISUSE_ITEM for one in inspection.defects)
    return standing or inspection.status == "auto_passed"


@audited("inspection.review")
def review(inspection_id: UUID, event: str, words: str | None = None) -> Inspection:
    """Let a person judge a visit that waits: approve, or reject, which asks for another visit.

    Of one that is rejected its asset tells no more.

    words  why it is sent back; whoever is asked to go again reads it

    Raises NotFound, ReasonMissing, MoveRefused.
    """
    if event == "reject" and not words:
        raise ReasonMissing
    inspection, asset = _locked_with_asset(inspection_id)
    inspection.status = move(MOVES, inspection.status, event)
    inspection.verdict_words = words
    patrols.review(inspection.id, "accept" if event == "approve" else "reject", words)
    if event == "reject":
        _tell_of_the_one_before(asset)
    return inspection


@audited("inspection.void")
def void(inspection_id: UUID, reason: str, words: str | None) -> Inspection:
    """Make a visit that counted count no more; it stays readable, and its asset tells of the one before it.

    reason  one of VOID_REASONS

    Raises NotFound, ReasonMissing, MoveRefused.
    """
    if not words:
        raise ReasonMissing
    inspection, asset = _locked_with_asset(inspection_id)
    inspection.status = move(MOVES, inspection.status, "void")
    inspection.verdict_reason, inspection.verdict_words = reason, words
    patrols.take_back(inspection.id, words)
    _tell_of_the_one_before(asset)
    return inspection


def _tell_of_the_one_before(asset: Asset) -> None:
    before = latest_counted(asset.id)
    standing = any(not one.fixed_on_spot for one in before.defects) if before else False
    register.forget_visit(asset, _seen_on(before) if before else None, sound=not standing)


def _seen_on(inspection: Inspection) -> date:
    return local(inspection.done_at).date()


def flag_reused_photos(event: FileArrived) -> None:
    """Flag each visit whose photo another record showed first, this one's or that of one filed later.

    Photos within a visit, or of the same item sent again, are its own.
    """
    days = int(setting(event.county_code, "photo_reuse_days"))
    files = alike(event.county_code, event.sha256, now() - timedelta(days=days))
    for owner_id in reusing(files, (event.owner_kind, event.owner_id)):
        visit = db.session.get(Inspection, UUID(owner_id))
        if visit is not None and "photo_reused" not in visit.flags:
            _flag(visit.id, "photo_reused")


@audited("inspection.flag")
def _flag(inspection_id: UUID, flag: str) -> Inspection:
    """Send a visit to a person, one that passed by itself too; what a person judged keeps its verdict."""
    inspection = _locked(inspection_id)
    inspection.flags = [*inspection.flags, flag]
    if may_move(MOVES, inspection.status, "flag"):
        inspection.status = move(MOVES, inspection.status, "flag")
    return inspection


def _locked_with_asset(inspection_id: UUID) -> tuple[Inspection, Asset]:
    inspection = _locked(inspection_id)
    return inspection, register.lock(inspection.asset_id)


def _locked(inspection_id: UUID) -> Inspection:
    inspection = db.session.get(
        Inspection, inspection_id, with_for_update={"of": Inspection}, populate_existing=True
    )
    if inspection is None:
        raise NotFound
    return inspection
