"""Repairs at the desk: the list of what is under way, and the page of one with its evidence and steps."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import request

from server.core.clock import today
from server.core.problems import NotFound
from server.field.damage.queries import report as report_of
from server.field.work_orders import queries
from server.field.work_orders.clocks import due_of
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import FOLLOW_UPS, FUND_CHANNELS, PAUSES
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.services.settings.queries import setting
from server.web.desk import evidence, forms, history, order_steps
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.clocks import clock_chip, order_due
from server.web.desk.facts import facts_of
from server.web.desk.frame import show
from server.web.desk.hands import hands_of_order
from server.web.desk.sentences import troubles_of
from server.web.desk.waiting import village_names

GROUPS = {
    "dispatch": ("created", "estimating", "approved"),
    "money": ("pending_approval",),
    "funds": ("awaiting_funds",),
    "mending": ("assigned", "in_repair", "paused", "rework"),
    "acceptance": ("finished",),
}
LATE = "late"
REVIEW_DAYS = 30  # until somebody looks at the money again, unless another day is chosen
LINES = 3  # so many lines of a budget are offered; more than that belongs on paper


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
    group, standing = request.args.get("s", ""), queries.standing(actor())
    counts = {name: sum(standing.get(state, 0) for state in states) for name, states in GROUPS.items()}
    counts[LATE] = queries.late_count(actor())
    group = group if group in counts else ""
    rows = queries.waiting_for(actor(), states=GROUPS.get(group), late=group == LATE)
    return show(
        "orders.html", "orders", rows=rows, group=group, counts=counts,
        total=sum(standing.values()), villages=village_names(one.asset for one in rows),
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
        facts=facts_of(found.asset), steps=order_steps.all_of(found, report),
        menders=queries.menders(found.county_code),
        people=names([found.mender_id, found.dispatcher_id, found.approved_by, found.accepted_by]),
        channels=FUND_CHANNELS, follow_ups=FOLLOW_UPS, pauses=PAUSES, lines=LINES,
        hands=hands_of_order(found),
        small_fen=setting(found.county_code, "small_job_limit"), **_money(found),
    )  # fmt: skip


def _money(order_: WorkOrder) -> dict[str, object]:
    """Return what the forms about money and days begin with."""
    limit, fen = int(setting(order_.county_code, "village_direct_limit")), order_.estimate_fen
    sent, asked = order_.dispatcher_id is not None, order_.approved_by is not None
    return {
        "limit_fen": limit, "receipt_limit": setting(order_.county_code, "receipt_limit"),
        "estimate": typed(fen), "due_on": due_of(order_),
        "needed": typed(order_.funds_fen if order_.status == "awaiting_funds" else fen),
        "in_a_month": today() + timedelta(days=REVIEW_DAYS),
        "papers_follow": sent and not asked and fen is not None and fen > limit,
    }  # fmt: skip


def typed(fen: int | None) -> str:
    """Return an amount as somebody would type it in yuan; nothing for nothing."""
    if fen is None:
        return ""
    whole, rest = divmod(fen, forms.FEN_PER_YUAN)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def _before_repair(order_: WorkOrder) -> list[evidence.Photo]:
    """Return what the damage looks like, what people complained of first."""
    report = report_of(order_.report_id)
    found = evidence.of_report(report) if report else []
    return sorted(found, key=lambda photo: photo.kind != "feedback")
