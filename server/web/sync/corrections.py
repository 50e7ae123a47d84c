"""What a person at a thing says against the register: the fact, as it stood there and as it is."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from server.assets.register import queries as register
from server.assets.register.actions import correct
from server.assets.register.rules import CORRECTABLE, is_household
from server.identity.access.models import Permission
from server.web.sync.commands import Command, Owner
from server.web.sync.refusals import OutOfScope
from server.web.sync.schemas import Strict, words


class CorrectionSchema(Strict):
    """One fact, with what the person saw; empty where nothing stood or stands."""

    field = fields.String(required=True, validate=validate.OneOf(list(CORRECTABLE)))
    old = words(required=True, allow_none=False)
    new = words(required=True, allow_none=False)

    @validates_schema
    def fits(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what is too long for its fact."""
        if len(data["new"]) > CORRECTABLE[data["field"]]:
            raise ValidationError("too long", "new")


def correct_asset(command: Command) -> Owner:
    """Put a fact of the register right, never of a household's own things; raises FactChanged, OutOfScope."""
    asset = command.subject(register.asset, Permission.CORRECT_ASSET)
    if is_household(asset):
        raise OutOfScope
    said = command.payload
    seen = command.admission.seen_version if command.admission else None
    correct(asset.id, said["field"], said["old"], said["new"].strip(), seen)
    return "asset", asset.id
