"""Opening reports: from a visit, from a worker, from the public; and joining one that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.assets.register import actions as register
from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db
from server.core.ids import derived_id, new_id, new_query_code, new_receipt_token
from server.field.damage.feedback import passerby_says, reporter_says
from server.field.damage.joined import same_open
from server.field.damage.joining import say_again
from server.field.damage.models import DamageReport, Voice
from server.field.damage.queries import code_hash
from server.field.damage.rules import UPWARD_ITEMS, ReportBare, ReportIdTaken
from server.field.damage.steps import keep_step, locked, tell, tell_judges
from server.field.damage.verdicts import verify
from server.field.inspections.events import InspectionFiled
from server.field.inspections.models import Defect, Inspection
from server.services.audit_log.actions import audited
from server.services.feed.actions import number, share, touch
from server.services.files.actions import Shelved, attach

__all__ = [
    "join",
    "leave_repair",
    "open_reports",
    "passerby_says",
    "report_by_user",
    "report_publicly",
    "reporter_says",
    "verify",
]


@dataclass(frozen=True)
class PublicReport:
    """What a villager says, without a name."""

    category: str
    title: str
    severity: str | None
    words: str | None
    phone: str | None
    upward: bool
    device_hash: str
    photos: list[Shelved] = field(default_factory=list)
    place: dict[str, Any] | None = None
    under_review: bool = False


@dataclass(frozen=True)
class Told:
    """What the villager takes home: the receipt's voice and the 查询码, which is kept nowhere else."""

    report: DamageReport
    voice: Voice
    query_code: str
    joined: bool

    @property
    def county_code(self) -> str:
        return self.report.county_code

    @property
    def id(self) -> UUID:
        return self.report.id


@dataclass(frozen=True)
class OtherReport:
    """What a clerk writes down for somebody who rang up or came; without a name he stays anonymous.

    channel  hotline (rang up) or desk (came)
    """

    category: str
    title: str
    severity: str | None
    words: str | None
    name: str | None
    phone: str | None
    channel: str


@dataclass(frozen=True)
class UserReport:
    """What somebody with an account reports without a visit."""

    category: str
    title: str
    severity: str | None
    words: str | None
    upward: bool
    unit_id: UUID | None
    place: dict[str, Any] | None
    has_photo: bool
    on_behalf_phone: str | None = None


def open_reports(event: InspectionFiled) -> None:
    """Open a report for each thing that a visit marked, or join the open one about the same thing.

    What it says of use and of people goes to those above: see the room of supervision comments.
    """
    inspection = db.session.get_one(Inspection, event.inspection_id)
    for defect in inspection.defects:
        if defect.item_code in UPWARD_ITEMS:
            continue
        report = same_open(inspection.asset_id, defect.item_code, defect.unit_id)
        if report is not None and not defect.fixed_on_spot:
            _add_voice(report, user_id=inspection.inspector_id, words=defect.words)
            say_again(report, defect.severity)
        else:
            report = _from_defect(inspection, defect)
        defect.report_id = report.id


def _from_defect(inspection: Inspection, defect: Defect) -> DamageReport:
    status = "fixed_on_spot" if defect.fixed_on_spot else "submitted"
    key = derived_id(defect.id, "report")
    report = _new(inspection.asset, key, "patrol", defect.item_code, defect.title, False, status)
    report.unit_id, report.severity, report.words = defect.unit_id, defect.severity, defect.words
    report.reporter_id, report.inspection_id = inspection.inspector_id, inspection.id
    _open(report, "report_fixed" if defect.fixed_on_spot else "report")
    _add_voice(report, user_id=inspection.inspector_id, words=defect.words)
    return report


@audited("damage.report")
def report_by_user(item_id: UUID, asset_id: UUID, reporter_id: UUID, told: UserReport) -> DamageReport:
    """Open a report that somebody with an account made, or join the open one about the same thing.

    Raises ReportBare, NotFound.
    """
    if known := db.session.get(DamageReport, item_id):
        if known.asset_id != asset_id or known.reporter_id != reporter_id:
            raise ReportIdTaken
        return known
    if not told.has_photo and not told.words:
        raise ReportBare
    asset = register.lock(asset_id)
    report = same_open(asset.id, told.category, told.unit_id)
    if report is None:
        report = _new(asset, item_id, "custodian", told.category, told.title, told.upward, "submitted")
        report.unit_id, report.severity, report.words = told.unit_id, told.severity, told.words
        report.reporter_id, report.place = reporter_id, told.place
        _open(report, "report")
    else:
        say_again(report, told.severity, chosen=True)
    speaker_id = None if told.on_behalf_phone else reporter_id
    _add_voice(report, user_id=speaker_id, words=told.words, phone=told.on_behalf_phone)
    return report


