"""代录: the village notes what a mender without a phone tells, and may then accept none of it."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from server.core.db import unit_of_work
from server.core.ids import new_id
from server.field.work_orders import repairs
from server.field.work_orders.rules import PAUSES
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.services.files.actions import Shelved, attach
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import go_to
from server.web.desk.orders import order_here


@pages.post("/orders/<uuid:id_>/beginning")
@requires(Permission.RECORD_MENDING, on=order_here)
def note_beginning(id_: UUID) -> Response:
    """Note that the mender has begun, with a picture of how he found it."""
    version, picture = forms.version(), forms.photo("photo")
    with unit_of_work():
        repairs.begin(id_, _bring(id_, "before", picture), version)
    return go_to("order", id_, "begun")


@pages.post("/orders/<uuid:id_>/pause")
@requires(Permission.RECORD_MENDING, on=order_here)
def note_pause(id_: UUID) -> Response:
    """Note that he has stopped for a while."""
    repairs.pause(id_, forms.chosen("reason", PAUSES), forms.words("words"), forms.version())
    return go_to("order", id_, "paused")


@pages.post("/orders/<uuid:id_>/resumption")
@requires(Permission.RECORD_MENDING, on=order_here)
def note_resumption(id_: UUID) -> Response:
    """Note that he goes on."""
    repairs.resume(id_, forms.version())
    return go_to("order", id_, "begun")


@pages.post("/orders/<uuid:id_>/finish")
@requires(Permission.RECORD_MENDING, on=order_here)
def note_finish(id_: UUID) -> Response:
    """Note that he is done, with a picture, what it cost, what went into it, and the bill of a dear one."""
    cost_fen, words = forms.fen("cost"), forms.words("words")
    materials = [{"name": words, "quantity": None, "cost_fen": cost_fen}] if words else []
    version, picture, bill = forms.version(), forms.photo("photo"), forms.photo("receipt")
    with unit_of_work():
        done = repairs.Done(cost_fen, materials, words, _bring(id_, "receipt", bill))
        repairs.finish(id_, done, _bring(id_, "after", picture), version)
    return go_to("order", id_, "finished")


def _bring(id_: UUID, kind: str, picture: Shelved | None) -> int:
    """Keep the picture with the order; returns how many there are."""
    if picture is None:
        return 0
    attach(order_here(id_).county_code, "order", id_, f"{kind}/{new_id().hex[:8]}", picture)
    return 1
