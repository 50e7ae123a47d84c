"""What the items of a repair carry."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validate

from server.field.work_orders.rules import PAUSES
from server.web.sync import schemas

MAX_COST_FEN = 1_000_000_000_00


class PauseSchema(schemas.Strict):
    """Why a repair rests."""

    reason = fields.String(required=True, validate=validate.OneOf(PAUSES))
    words = schemas.words()


class Quantity(fields.Float):
    """How much of a material; an older app lets people write 2 米, of which the figure counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> float:
        if isinstance(value, str):
            figure = re.match(r"\s*\d+(\.\d+)?", value)
            value = figure[0] if figure else 1
        return super()._deserialize(value, attr, data, **more)


class MaterialSchema(schemas.Strict):
    """One thing that was built in."""

    name = fields.String(required=True, validate=[validate.Length(max=60), schemas.no_control_characters])
    quantity = Quantity(allow_none=True)
    cost_fen = fields.Integer(allow_none=True, validate=validate.Range(0, MAX_COST_FEN))


class FinishSchema(schemas.Placed):
    """What a repair took."""

    materials = fields.List(fields.Nested(MaterialSchema), required=True, validate=validate.Length(max=50))
    actual_cost_fen = fields.Integer(required=True, strict=True, validate=validate.Range(0, MAX_COST_FEN))
    words = schemas.words()


class PassSchema(schemas.Placed):
    """A repair accepted on the spot."""

    words = schemas.words()
    publish_photos = fields.Boolean(required=True)
    seen_photos = fields.List(fields.UUID(), allow_none=True, validate=validate.Length(max=100))


class FailSchema(schemas.Placed):
    """What is not mended."""

    defects = fields.String(required=True, validate=[schemas.WORDS, schemas.no_control_characters])
