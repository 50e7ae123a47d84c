"""Repairs at the desk: whom to send and for how much, whether to pay, and whether it is mended."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.field.damage.queries import report as report_of
from server.field.work_orders import actions, queries
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import FUND_CHANNELS
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.services.settings.queries import setting
from server.web.desk import choices, evidence, forms, history
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.clocks import clock_chip, order_due
from server.web.desk.facts import facts_of
from server.web.desk.frame import after_this, go_on, show
from server.web.desk.hands import hands_of_order
from server.web.desk.sentences import troubles_of
from server.web.desk.waiting import village_names

GROUPS = {
    "dispatch": ("created", "estimating", "approved"),
    "money": ("pending_approval", "awaiting_funds"),
    "mending": ("assigned", "in_repair", "paused", "rework"),
    "acceptance": ("finished",),
}


def order_here(id_: UUID) -> WorkOrder:
    """Return the order of an address; raises NotFound."""
    found = queries.order(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/orders")
@requires(Permission.LIST_ORDERS)
def orders() -> str:
    """List the repairs under way, filtered by links."""
    group = request.args.get("s", "")
    found = queries.waiting_for(actor())
    counts = {name: sum(one.status in states for one in found) for name, states in GROUPS.items()}
    rows = [one for one in found if group not in GROUPS or one.status in GROUPS[group]]
    return show(
        "orders.html", "orders", rows=rows, group=group if group in GROUPS else "", counts=counts,
        total=len(found), villages=village_names(one.asset for one in rows),
        clock=_clock, hands=hands_of_order,
        menders=names(one.mender_id for one in rows), troubles=troubles_of(rows),
    )  # fmt: skip


def _clock(order_: WorkOrder) -> object:
    return clock_chip(order_due(order_), order_.severity)


@pages.get("/orders/<uuid:id_>")
@requires(Permission.READ_ORDER, on=order_here)
def order(id_: UUID) -> str:
    """Show one repair with its evidence and the steps that are legal now."""
    return page(id_, None)


@shows("orders")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a repair."""
    found = order_here(id_)
    report = report_of(found.report_id)
    orders_ = [one for one in queries.of_asset(found.asset_id) if one.report_id == found.report_id]
    return show(
        "order.html", "inbox", case=("order", found.id), order=found, report=report, refusal=refusal,
        pairs=evidence.pairs(found, report), photos=_before_repair(found), clock=_clock(found),
        history=history.of_case(report, orders_), complaint=history.complaint_of(report),
        facts=facts_of(found.asset), steps=choices.on_order(found),
        menders=queries.menders(found.county_code),
        people=names([found.mender_id, found.dispatcher_id, found.approved_by, found.accepted_by]),
        channels=FUND_CHANNELS, hands=hands_of_order(found),
        limit_fen=setting(found.county_code, "village_direct_limit"),
        small_fen=setting(found.county_code, "small_job_limit"),
    )  # fmt: skip


def _before_repair(order_: WorkOrder) -> list[evidence.Photo]:
    """Return what the damage looks like, what people complained of first."""
    report = report_of(order_.report_id)
    found = evidence.of_report(report) if report else []
    return sorted(found, key=lambda photo: photo.kind != "feedback")


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


@pages.post("/orders/<uuid:id_>/estimate")
@requires(Permission.ESTIMATE, on=order_here)
def estimate_order(id_: UUID) -> Response:
    """Say what it will cost and ask for the money."""
    upcoming = after_this("order", id_)
    channel = forms.chosen("channel", FUND_CHANNELS)
    actions.submit_cost(id_, forms.fen("estimate"), channel, forms.version())
    return go_on("estimated", upcoming)


@pages.post("/orders/<uuid:id_>/approval")
@requires(Permission.APPROVE_COST, on=order_here)
def approve_order(id_: UUID) -> Response:
    """Allow the money."""
    upcoming = after_this("order", id_)
    actions.approve_cost(id_, forms.version())
    return go_on("approved", upcoming)


@pages.post("/orders/<uuid:id_>/denial")
@requires(Permission.APPROVE_COST, on=order_here)
def deny_order(id_: UUID) -> Response:
    """Send the sum back with a reason."""
    upcoming = after_this("order", id_)
    actions.deny_cost(id_, forms.words("words", needed=True) or "", forms.version())
    return go_on("denied", upcoming)


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
