"""What somebody who stands there does against a danger: fenced off, a warning put up, cut off; one tap."""

from __future__ import annotations

from marshmallow import fields, validate

from server.field.damage import safety
from server.field.damage.queries import report
from server.field.damage.rules import MEASURES
from server.identity.access.models import Permission
from server.web.sync.commands import Command, Owner
from server.web.sync.schemas import Placed


class SecureSchema(Placed):
    """What was done; a picture of it may come with it."""

    measure = fields.String(required=True, validate=validate.OneOf(MEASURES))


def secure_danger(command: Command) -> Owner:
    """Note that a danger is made safe until it is mended; whoever may visit the thing may do that."""
    found = command.subject(report, Permission.SECURE)
    safety.secure(found.id, command.payload["measure"])
    return "report", found.id
