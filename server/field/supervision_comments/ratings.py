"""The reporter's word on an answer, and what comes about when nobody says or does anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from server.core.clock import now
from server.core.db import db
from server.core.moves import MoveRefused
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import next_level
from server.field.supervision_comments.rules import (
    BEING_HANDLED,
    CommentBare,
    NoHigherLevel,
    is_reachable,
)
from server.field.supervision_comments.steps import (
    locked,
    note,
    start_clocks,
    take,
    tell_those_who_act,
    those_who_act,
)
from server.services.audit_log.actions import audited
from server.services.notices.actions import tell
from server.services.settings.queries import setting


@audited("comment.rate")
def rate(comment_id: UUID, satisfied: bool, words: str | None) -> SupervisionComment:
    """Take the reporter's word: 满意 ends it, 不满意 takes it one level up, where one is left.

    Raises NotFound, MoveRefused, CommentBare for 不满意 without a sentence.
    """
    one = locked(comment_id)
    if satisfied:
        take(one, "rate_ok", words)
        one.closed_at = now()
        return one
    if not words:
        raise CommentBare
    take(one, "rate_bad", words)
    if next_level(one) is not None:
        _take_up(one, "escalate")
    return one


@audited("comment.withdraw")
def withdraw(comment_id: UUID) -> SupervisionComment:
    """Let the reporter take it back; raises NotFound, MoveRefused."""
    one = locked(comment_id)
    take(one, "withdraw")
    one.closed_at = now()
    return one


@audited("comment.supply")
def supply(comment_id: UUID, words: str) -> SupervisionComment:
    """Let the reporter add what he was asked for; raises NotFound, MoveRefused while nobody asks."""
    one = locked(comment_id)
    if one.question is None:
        raise MoveRefused(state=one.status, event="supply")
    one.question = one.asked_at = one.no_clue_agreed_by = None
    note(one, "supply", words)
    tell_those_who_act(one, "comment_received")
    return one


@audited("comment.note_call")
def note_call(comment_id: UUID, base_version: int | None) -> SupervisionComment:
    """Note a call that nobody took; raises NotFound, VersionStale."""
    one = locked(comment_id, base_version)
    one.failed_calls += 1
    note(one, "call_failed")
    return one


def _take_up(one: SupervisionComment, event: str) -> None:
    """Hand it one level up: whoever had it so far no longer decides, but still owes his papers."""
    above = next_level(one)
    if above is None:
        raise NoHigherLevel
    before = those_who_act(one)
    one.level, one.dept_id, one.handler_id = above, None, None
    one.findings = one.action = one.done_by = one.question = one.asked_at = one.no_clue_agreed_by = None
    take(one, event)
    start_clocks(one, now())
    tell_those_who_act(one, "comment_up")
    if event == "overdue_up":
        facts = {"thing": one.asset.name, "category": one.category, "title": one.title}
        tell(one.county_code, before, "comment_taken_up", f"/desk/comments/{one.id}", **facts)


def take_up_late(limit: int) -> int:
    """Take one level up what is late, and what was 不满意 when nobody stood above.

    Late is what nobody accepted or answered in time; at the top it stays.
    """
    waits, clock = SupervisionComment.status, now()
    late = or_(
        (waits == "received") & (SupervisionComment.accept_due_at < clock),
        waits.in_(BEING_HANDLED) & (SupervisionComment.answer_due_at < clock),
        waits == "unsatisfied",
    )
    return _sweep(late, lambda one: next_level(one) is not None, _move_late, limit)


def close_silent(limit: int) -> int:
    """Close answers of which nobody said anything for long, and whoever left a phone could not be reached."""
    answered = SupervisionComment.status == "answered"
    return _sweep(answered, _is_silent, _close_one, limit)


def _is_silent(one: SupervisionComment) -> bool:
    days = timedelta(days=int(setting(one.county_code, "comment_silence_days")))
    waited = one.answered_at is not None and now() - one.answered_at > days
    return waited and not is_reachable(one.phone, one.failed_calls)


def _sweep(
    which: ColumnElement[bool],
    is_due: Callable[[SupervisionComment], bool],
    move_one: Callable[[UUID], SupervisionComment],
    limit: int,
) -> int:
    query = select(SupervisionComment).where(which).order_by(SupervisionComment.received_at)
    due = [one.id for one in db.session.scalars(query).unique() if is_due(one)][:limit]
    for comment_id in due:
        move_one(comment_id)
    return len(due)


@audited("comment.take_up")
def _move_late(comment_id: UUID) -> SupervisionComment:
    one = locked(comment_id)
    _take_up(one, "escalate" if one.status == "unsatisfied" else "overdue_up")
    return one


@audited("comment.close_silent")
def _close_one(comment_id: UUID) -> SupervisionComment:
    one = locked(comment_id)
    take(one, "no_contact")
    one.closed_at = now()
    return one
