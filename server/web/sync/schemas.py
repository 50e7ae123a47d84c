"""Wire shapes of items and their payloads.  Unknown fields are refused, missing ones too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from server.core.text import is_plain
from server.field.checklists.rules import SEVERITIES
from server.field.damage.rules import VERDICTS
from server.field.patrols.rules import EXCUSES

WORDS = validate.Length(max=500)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
TOKEN = validate.Length(max=12)
MOST_FILES = 60
_STATUSES = validate.OneOf(["accepted", "quarantined", "conflict", "rejected", "id_reused"])


def no_control_characters(text: str) -> None:
    """Refuse characters that nobody types."""
    if not is_plain(text):
        raise ValidationError("control character")


def sensible_moment(moment: datetime) -> None:
    """Refuse moments that no phone of this century tells; the years 1 and 9999 even break the database."""
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError("no sensible moment")


def moment(**options: Any) -> fields.AwareDateTime:
    """Return a field for a moment of the phone's clock."""
    return fields.AwareDateTime(format="iso", validate=sensible_moment, **options)


def words(allow_none: bool = True, **options: Any) -> fields.String:
    """Return a field for a few sentences, or null."""
    return fields.String(allow_none=allow_none, validate=[WORDS, no_control_characters], **options)


class Strict(Schema):
    class Meta:
        unknown = RAISE


class PlaceSchema(Strict):
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lng = fields.Float(required=True, validate=validate.Range(-180, 180))
    accuracy_m = fields.Float(required=True, validate=validate.Range(min=0))
    source = fields.String(required=True, validate=validate.Length(max=12))
    fixed_at = moment(required=True)


class ScannedSchema(Strict):
    by = fields.String(
        required=True, validate=validate.OneOf(["camera", "picture", "typed", "system", "list"])
    )
    token = fields.String(allow_none=True, validate=TOKEN)
    short_code = fields.String(allow_none=True, validate=TOKEN)


class ExifSchema(Strict):
    taken_at = fields.String(allow_none=True, validate=validate.Length(max=40))
    lat = fields.Float(allow_none=True)
    lng = fields.Float(allow_none=True)


class FileNoteSchema(Strict):
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))
    bytes = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    mime = fields.String(required=True, validate=validate.OneOf(["image/jpeg", "image/png", "image/webp"]))
    slot = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_/.-]{1,64}$"))
    taken_at = moment(required=True)
    place = fields.Nested(PlaceSchema, required=True, allow_none=True)
    exif = fields.Nested(ExifSchema, required=True, allow_none=True)


