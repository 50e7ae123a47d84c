"""The money of a repair: what it costs, whether to pay, and what happens while there is none (等经费)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from server.field.work_orders import actions, funds
from server.field.work_orders.rules import FOLLOW_UPS, FUND_CHANNELS
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import after_this, go_on, go_to
from server.web.desk.orders import order_here


@pages.post("/orders/<uuid:id_>/asking")
@requires(Permission.ESTIMATE, on=order_here)
def ask_prices(id_: UUID) -> Response:
    """Note that somebody is finding out what it costs."""
    actions.begin_estimate(id_, forms.version())
    return go_to("order", id_, "asking")


@pages.post("/orders/<uuid:id_>/estimate")
@requires(Permission.ESTIMATE, on=order_here)
def estimate_order(id_: UUID) -> Response:
    """Say what it will cost and ask for the money."""
    upcoming = after_this("order", id_)
    channel = forms.chosen("channel", FUND_CHANNELS)
    actions.submit_cost(id_, forms.fen("estimate"), channel, forms.version(), _lines())
    return go_on("estimated", upcoming)


def _lines() -> list[dict[str, Any]]:
    """Return the lines of the budget that were filled in."""
    pairs = zip(request.form.getlist("line"), request.form.getlist("line_yuan"), strict=False)
    return [
        {"name": forms.plain("line", name.strip()), "cost_fen": forms.fen_typed("line_yuan", yuan)}
        for name, yuan in pairs
        if name.strip()
    ]


@pages.post("/orders/<uuid:id_>/approval")
@requires(Permission.APPROVE_COST, on=order_here)
def approve_order(id_: UUID) -> Response:
    """Allow the money."""
    upcoming = after_this("order", id_)
    actions.approve_cost(id_, forms.words("opinion", needed=True) or "", forms.version())
    return go_on("approved", upcoming)


@pages.post("/orders/<uuid:id_>/denial")
@requires(Permission.APPROVE_COST, on=order_here)
def deny_order(id_: UUID) -> Response:
    """Send the sum back with a reason."""
    upcoming = after_this("order", id_)
    actions.deny_cost(id_, forms.words("words", needed=True) or "", forms.version())
    return go_on("denied", upcoming)


@pages.post("/orders/<uuid:id_>/funds-wait")
@requires(Permission.AWAIT_FUNDS, on=order_here)
def await_funds(id_: UUID) -> Response:
    """Let it wait for money."""
    upcoming = after_this("order", id_)
    funds.await_funds(id_, _lack(), forms.version())
    return go_on("waits_for_funds", upcoming)


@pages.post("/orders/<uuid:id_>/funds-review")
@requires(Permission.ESTIMATE, on=order_here)
def review_funds(id_: UUID) -> Response:
    """Look at the money again."""
    upcoming = after_this("order", id_)
    funds.review_funds(id_, _lack(), forms.version())
    return go_on("funds_reviewed", upcoming)


def _lack() -> funds.Lack:
    return funds.Lack(
        amount_fen=forms.fen("needed"), reason=forms.words("words", needed=True) or "",
        review_on=forms.coming_day("review_on"), fenced=forms.ticked("fenced"),
    )  # fmt: skip


@pages.post("/orders/<uuid:id_>/funds-arrival")
@requires(Permission.RECEIVE_FUNDS, on=order_here)
def receive_funds(id_: UUID) -> Response:
    """Note that the money is there."""
    upcoming = after_this("order", id_)
    channel = forms.chosen("channel", FUND_CHANNELS)
    funds.receive_funds(id_, channel, forms.fen("arrived"), forms.version())
    return go_on("funded", upcoming)


@pages.post("/orders/<uuid:id_>/closing")
@requires(Permission.CLOSE_UNMENDED, on=order_here)
def close_order(id_: UUID) -> Response:
    """End it with nothing mended."""
    upcoming = after_this("order", id_)
    closing = funds.Closing(
        reason=forms.words("words", needed=True) or "",
        safety_measures=forms.words("safety", needed=True) or "",
        follow_up=forms.chosen("follow_up", FOLLOW_UPS),
    )
    funds.close_not_fixed(id_, closing, forms.version())
    return go_on("closed_unmended", upcoming)
