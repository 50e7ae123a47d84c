"""Visits that a person should look at: the flags in words, and whether the visit counts."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from server.assets.register.models import Asset
from server.core.problems import NotFound
from server.field.checklists.queries import template
from server.field.checklists.rules import is_problem
from server.field.damage.rules import UPWARD_ITEMS
from server.field.inspections import actions, queries
from server.field.inspections.models import Inspection
from server.field.inspections.rules import VOID_REASONS
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.web.desk import choices, evidence, forms, sentences
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.facts import facts_of
from server.web.desk.frame import after_this, go_on, go_to, show
from server.web.desk.upward import hears_upward
from server.web.look.language import language


class Told:
    """A visit as something told about an asset, which is how the map judges who may read it."""

    def __init__(self, visit: Inspection) -> None:
        self.asset: Asset = visit.asset
        self.reporter_id = visit.inspector_id
        self.upward = False


def visit_here(id_: UUID) -> Inspection:
    """Return the visit of an address; raises NotFound."""
    found = queries.inspection(id_)
    if found is None:
        raise NotFound
    return found


def told_here(id_: UUID) -> Told:
    """Return the visit of an address as something told; raises NotFound."""
    return Told(visit_here(id_))


@pages.get("/visits/<uuid:id_>")
@requires(Permission.READ_REPORT, on=told_here)
def visit(id_: UUID) -> str:
    """Show one visit with its answers, pictures and flags."""
    return page(id_, None)


@shows("visits")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a visit."""
    found = visit_here(id_)
    return show(
        "visit.html", "inbox", case=("visit", found.id), visit=found, refusal=refusal,
        photos=evidence.of_visit(found), answers=_answers(found), facts=facts_of(found.asset),
        who=names([found.inspector_id]).get(found.inspector_id, ""), distance=sentences.distance_said(found),
        flags=sentences.flags_said(found), verdicts=choices.on_visit(found),
        reasons=VOID_REASONS if choices.voids(found) else (),
    )  # fmt: skip


def _answers(visit_: Inspection) -> list[tuple[str, str, bool, str]]:
    """Return each question, its answer, whether that says something is wrong, and the words."""
    asked = template(visit_.county_code, visit_.template, visit_.template_version)
    items = {item["code"]: item for item in asked.body["items"]} if asked else {}
    silent = () if hears_upward(visit_) else UPWARD_ITEMS
    return [
        (
            items[answer["code"]][language()], _value(items[answer["code"]], answer.get("value")),
            is_problem(items[answer["code"]], answer.get("value")), answer.get("words") or "",
        )
        for answer in visit_.answers
        if answer["code"] in items and answer["code"] not in silent
    ]  # fmt: skip


def _value(item: dict[str, object], value: object) -> str:
    options = item.get("options")
    if isinstance(options, list):
        named = [one.get(language()) or one["zh"] for one in options if one["value"] == value]
        return str(named[0]) if named else str(value)
    return str(value)


@pages.post("/visits/<uuid:id_>/approval")
@requires(Permission.REVIEW_VISIT, on=visit_here)
def approve_visit(id_: UUID) -> Response:
    """Let the visit count."""
    upcoming = after_this("visit", id_)
    actions.review(id_, "approve")
    return go_on("visit_approved", upcoming)


@pages.post("/visits/<uuid:id_>/rejection")
@requires(Permission.REVIEW_VISIT, on=visit_here)
def reject_visit(id_: UUID) -> Response:
    """Ask for another visit."""
    upcoming = after_this("visit", id_)
    actions.review(id_, "reject", forms.words("words"))
    return go_on("visit_rejected", upcoming)


@pages.post("/visits/<uuid:id_>/voiding")
@requires(Permission.VOID_VISIT, on=visit_here)
def void_visit(id_: UUID) -> Response:
    """Make a visit count no more."""
    actions.void(id_, forms.chosen("reason", VOID_REASONS), forms.words("words"))
    return go_to("visit", id_, "visit_void")
