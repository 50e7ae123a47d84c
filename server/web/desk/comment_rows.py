"""A comment in words: what it is about, in whose hands, by when, and what happened so far."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.field.supervision_comments.models import CommentStep, SupervisionComment
from server.field.supervision_comments.queries import steps_of
from server.field.supervision_comments.rules import BEING_HANDLED
from server.identity.accounts.queries import names
from server.identity.organizations.queries import organization
from server.services.settings.queries import setting
from server.web.desk.history import Line
from server.web.look.language import say
from server.web.public.kinds import trouble

TONES = {"rate_bad": "red", "submit": "red", "overdue_up": "red", "rate_ok": "green", "answer": "green"}


def comment_wrong(one: SupervisionComment) -> str:
    """Return what it is about as a neighbour would say it."""
    return trouble(one.category, one.title)


def comment_due(one: SupervisionComment) -> datetime:
    """Return by when the next step is due: accepting, answering, or hearing what the reporter thinks."""
    if one.status in BEING_HANDLED:
        return one.answer_due_at
    if one.status == "answered" and one.answered_at:
        return one.answered_at + timedelta(days=int(setting(one.county_code, "comment_silence_days")))
    return one.accept_due_at


def hands_said(one: SupervisionComment) -> str:
    """Return in whose hands it is."""
    unit = organization(one.dept_id) if one.dept_id else None
    return unit.name if unit else say(f"desk.hands.{one.level}")


def lines_of(one: SupervisionComment) -> list[Line]:
    """Return a comment's steps, oldest first; never who said it."""
    steps = steps_of(one.id)
    people = names(step.actor_id for step in steps if step.actor_id != one.reporter_id)
    return [_line(step, people.get(step.actor_id, "") if step.actor_id else "") for step in steps]


def _line(step: CommentStep, who: str) -> Line:
    return Line(
        step.at, who, say(f"desk.step.comment.{step.event}"), step.words, TONES.get(step.event, "plain")
    )
