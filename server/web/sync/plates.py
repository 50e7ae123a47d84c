"""Plates hung, replaced and found missing on the way: what their items carry, and what they become."""

from __future__ import annotations

from marshmallow import fields, validate

from server.assets.register import queries as register
from server.assets.register.actions import draft_asset
from server.assets.register.rules import Place
from server.assets.tags import actions as tags
from server.assets.tags.rules import TagPhotoMissing
from server.field.checklists.queries import newest
from server.identity.access.models import Permission
from server.identity.regions.queries import current
from server.web.sync import schemas
from server.web.sync.commands import Command, Owner
from server.web.sync.refusals import OutOfScope


class BindSchema(schemas.Strict):
    """A plate hung; the part of the asset that it hangs on, or none."""

    token = fields.String(required=True, validate=schemas.TOKEN)
    unit_id = fields.UUID(allow_none=True)
    place = fields.Nested(schemas.PlaceSchema, allow_none=True)


class ReplaceSchema(schemas.Strict):
    """A new plate hung where a broken one was."""

    old_token = fields.String(required=True, validate=schemas.TOKEN)
    new_token = fields.String(required=True, validate=schemas.TOKEN)
    place = fields.Nested(schemas.PlaceSchema, allow_none=True)


class RegisterSchema(schemas.Strict):
    """A thing met on the way; its plate, or none."""

    name = fields.String(required=True, validate=[validate.Length(1, 100), schemas.no_control_characters])
    asset_type = fields.String(required=True, validate=validate.Length(max=32))
    token = fields.String(required=True, allow_none=True, validate=schemas.TOKEN)
    region_code = fields.String(required=True, validate=validate.Regexp(r"^\d{12}$"))
    words = schemas.words()
    place = fields.Nested(schemas.PlaceSchema, allow_none=True)


def bind_tag(command: Command) -> Owner:
    """Hang a plate; raises TagPhotoMissing."""
    asset = command.subject(register.asset, Permission.BIND_TAG)
    if command.photos("installed") < 1:
        raise TagPhotoMissing
    payload = command.payload
    tags.bind(payload["token"], asset.id, command.raw_place, payload.get("unit_id"))
    return "asset", asset.id


def replace_tag(command: Command) -> Owner:
    """Hang a new plate instead of a broken one."""
    asset = command.subject(register.asset, Permission.BIND_TAG)
    tags.replace(command.payload["old_token"], command.payload["new_token"], asset.id, command.raw_place)
    return "asset", asset.id


def register_asset(command: Command) -> Owner:
    """Draft an asset that was met in the field, with its plate if it got one; raises TagPhotoMissing."""
    payload = command.payload
    village, user = current(payload["region_code"]), command.author.user
    if village is None or user is None or village.county_code != user.county_code:
        raise OutOfScope
    command.require(Permission.REGISTER_ASSET, Place(village.path))
    if payload["asset_type"] not in newest(user.county_code):
        raise OutOfScope
    if payload["token"] and command.photos("asset") + command.photos("installed") < 1:
        raise TagPhotoMissing
    facts = {**payload, "place": command.raw_place, "category": "01", "subcategory": "0199"}
    asset = draft_asset(command.id, user.county_code, facts)
    if payload["token"]:
        tags.bind(payload["token"], asset.id, command.raw_place)
    return "asset", asset.id