@audited("damage.report_publicly")
def report_publicly(asset_id: UUID, told: PublicReport) -> Told:
    """Open a villager's report, or join the open one about the same thing.

    Raises ReportBare for neither a photo, words nor a chosen kind of trouble; NotAPicture.
    """
    if not (told.words or told.photos or told.category != "other"):
        raise ReportBare
    asset = register.lock(asset_id)
    report = same_open(asset.id, told.category, None)
    joined = report is not None
    if report is not None:
        if not told.under_review:
            say_again(report, told.severity)
    else:
        report = _new(asset, new_id(), "qr_public", told.category, told.title, told.upward, "submitted")
        report.severity, report.words, report.place = told.severity, told.words, told.place
        report.under_review = told.under_review
        _open(report, "report")
    for count, photo in enumerate(told.photos, 1):
        attach(asset.county_code, "report", report.id, f"report/{new_id().hex[:8]}/{count}", photo)
    voice, code = _add_public_voice(report, told.device_hash, told.words, told.phone)
    return Told(report, voice, code, joined)


@audited("damage.report_for_other")
def report_for_other(asset_id: UUID, told: OtherReport) -> Told:
    """Open a report for a villager who rang up or came (代报), or join the open one about the same thing.

    He gets a 查询码 as if he had scanned the plate; the step names the clerk.  Raises ReportBare.
    """
    if not (told.words or told.category != "other"):
        raise ReportBare
    asset = register.lock(asset_id)
    report = same_open(asset.id, told.category, None)
    joined = report is not None
    if report is None:
        report = _new(asset, new_id(), told.channel, told.category, told.title, False, "submitted")
        report.severity, report.words = told.severity, told.words
        _open(report, "report")
    else:
        say_again(report, told.severity)
    voice = _add_voice(report, words=told.words, phone=told.phone)
    code = _free_code(report.county_code)
    voice.name, voice.receipt_token = told.name, new_receipt_token()
    voice.query_code_hash = code_hash(report.county_code, code)
    return Told(report, voice, code, joined)


@audited("damage.leave_repair")
def leave_repair(report_id: UUID) -> DamageReport:
    """Open a report of its own for what is to be mended beside a transferred one; its pictures stay there."""
    was = locked(report_id)
    report = _new(was.asset, new_id(), "desk", was.category, was.title, False, "submitted")
    report.unit_id, report.severity, report.words = was.unit_id, was.severity, was.words
    _open(report, "report")
    return report


@audited("damage.join")
def join(report_id: UUID, device_hash: str, words: str | None = None, phone: str | None = None) -> Told:
    """Let a villager say 我家也是 to an open report; he gets a 查询码 of his own.

    Raises NotFound.
    """
    report = locked(report_id)
    voice, code = _add_public_voice(report, device_hash, words, phone)
    return Told(report, voice, code, joined=True)


def _new(
    asset: Asset, report_id: UUID, channel: str, category: str, title: str, upward: bool, status: str
) -> DamageReport:
    level = "village" if asset.ledger_tier == "village" and not upward else "township"
    return DamageReport(
        id=report_id, county_code=asset.county_code, asset_id=asset.id, asset=asset, channel=channel,
        category=category, title=title, upward=upward, level=level, status=status, under_review=False,
        reported_at=now(), version=1,
    )  # fmt: skip


def _open(report: DamageReport, event: str) -> None:
    db.session.add(report)
    db.session.flush()
    number(report, "report_no", "BX")
    keep_step(report, event, None, report.words)
    tell(report)
    if report.status == "submitted" and not report.under_review:
        tell_judges(report)


def _add_voice(
    report: DamageReport, user_id: UUID | None = None, words: str | None = None, phone: str | None = None
) -> Voice:
    voice = Voice(
        id=new_id(), county_code=report.county_code, report_id=report.id, user_id=user_id, words=words,
        phone=phone, said_at=now(),
    )  # fmt: skip
    db.session.add(voice)
    if user_id:
        share(report.county_code, "report", report.id, f"user:{user_id}")
    touch(report.county_code, "report", report.id)
    return voice


def _add_public_voice(
    report: DamageReport, device_hash: str, words: str | None, phone: str | None
) -> tuple[Voice, str]:
    code = _free_code(report.county_code)
    said = select(Voice).filter_by(report_id=report.id, device_hash=device_hash)
    voice = db.session.scalar(said)  # the same phone once more: one voice, with the code it is shown last
    if voice is None:
        voice = _add_voice(report, words=words, phone=phone)
        voice.receipt_token, voice.device_hash = new_receipt_token(), device_hash
    voice.query_code_hash = code_hash(report.county_code, code)
    return voice, code


def _free_code(county_code: str) -> str:
    while True:
        code = new_query_code()
        taken = select(Voice.id).filter_by(
            county_code=county_code, query_code_hash=code_hash(county_code, code)
        )
        if db.session.scalar(taken.limit(1)) is None:
            return code
