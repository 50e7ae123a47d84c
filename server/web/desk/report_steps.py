"""What else is done with a report: taking it up, handing it on, hurrying, asking, ringing up, giving up."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from server.core.words import say as say_in
from server.field.damage import feedback, handling, safety
from server.field.damage.predicates import level_of
from server.field.damage.rules import CALL_RESULTS, DROPPED, MEASURES, TARGETS
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import after_this, go_on, go_to
from server.web.desk.reports import report_here


@pages.post("/reports/<uuid:id_>/claim")
@requires(Permission.CLAIM_REPORT, on=report_here)
def claim_report(id_: UUID) -> Response:
    """Take it up; the same case stays open, for who takes it up goes on with it."""
    level = level_of(actor(), report_here(id_)) or "county"
    handling.claim(id_, level, forms.version())
    return go_to("report", id_, "claimed")


@pages.post("/reports/<uuid:id_>/reassignment")
@requires(Permission.STEER_REPORT, on=report_here)
def reassign_report(id_: UUID) -> Response:
    """Give it to another level with a reason that both sides read."""
    upcoming = after_this("report", id_)
    target, reason = forms.chosen("target", TARGETS), forms.words("words", needed=True) or ""
    handling.reassign(id_, target, reason, forms.version())
    return go_on("reassigned", upcoming)


@pages.post("/reports/<uuid:id_>/instruction")
@requires(Permission.STEER_REPORT, on=report_here)
def supervise_report(id_: UUID) -> Response:
    """Hurry whoever deals with it (督办)."""
    upcoming = after_this("report", id_)
    words, due_on = forms.words("words", needed=True) or "", forms.coming_day("due_on")
    handling.supervise(id_, words, due_on, forms.version())
    return go_on("supervised", upcoming)


@pages.post("/reports/<uuid:id_>/question")
@requires(Permission.HANDLE_REPORT, on=report_here)
def ask_reporter(id_: UUID) -> Response:
    """Ask the reporter for more; his receipt shows it."""
    upcoming = after_this("report", id_)
    question = forms.words("words", needed=True) or ""
    handling.ask(id_, question, forms.ticked("nothing_found"), forms.version())
    return go_on("asked", upcoming)


@pages.post("/reports/<uuid:id_>/answer")
@requires(Permission.HANDLE_REPORT, on=report_here)
def supply_report(id_: UUID) -> Response:
    """Write down what the reporter said, or what was seen on the spot; the case goes on."""
    feedback.supply(id_, forms.words("words", needed=True) or "", forms.version())
    return go_to("report", id_, "supplied")


@pages.post("/reports/<uuid:id_>/safety")
@requires(Permission.SECURE, on=report_here)
def secure_danger(id_: UUID) -> Response:
    """Note how people are kept from harm meanwhile; the same case stays open."""
    measure = forms.chosen("measure", MEASURES)
    safety.secure(id_, measure, forms.words("words"), forms.photo("photo"))
    return go_to("report", id_, "secured")


@pages.post("/reports/<uuid:id_>/call")
@requires(Permission.STEER_REPORT, on=report_here)
def call_back_report(id_: UUID) -> Response:
    """Log what the reporter said on the telephone; who is not content is heard."""
    upcoming = after_this("report", id_)
    result = forms.chosen("result", CALL_RESULTS)
    words = forms.words("words", needed=result == "unsatisfied")
    feedback.call_back(id_, result, words, forms.version())
    return go_on(f"called_{result}", upcoming)


@pages.post("/reports/<uuid:id_>/end")
@requires(Permission.DROP_REPAIR, on=report_here)
def drop_repair(id_: UUID) -> Response:
    """Leave it broken, with the paper that this rests on."""
    upcoming = after_this("report", id_)
    why, words = forms.chosen("reason", DROPPED), forms.words("words")
    told = say_in(f"desk.dropped.{why}") + (f"：{words}" if words else "")
    handling.drop(id_, why, told, forms.photo("photo"), forms.version())
    return go_on("dropped", upcoming)


@pages.post("/reports/<uuid:id_>/review")
@requires(Permission.REVIEW_SPOT_FIX, on=report_here)
def review_spot_fix(id_: UUID) -> Response:
    """Say whether the pictures of a drawn spot fix show it mended."""
    upcoming = after_this("report", id_)
    well = forms.chosen("result", ("ok", "bad")) == "ok"
    words = forms.words("words", needed=not well)
    handling.review_spot_fix(id_, well, words, forms.version())
    return go_on("reviewed_ok" if well else "reviewed_bad", upcoming)
