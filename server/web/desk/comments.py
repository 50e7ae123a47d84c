"""反映问题 at the desk: the queue of those above the village, and each step by one key."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from server.core.problems import FormRefused, NotFound
from server.field.supervision_comments import handling, queries, ratings
from server.field.supervision_comments.handling import Answer
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.rules import ENDED, LEVELS, OPEN, REFER_REASONS
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.identity.organizations.queries import departments
from server.web.desk import evidence, forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.clocks import clock_chip
from server.web.desk.comment_choices import is_mine, on_comment
from server.web.desk.comment_rows import comment_due, comment_wrong, hands_said, lines_of
from server.web.desk.facts import facts_of
from server.web.desk.frame import after_this, go_on, go_to, show
from server.web.desk.waiting import village_names

GROUPS = {"mine": OPEN, "open": OPEN, "ended": ENDED}
DEPT = "dept:"


def comment_here(id_: UUID) -> SupervisionComment:
    """Return the comment of an address; raises NotFound."""
    found = queries.comment(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/comments")
@requires(Permission.LIST_COMMENTS)
def comments() -> str:
    """List what people said, what waits for the asker first."""
    group = request.args.get("s", "mine")
    states = GROUPS.get(group, OPEN)
    rows = [one for one in queries.in_reach_of(actor(), states) if may(Permission.READ_COMMENT, one)]
    shown = [one for one in rows if is_mine(one)] if group == "mine" else rows
    return show(
        "comments.html", "comments", rows=shown, group=group, groups=GROUPS, wrong_of=comment_wrong,
        villages=village_names(one.asset for one in shown), hands=hands_said,
        clock=lambda one: clock_chip(comment_due(one)),
    )  # fmt: skip


@pages.get("/comments/<uuid:id_>")
@requires(Permission.READ_COMMENT, on=comment_here)
def comment(id_: UUID) -> str:
    """Show one comment with its evidence and the steps that are legal now."""
    return page(id_, None)


@shows("comments")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a comment."""
    one = comment_here(id_)
    return show(
        "comment.html", "comments", case=("comment", one.id), comment=one, refusal=refusal,
        what=comment_wrong(one), photos=evidence.of_comment(one), facts=facts_of(one.asset),
        sees_asset=may(Permission.READ_ASSET, one.asset), history=lines_of(one), steps=on_comment(one),
        clock=clock_chip(comment_due(one)), hands=hands_said(one), beside=_beside(one),
        people=names([one.handler_id]), departments=departments(one.county_code), levels=_levels(one),
        reasons=REFER_REASONS, wrong_of=comment_wrong,
    )  # fmt: skip


def _beside(one: SupervisionComment) -> list[SupervisionComment]:
    return [other for other in queries.beside(one) if may(Permission.READ_COMMENT, other)]


def _levels(one: SupervisionComment) -> list[str]:
    """Return the offices that it may be handed to."""
    path, barred = one.asset.region_path, {one.about_user_id}
    here = one.level if one.dept_id is None else None
    return [
        level for level in LEVELS[:2]
        if level not in {here, one.about, *one.handled_by} and queries.people_at(level, path, barred)
    ]  # fmt: skip


@pages.post("/comments/<uuid:id_>/acceptance")
@requires(Permission.ACCEPT_COMMENT, on=comment_here)
def accept_comment(id_: UUID) -> Response:
    """Accept it; the city names the department that deals with it."""
    return _accepted(id_)


@pages.post("/comments/<uuid:id_>/taking-up")
@requires(Permission.TAKE_UP_COMMENT, on=comment_here)
def take_up_comment(id_: UUID) -> Response:
    """Accept what came up a level; the clocks run anew."""
    return _accepted(id_)


def _accepted(id_: UUID) -> Response:
    upcoming = after_this("comment", id_)
    dept_id = forms.some_id("dept") if request.form.get("dept") else None
    handling.accept(id_, forms.version(), dept_id)
    if "start" in on_comment(comment_here(id_)):
        return go_to("comment", id_, "comment_accepted")
    return go_on("comment_accepted", upcoming)


@pages.post("/comments/<uuid:id_>/start")
@requires(Permission.HANDLE_COMMENT, on=comment_here)
def start_comment(id_: UUID) -> Response:
    """Begin to look into it."""
    handling.start(id_, forms.version())
    return go_to("comment", id_, "comment_started")


