"""What a receipt of 反映问题 shows: who has it, by when, the answer, and what can be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import make_response, render_template
from werkzeug.wrappers import Response

from server.core.problems import Problem
from server.field.damage.queries import voices_count
from server.field.supervision_comments.models import CommentStep, SupervisionComment
from server.field.supervision_comments.queries import steps_of
from server.field.supervision_comments.rules import BEING_HANDLED, ENDED
from server.identity.organizations.queries import organization
from server.identity.regions.queries import names_on
from server.services.settings.queries import setting
from server.web.look.dates import day_of, day_words
from server.web.look.language import say
from server.web.public import device, forms
from server.web.public.kinds import trouble

TONES = {
    "received": "amber", "accepted": "blue", "handling": "blue", "answered": "green", "satisfied": "green",
    "unsatisfied": "red", "escalated": "amber", "referred": "blue", "withdrawn": "amber",
    "closed_unanswered_no_contact": "amber",
}  # fmt: skip
TOLD = frozenset({"submit", "supervise", "ask", "supply", "reroute"})
"""Steps that keep the state and are told all the same."""


PHRASES = ("unsolved", "unseen", "untrue")


@dataclass(frozen=True)
class Step:
    """One thing that happened, without whoever did it; detail is an answer or a question."""

    day: date
    words: str
    detail: str


@dataclass(frozen=True)
class ConcernReceipt:
    """The page behind a receipt's address."""

    title: str
    asset_name: str
    county_code: str
    app_name: str
    said_on: date
    chip: str
    tone: str
    office: str
    promise: str
    question: str | None
    answer: tuple[str, str, str] | None
    refer_to: str | None
    steps: list[Step]
    hotline: str
    may_rate: bool
    may_withdraw: bool
    may_print: bool


@dataclass(frozen=True)
class Papers:
    """All that was said and done, for whoever takes it elsewhere."""

    receipt: ConcernReceipt
    number: str
    place: str
    words: str
    steps: list[Step]


def show(token: str, comment: SupervisionComment, problem: Problem | None = None) -> Response:
    """Return the receipt's page of a comment."""
    page = render_template(
        "public/concern_receipt.html", receipt=receipt_of(comment), token=token,
        code=device.fresh_code(token), problem=problem, phrases=PHRASES, most=forms.MAX_WORDS,
    )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


def receipt_of(one: SupervisionComment) -> ConcernReceipt:
    """Return what the person behind a comment may read of it."""
    answer = (one.findings or "", one.action or "", one.done_by or "") if one.findings else None
    return ConcernReceipt(
        title=trouble(one.category, one.title), asset_name=one.asset.name, county_code=one.county_code,
        app_name=setting(one.county_code, "app_name"), said_on=day_of(one.received_at),
        chip=say(f"comments.public.{one.status}"), tone=TONES[one.status], office=office_of(one),
        promise=_promise(one), question=one.question, answer=answer, refer_to=one.refer_to,
        steps=_steps(one, whole=False), hotline=str(setting(one.county_code, "hotline")),
        may_rate=one.status == "answered", may_withdraw=one.status not in ENDED and not is_shared(one),
        may_print=one.status == "referred",
    )  # fmt: skip


def is_shared(one: SupervisionComment) -> bool:
    """True when several people said so before it was handed on: none of them takes it back for the others."""
    return one.report_id is not None and voices_count([one.report_id]).get(one.report_id, 0) > 1


def papers_of(one: SupervisionComment) -> Papers:
    """Return everything of a comment, its answers in full."""
    names = names_on(one.asset.region_path)
    place = "".join(names.get(level, "") for level in ("county", "township", "village"))
    return Papers(receipt_of(one), one.comment_no or "", place, one.words or "", _steps(one, whole=True))


def office_of(one: SupervisionComment) -> str:
    """Return which office has it, as people call it."""
    unit = organization(one.dept_id) if one.dept_id else None
    if unit is not None:
        return unit.name
    names = names_on(one.asset.region_path)
    return say(f"comments.office.{one.level}", place=names.get(one.level, ""))


def _promise(one: SupervisionComment) -> str:
    """Return by when the next thing happens; nothing once it has been answered."""
    if one.status in {"received", "escalated"}:
        return say("comments.promise.accept", day=day_words(one.accept_due_at))
    return (
        say("comments.promise.answer", day=day_words(one.answer_due_at))
        if one.status in BEING_HANDLED
        else ""
    )


def _steps(one: SupervisionComment, whole: bool) -> list[Step]:
    return [_step(step, whole) for step in steps_of(one.id) if step.new != step.old or step.event in TOLD]


def _step(step: CommentStep, whole: bool) -> Step:
    kept = step.new == step.old and step.event != "submit"
    words = say(f"comments.told.{step.event}") if kept else say(f"comments.public.{step.new}")
    detail = step.words or "" if whole or step.event in {"ask", "answer"} else ""
    return Step(day_of(step.at), words, "" if step.event == "submit" else detail)
