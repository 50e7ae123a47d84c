"""Judging a report: true and how bad, not so, the same as another one, or a matter for those above."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from werkzeug.wrappers import Response

from server.core.clock import today
from server.core.db import unit_of_work
from server.core.problems import NotFound
from server.core.words import say as say_in
from server.field.checklists.rules import SEVERITIES
from server.field.damage import actions as damage
from server.field.damage import queries
from server.field.damage.models import DamageReport
from server.field.damage.predicates import level_of
from server.field.damage.rules import DROPPED, MEASURES, NO_REPAIR, UNGRADED
from server.field.damage.safety import safe_by
from server.field.damage.verdicts import Verdict
from server.field.inspections.queries import inspection
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_asset, of_report
from server.identity.access.actions import actor, may, require, requires
from server.identity.access.models import Permission
from server.services.files.actions import attach
from server.services.settings.queries import setting
from server.web.desk import after, choices, evidence, forms, history, sentences
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.clocks import clock_of, is_hurried
from server.web.desk.facts import facts_of
from server.web.desk.frame import after_this, go_on, go_to, show
from server.web.desk.hands import hands_of_order, levels_of, stands_above, stuck_said

SOON_DAYS = {False: 3, True: 1}  # by when what is hurried is to be done, sooner where it is 紧急
REASONS = ("not_this_asset", "untrue", "out_of_scope")


def report_here(id_: UUID) -> DamageReport:
    """Return the report of an address; raises NotFound."""
    found = queries.report(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/reports/<uuid:id_>")
@requires(Permission.READ_REPORT, on=report_here)
def report(id_: UUID) -> str:
    """Show one report with its evidence and the verdicts that are legal now."""
    return page(id_, None)


@shows("reports")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a report."""
    found = report_here(id_)
    orders = [one for one in of_asset(found.asset_id) if one.report_id == found.id]
    return show(
        "report.html", "inbox", case=("report", found.id), report=found, refusal=refusal,
        photos=evidence.of_report(found), **_visit_said(found),
        voices=queries.voices_count([found.id]).get(found.id, 0), told=_told(found),
        history=history.of_case(found, orders), complaint=history.complaint_of(found), orders=orders,
        facts=facts_of(found.asset), verdicts=choices.on_report(found), grades=choices.grades(found),
        preset_grade=found.severity or UNGRADED, twins=choices.twins(found), targets=choices.targets(found),
        safe_by=safe_by([found]).get(found.id), measures=_measures(found),
        reasons=REASONS, no_repair=NO_REPAIR, dropped=DROPPED,
        clock=clock_of(found), hurried=is_hurried(found), stuck=stuck_said(found), **after.told_after(found),
        soon=today() + timedelta(days=SOON_DAYS[found.severity == "critical"]),
        need_info_days=setting(found.county_code, "need_info_days"),
        repair_days=setting(found.county_code, "repair_days"),
        limit_fen=setting(found.county_code, "village_direct_limit"),
    )  # fmt: skip


def _measures(report_: DamageReport) -> tuple[str, ...]:
    """Return the ways to make it safe, for whoever may say that it was done."""
    return MEASURES if may(Permission.SECURE, report_) else ()


def _visit_said(report_: DamageReport) -> dict[str, object]:
    """Return the visit that found it, with its distance and flags in words."""
    visit = inspection(report_.inspection_id) if report_.inspection_id else None
    if visit is None:
        return {"visit": None}
    return {
        "visit": visit,
        "visit_distance": sentences.distance_said(visit),
        "visit_flags": sentences.flags_said(visit),
    }


def _told(report_: DamageReport) -> list[tuple[str, str, str | None]]:
    """Return what each voice wrote, with its name and phone for those above the village only."""
    above = stands_above()
    spoken = [one for one in report_.voices if one.words or one.phone or one.name]
    return [
        ((one.name or "") if above else "", one.words or "", one.phone if above else None) for one in spoken
    ]


@pages.post("/reports/<uuid:id_>/confirmation")
@requires(Permission.CONFIRM_DAMAGE, on=report_here)
def confirm_report(id_: UUID) -> Response:
    """Say that it is true and how bad; whoever is to send the mender himself is led there at once."""
    upcoming = after_this("report", id_)
    severity = forms.chosen("severity", SEVERITIES)
    require(Permission.CONFIRM_DAMAGE, queries.weighed(report_here(id_), severity))
    damage.verify(id_, Verdict("confirm", severity, publish_photos=forms.published()), forms.version())
    order = of_report(id_)
    if order is not None and _sends_himself(order):
        return go_to("order", order.id, "confirmed_dispatch")
    return go_on("confirmed", upcoming)


def _sends_himself(order: WorkOrder) -> bool:
    return "assign" in choices.on_order(order) and hands_of_order(order) in levels_of(actor())


@pages.post("/reports/<uuid:id_>/rejection")
@requires(Permission.REJECT_DAMAGE, on=report_here)
def reject_report(id_: UUID) -> Response:
    """Turn it down with a reason that people can read, and a picture from the place where none came."""
    upcoming, version = after_this("report", id_), forms.version()
    reason, words = forms.chosen("reason", REASONS), forms.words("words")
    told = say_in(f"desk.reason.{reason}") + (f"：{words}" if words else "")
    picture, level = forms.photo("photo"), level_of(actor(), report_here(id_))
    with unit_of_work():
        if picture:
            attach(report_here(id_).county_code, "report", id_, "verify/1", picture)
        damage.verify(id_, Verdict("reject", reason=told, level=level), version)
    return go_on("rejected", upcoming)


@pages.post("/reports/<uuid:id_>/merger")
@requires(Permission.HANDLE_REPORT, on=report_here)
def merge_report(id_: UUID) -> Response:
    """Join it with another open report of the same asset."""
    upcoming = after_this("report", id_)
    damage.verify(id_, Verdict("merge", merge_into=forms.some_id("twin")), forms.version())
    return go_on("merged", upcoming)


@pages.post("/reports/<uuid:id_>/transfer")
@requires(Permission.REJECT_DAMAGE, on=report_here)
def transfer_report(id_: UUID) -> Response:
    """Hand what is no repair to those who deal with 反映问题; what is broken beside it stays a report."""
    upcoming, version, found = after_this("report", id_), forms.version(), report_here(id_)
    what = None if found.upward else forms.chosen("category", NO_REPAIR)
    verdict = Verdict("transfer", reason=forms.words("words", needed=True), category=what)
    with unit_of_work():
        damage.verify(id_, verdict, version)
        if forms.ticked("repair_too"):
            damage.leave_repair(id_)
    return go_on("transferred", upcoming)