@pages.post("/comments/<uuid:id_>/answer")
@requires(Permission.HANDLE_COMMENT, on=comment_here)
def answer_comment(id_: UUID) -> Response:
    """Answer in plain words."""
    upcoming = after_this("comment", id_)
    findings, action, done_by = (_needed(name) for name in ("findings", "action", "done_by"))
    if len(done_by) > 100:
        raise forms.refused("done_by", "long")
    handling.answer(id_, Answer(findings, action, done_by), forms.version())
    return go_on("comment_answered", upcoming)


def _needed(field: str) -> str:
    return forms.words(field, needed=True) or ""


@pages.post("/comments/<uuid:id_>/rerouting")
@requires(Permission.STEER_COMMENT, on=comment_here)
def reroute_comment(id_: UUID) -> Response:
    """Hand it to another office or department, with the reason."""
    upcoming, one = after_this("comment", id_), comment_here(id_)
    target = request.form.get("target", "")
    dept_id = _dept(target) if target.startswith(DEPT) else None
    level = one.level if dept_id else forms.chosen("target", LEVELS[:2])
    handling.reroute(id_, level, dept_id, _needed("words"), forms.version())
    return go_on("comment_rerouted", upcoming)


def _dept(target: str) -> UUID:
    try:
        return UUID(target.removeprefix(DEPT))
    except ValueError as unreadable:
        raise _choose_target() from unreadable


def _choose_target() -> FormRefused:
    return forms.refused("target", "choose")


@pages.post("/comments/<uuid:id_>/hurry")
@requires(Permission.SUPERVISE_COMMENT, on=comment_here)
def hurry_comment(id_: UUID) -> Response:
    """Hurry whoever has it, with a day."""
    handling.supervise(id_, _needed("words"), forms.coming_day("due_on"), forms.version())
    return go_to("comment", id_, "comment_hurried")


@pages.post("/comments/<uuid:id_>/question")
@requires(Permission.HANDLE_COMMENT, on=comment_here)
def ask_comment(id_: UUID) -> Response:
    """Hang a question for the reporter."""
    handling.ask(id_, _needed("words"), forms.version())
    return go_to("comment", id_, "comment_asked")


@pages.post("/comments/<uuid:id_>/agreement")
@requires(Permission.AGREE_COMMENT, on=comment_here)
def agree_comment(id_: UUID) -> Response:
    """Agree that there is too little to go on."""
    upcoming = after_this("comment", id_)
    handling.agree_no_clue(id_, forms.version())
    return go_on("comment_agreed", upcoming)


@pages.post("/comments/<uuid:id_>/closing")
@requires(Permission.GIVE_UP_COMMENT, on=comment_here)
def close_comment(id_: UUID) -> Response:
    """Close it for lack of clues."""
    upcoming = after_this("comment", id_)
    handling.give_up(id_, forms.version())
    return go_on("comment_closed", upcoming)


@pages.post("/comments/<uuid:id_>/rating")
@requires(Permission.CALL_BACK_COMMENT, on=comment_here)
def rate_comment(id_: UUID) -> Response:
    """Note what the reporter said on the phone: 满意, 不满意, or that nobody took the call."""
    upcoming, said = after_this("comment", id_), forms.chosen("said", ("yes", "no", "failed"))
    if said == "failed":
        ratings.note_call(id_, forms.version())
    else:
        ratings.rate(id_, said == "yes", forms.words("words"))
    return go_on("comment_called", upcoming)


@pages.post("/comments/<uuid:id_>/referral")
@requires(Permission.REFER_COMMENT, on=comment_here)
def refer_comment(id_: UUID) -> Response:
    """Say where to go when the highest level has answered."""
    upcoming = after_this("comment", id_)
    handling.refer(id_, _needed("words"), forms.version())
    return go_on("comment_referred", upcoming)


@pages.post("/comments/<uuid:id_>/outward")
@requires(Permission.STEER_COMMENT, on=comment_here)
def refer_comment_out(id_: UUID) -> Response:
    """Say where what is not ours to settle belongs."""
    upcoming, reason = after_this("comment", id_), forms.chosen("reason", REFER_REASONS)
    handling.refer_out(id_, reason, _needed("words"), forms.version())
    return go_on("comment_referred", upcoming)
