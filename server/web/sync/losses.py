"""The phone's route for what it has lost: a photo that lies nowhere any more is declared, never left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g, make_response

from server.core.db import db
from server.core.problems import NotFound
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.services.feed.models import Item
from server.services.files.actions import declare_lost
from server.web.shedding import record_slot
from server.web.sync.api import api, refuses
from server.web.sync.receipts import receipt
from server.web.sync.schemas import LossesSchema, ReceiptSchema


def own_item(item_id: UUID) -> None:
    """Raise NotFound unless the caller recorded the item or brought it."""
    found = db.session.get(Item, item_id)
    if found is None or g.user.id not in {found.author_id, found.carrier_id}:
        raise NotFound
    if found.county_code != g.user.county_code:
        raise NotFound


@api.put("/items/<uuid:item_id>/losses")
@requires(Permission.PUSH, on=own_item)
@api.arguments(LossesSchema)
@api.response(200, ReceiptSchema)
@refuses(400, 401, 403, 404, 413, 503)
def put_losses(told: dict[str, Any], item_id: UUID) -> Response:
    """Declare that the phone has lost these files of an item; the receipt misses them no more."""
    with record_slot():
        item = db.session.get_one(Item, item_id)
        declare_lost(item.county_code, item.id, told["sha256s"], by=g.user.id)
        return make_response(receipt(item))