class ItemSchema(Strict):
    """The envelope, exactly as docs/sync.md has it."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    schema_version = fields.Integer(required=True, strict=True)
    app_version = fields.String(required=True, validate=validate.Length(max=20))
    author_id = fields.UUID(required=True)
    county_code = fields.String(required=True, validate=validate.Regexp(r"^\d{6}$"))
    device_id = fields.String(required=True, validate=validate.Length(max=40))
    device_seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    subject_id = fields.UUID(required=True, allow_none=True)
    base_version = fields.Integer(required=True, strict=True, allow_none=True)
    captured_at = moment(required=True)
    server_beacon = moment(required=True, allow_none=True)
    since_beacon_ms = fields.Integer(required=True, allow_none=True, validate=validate.Range(0, 2**40))
    payload = fields.Dict(required=True)
    files = fields.List(
        fields.Nested(FileNoteSchema), required=True, validate=validate.Length(max=MOST_FILES)
    )


class AnswerSchema(Strict):
    code = fields.String(required=True, validate=validate.Length(max=8))
    value = fields.Raw(required=True)
    unit_id = fields.UUID(allow_none=True)
    severity = fields.String(allow_none=True, validate=validate.OneOf(SEVERITIES))
    words = words()
    fixed_on_spot = fields.Boolean(allow_none=True)
    chainage_m = fields.Float(allow_none=True)
    slots = fields.List(fields.String())


class Placed(Strict):
    place = fields.Nested(PlaceSchema, allow_none=True)
    scanned = fields.Nested(ScannedSchema, allow_none=True)


class InspectionSchema(Placed):
    task_id = fields.UUID(required=True, allow_none=True)
    template = fields.String(required=True, validate=validate.Length(max=32))
    template_version = fields.String(required=True, validate=validate.Length(max=16))
    answers = fields.List(fields.Nested(AnswerSchema), required=True, validate=validate.Length(max=400))
    all_normal = fields.Boolean(required=True)
    asked = fields.List(fields.String(), required=True)
    started_at = moment(allow_none=True)


class OnBehalfSchema(Strict):
    name = fields.String(allow_none=True, validate=validate.Length(max=40))
    phone = fields.String(allow_none=True, validate=validate.Length(max=20))


class DamageSchema(Placed):
    category = fields.String(required=True, validate=validate.Length(max=24))
    severity = fields.String(allow_none=True, validate=validate.OneOf(SEVERITIES))
    words = words()
    unit_id = fields.UUID(allow_none=True)
    upward = fields.Boolean(required=True)
    on_behalf_of = fields.Nested(OnBehalfSchema, allow_none=True)


class VerifySchema(Placed):
    outcome = fields.String(required=True, validate=validate.OneOf(list(VERDICTS)))
    severity = fields.String(allow_none=True, validate=validate.OneOf(SEVERITIES))
    reason = words()
    merge_into = fields.UUID(allow_none=True)
    publish_photos = fields.Boolean(allow_none=True)
    seen_photos = fields.List(fields.UUID(), allow_none=True, validate=validate.Length(max=100))


class ExcuseSchema(Strict):
    reason = fields.String(required=True, validate=validate.OneOf(EXCUSES))
    words = words()


class EmptySchema(Strict):
    """A command that says all by its kind."""


class DecisionSchema(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(["admitted", "refused"]))
    reason_zh = fields.String(required=True, allow_none=True)
    reason_en = fields.String(required=True, allow_none=True)
    decided_at = fields.String(required=True)


class ReceiptSchema(Schema):
    """What the server says of one item; all but missing_files and decision never changes."""

    id = fields.UUID(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=_STATUSES)
    reason_code = fields.String(required=True, allow_none=True)
    reason_zh = fields.String(required=True, allow_none=True)
    reason_en = fields.String(required=True, allow_none=True)
    received_at = fields.String(required=True, allow_none=True)
    missing_files = fields.List(fields.String(), required=True)
    decision = fields.Nested(DecisionSchema, required=True, allow_none=True)


class LossesSchema(Strict):
    """Which files of an item its phone has lost."""

    sha256s = fields.List(
        fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}$")),
        required=True,
        validate=validate.Length(1, MOST_FILES),
    )


class SignInSchema(Strict):
    username = fields.String(required=True, validate=[validate.Length(1, 40), no_control_characters])
    password = fields.String(
        required=True, load_only=True, validate=[validate.Length(1, 200), no_control_characters]
    )
    code = fields.String(
        allow_none=True, load_only=True, validate=[validate.Length(max=20), no_control_characters]
    )
    device_id = fields.String(allow_none=True, validate=[validate.Length(max=40), no_control_characters])


class TicketSchema(Strict):
    """What a QR code of the cadre carries after the #."""

    ticket = fields.String(
        required=True, load_only=True, validate=[validate.Length(1, 64), no_control_characters]
    )


class ActivationSchema(TicketSchema):
    device_id = fields.String(allow_none=True, validate=[validate.Length(max=40), no_control_characters])


class PersonSchema(Schema):
    """Whom a ticket is for: he says himself whether it is he."""

    display_name = fields.String(required=True)
    region_name = fields.String(required=True)


class SignInRowSchema(Schema):
    """One phone or computer on which the person is signed in."""

    id = fields.UUID(required=True)
    maker = fields.String(required=True)
    browser = fields.String(required=True)
    opened_by = fields.String(required=True, allow_none=True)
    signed_in_on = fields.String(required=True)
    last_seen_on = fields.String(required=True)
    this_one = fields.Boolean(required=True)


class AppSettingsSchema(Schema):
    app_name = fields.String(required=True)
    hotline = fields.String(required=True)
    tag_origins = fields.List(fields.String(), required=True)
    large_text = fields.Boolean(required=True)
    undo_s = fields.Integer(required=True)
    receipt_limit_fen = fields.Integer(required=True)


class SignedInSchema(Schema):
    signed_in = fields.Boolean(required=True)


class MeSchema(Schema):
    user_id = fields.UUID(required=True)
    display_name = fields.String(required=True)
    username = fields.String(required=True)
    county_code = fields.String(required=True)
    county_name = fields.String(required=True)
    region_code = fields.String(required=True)
    region_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    presets = fields.List(fields.String(), required=True)
    upload_only = fields.Boolean(required=True)
    csrf = fields.String(required=True)
    server_time = fields.String(required=True)
    restore_epoch = fields.String(required=True)
    settings = fields.Nested(AppSettingsSchema, required=True)


class ProblemSchema(Schema):
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    detail_en = fields.String(required=True)
