"""Decisions on a repair: whom to send, whether it is mended, and what turns it takes on its way."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from server.field.work_orders import actions, changes
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import after_this, go_on, go_to
from server.web.desk.orders import order_here
from server.web.desk.reports import report_here


@pages.post("/orders/<uuid:id_>/assignment")
@requires(Permission.DISPATCH, on=order_here)
def assign_order(id_: UUID) -> Response:
    """Send a mender."""
    upcoming = after_this("order", id_)
    assignment = actions.Assignment(
        forms.some_id("mender"), forms.fen("estimate"), forms.coming_day("due_on")
    )
    actions.assign(id_, assignment, forms.version())
    return go_on("assigned", upcoming)


@pages.post("/orders/<uuid:id_>/mender")
@requires(Permission.DISPATCH, on=order_here)
def change_mender(id_: UUID) -> Response:
    """Send somebody else."""
    upcoming = after_this("order", id_)
    reason = forms.words("words", needed=True) or ""
    changes.change_maintainer(id_, forms.some_id("mender"), reason, forms.version())
    return go_on("assigned", upcoming)


@pages.post("/orders/<uuid:id_>/acceptance")
@requires(Permission.ACCEPT_REPAIR, on=order_here)
def accept_order(id_: UUID) -> Response:
    """Say that it is mended; whoever reported it is asked."""
    upcoming = after_this("order", id_)
    actions.accept(id_, forms.words("words"), forms.published(), forms.version())
    return go_on("accepted", upcoming)


@pages.post("/orders/<uuid:id_>/refusal")
@requires(Permission.ACCEPT_REPAIR, on=order_here)
def refuse_order(id_: UUID) -> Response:
    """Send it back with what is wanting."""
    upcoming = after_this("order", id_)
    actions.refuse(id_, forms.words("defects", needed=True) or "", forms.version())
    return go_on("refused", upcoming)


@pages.post("/orders/<uuid:id_>/township")
@requires(Permission.ASK_TOWNSHIP, on=order_here)
def ask_township(id_: UUID) -> Response:
    """Let the township accept it."""
    upcoming = after_this("order", id_)
    changes.ask_township(id_, forms.version())
    return go_on("township_asked", upcoming)


@pages.post("/orders/<uuid:id_>/cancellation")
@requires(Permission.CANCEL_ORDER, on=order_here)
def cancel_order(id_: UUID) -> Response:
    """Call it off."""
    upcoming = after_this("order", id_)
    changes.cancel(id_, forms.words("words", needed=True) or "", forms.version())
    return go_on("cancelled", upcoming)


@pages.post("/reports/<uuid:id_>/order")
@requires(Permission.RAISE_ORDER, on=report_here)
def raise_order(id_: UUID) -> Response:
    """Open one more order for a report whose last one ended with nothing mended."""
    return go_to("order", actions.raise_by_hand(id_).id, "order_raised")
