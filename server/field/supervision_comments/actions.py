"""Taking in what people say: at a plate, on the phone, at the counter, on a visit, or as a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from server.assets.custody.queries import custodies_of
from server.assets.register import actions as register
from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db
from server.core.ids import derived_id, new_id, new_query_code, new_receipt_token
from server.core.words import say
from server.field.damage.events import DamageTransferred
from server.field.damage.models import DamageReport
from server.field.damage.queries import code_hash, voice_of_query_code
from server.field.damage.rules import UPWARD_ITEMS
from server.field.inspections.events import InspectionFiled
from server.field.inspections.models import Defect, Inspection
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import (
    absent_since,
    is_code_taken,
    of_report,
    same_open,
    staffed,
)
from server.field.supervision_comments.rules import (
    ABSENT,
    ABSENT_COMPLAINTS,
    ADVICE,
    PERSON,
    CommentBare,
    first_level,
)
from server.field.supervision_comments.steps import note, start_clocks, tell_those_who_act
from server.services.audit_log.actions import audited, record
from server.services.feed.actions import number, share
from server.services.files.actions import Shelved, attach
from server.services.settings.queries import setting


@dataclass(frozen=True)
class Concern:
    """What somebody says.

    about         village, township, county or other: whom it is about
    on_behalf_of  whose words staff took down; None for one's own
    """

    category: str
    title: str
    about: str = "village"
    words: str | None = None
    phone: str | None = None
    channel: str = "qr_public"
    device_hash: str | None = None
    reporter_id: UUID | None = None
    on_behalf_of: str | None = None
    photos: list[Shelved] = field(default_factory=list)
    under_review: bool = False


@dataclass(frozen=True)
class Raised:
    """What whoever speaks takes home: the receipt's address, and the 查询码, which is kept nowhere else."""

    comment: SupervisionComment
    query_code: str

    @property
    def county_code(self) -> str:
        return self.comment.county_code

    @property
    def id(self) -> UUID:
        return self.comment.id


@audited("comment.raise")
def raise_comment(asset_id: UUID, concern: Concern, comment_id: UUID | None = None) -> Raised:
    """Take in a concern; the same phone or person of the same thing once more adds to the open one.

    comment_id  minted by a phone, so that a retry adds nothing

    Raises NotFound, CommentBare, NotAPicture.
    """
    if concern.category == ADVICE and not (concern.words or concern.photos):
        raise CommentBare
    asset = register.lock(asset_id)
    known = db.session.get(SupervisionComment, comment_id) if comment_id else None
    known = known or same_open(asset, concern.category, concern.device_hash, concern.reporter_id)
    one = known or _new(asset, comment_id or new_id(), concern)
    if known is None:
        _receive(one)
    elif concern.words and concern.words != one.words:
        note(one, "said_more", concern.words)
    for count, photo in enumerate(concern.photos, 1):
        attach(one.county_code, "comment", one.id, f"comment/{new_id().hex[:8]}/{count}", photo)
    return Raised(one, _give_code(one))


def _new(asset: Asset, comment_id: UUID, concern: Concern) -> SupervisionComment:
    person, unit = _complained_of(asset, concern.category)
    one = SupervisionComment(
        id=comment_id, county_code=asset.county_code, asset_id=asset.id, asset=asset,
        channel=concern.channel, category=concern.category, title=concern.title[:60], words=concern.words,
        about=concern.about, about_user_id=person, about_org_id=unit, status="received",
        under_review=concern.under_review, reporter_id=concern.reporter_id, device_hash=concern.device_hash,
        receipt_token=new_receipt_token(), phone=concern.phone, on_behalf_of=concern.on_behalf_of,
        received_at=now(), handled_by=[], failed_calls=0, version=0,
    )  # fmt: skip
    first = first_level(concern.about, asset.ledger_tier)
    one.first_level = one.level = staffed(first, one) or first
    start_clocks(one, one.received_at)
    return one


def _complained_of(asset: Asset, category: str) -> tuple[UUID | None, UUID | None]:
    """Return the person and the unit that somebody has an opinion of: whoever cares for the thing."""
    custody = next(iter(custodies_of([asset.id]).get(asset.id, [])), None)
    return (custody.user_id, custody.org_id) if custody and category == PERSON else (None, None)


def _receive(one: SupervisionComment) -> None:
    db.session.add(one)
    db.session.flush()
    number(one, "comment_no", "FY")
    note(one, "submit", one.words)
    if one.reporter_id:
        share(one.county_code, "report", one.id, f"user:{one.reporter_id}")
    tell_those_who_act(one, "comment_received")
    if one.category == ABSENT and one.channel != "system":
        _count_absences(one)


def _give_code(one: SupervisionComment) -> str:
    while True:
        code = new_query_code()
        hashed = code_hash(one.county_code, code)
        if not is_code_taken(one.county_code, hashed) and voice_of_query_code(one.county_code, code) is None:
            one.query_code_hash = hashed
            return code


def _count_absences(one: SupervisionComment) -> None:
    """Ask the township to look at a village of which three people say that nobody comes; at no person."""
    said = absent_since(one.asset, int(setting(one.county_code, "comment_absent_days")))
    told = [other for other in said if other.channel != "system"]
    if len(told) < ABSENT_COMPLAINTS or len(told) != len(said):
        return
    words = say("comments.absent_words", "zh", count=len(told))
    title = say("comments.absent_title", "zh")
    _receive(_new(one.asset, new_id(), Concern(ABSENT, title, words=words, channel="system")))


def comments_of_visit(event: InspectionFiled) -> None:
    """Take what a visit says of use and of people to those above; the village's own list has none of it."""
    inspection = db.session.get_one(Inspection, event.inspection_id)
    for defect in inspection.defects:
        if defect.item_code in UPWARD_ITEMS:
            _from_defect(inspection, defect)


def _from_defect(inspection: Inspection, defect: Defect) -> None:
    said = Concern(
        defect.item_code, defect.title, words=defect.words, channel="patrol",
        reporter_id=inspection.inspector_id,
    )  # fmt: skip
    known = same_open(inspection.asset, defect.item_code, None, inspection.inspector_id)
    if known is not None:
        note(known, "said_more", defect.words)
        return
    one = _new(inspection.asset, derived_id(defect.id, "comment"), said)
    one.inspection_id = inspection.id
    _receive(one)
    record(one.county_code, "comment.of_visit", "SupervisionComment", one.id)


def take_over(event: DamageTransferred) -> None:
    """Go on with what was reported as broken; its receipts and 查询码 lead here from now on."""
    report = db.session.get_one(DamageReport, event.report_id)
    if of_report(report.id) is not None:
        return
    plain = event.category == report.category
    said = Concern(
        event.category, report.title if plain else say(f"trouble.{event.category}", "zh"),
        words=report.words, channel=report.channel,
        reporter_id=report.reporter_id,
        phone=next((voice.phone for voice in report.voices if voice.phone), None),
        device_hash=next((voice.device_hash for voice in report.voices if voice.device_hash), None),
    )  # fmt: skip
    one = _new(report.asset, derived_id(report.id, "comment"), said)
    one.report_id, one.receipt_token, one.inspection_id = report.id, None, report.inspection_id
    _receive(one)
    record(one.county_code, "comment.take_over", "SupervisionComment", one.id)
