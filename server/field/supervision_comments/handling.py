"""Dealing with a comment: accepting, handing on, looking into it, answering, or saying where else to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from server.core.clock import now
from server.core.ids import new_receipt_token
from server.core.moves import MoveRefused
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import next_level, people_at
from server.field.supervision_comments.rules import (
    BEING_HANDLED,
    ClueNotAwaited,
    HigherLevelLeft,
    TargetRefused,
    is_reachable,
)
from server.field.supervision_comments.steps import (
    had_by,
    locked,
    note,
    start_clocks,
    take,
    tell_those_who_act,
)
from server.identity.organizations.queries import organizations_by_id
from server.services.audit_log.actions import audited, doer
from server.services.notices.actions import tell
from server.services.settings.queries import setting


@dataclass(frozen=True)
class Answer:
    """What the reporter reads, in plain words: what was found, what is done, by when."""

    findings: str
    action: str
    done_by: str


@audited("comment.accept")
def accept(comment_id: UUID, base_version: int | None, dept_id: UUID | None = None) -> SupervisionComment:
    """Accept it at its level, also when it has come up a level: then the clocks run anew.

    dept_id  which department deals with it; the city always names one

    Raises NotFound, VersionStale, MoveRefused, TargetRefused.
    """
    one = locked(comment_id, base_version)
    came_up = one.status == "escalated"
    if one.level == "city" and dept_id is None:
        raise TargetRefused
    _give_to(one, dept_id)
    take(one, "accept_up" if came_up else "accept")
    had_by(one, doer().user_id)
    if came_up:
        start_clocks(one, now())
    if one.dept_id:
        tell_those_who_act(one, "comment_received")
    return one


@audited("comment.reroute")
def reroute(
    comment_id: UUID, level: str, dept_id: UUID | None, reason: str, base_version: int | None
) -> SupervisionComment:
    """Hand it to another office; the clocks go on.

    Raises NotFound, VersionStale, MoveRefused, TargetRefused for whoever is complained of or has had it.
    """
    one = locked(comment_id, base_version)
    if (level, dept_id) == (one.level, one.dept_id) or level == one.about or level in one.handled_by:
        raise TargetRefused
    if not dept_id and not people_at(level, one.asset.region_path, {one.about_user_id}):
        raise TargetRefused
    _give_to(one, dept_id)
    one.level, one.handler_id = level, None
    take(one, "reroute", reason)
    tell_those_who_act(one, "comment_received")
    return one


def _give_to(one: SupervisionComment, dept_id: UUID | None) -> None:
    """Let a department of the county have it, unless it is complained of or has had it before."""
    if dept_id is not None:
        unit = organizations_by_id([dept_id]).get(dept_id)
        known = unit is not None and unit.kind == "department" and unit.county_code == one.county_code
        if not known or dept_id == one.about_org_id or str(dept_id) in one.handled_by:
            raise TargetRefused
    one.dept_id = dept_id


@audited("comment.start")
def start(comment_id: UUID, base_version: int | None) -> SupervisionComment:
    """Begin to look into it, oneself; raises NotFound, VersionStale, MoveRefused."""
    one = locked(comment_id, base_version)
    take(one, "start")
    one.handler_id = doer().user_id
    had_by(one, one.handler_id, one.dept_id or one.level)
    return one


@audited("comment.answer")
def answer(comment_id: UUID, told: Answer, base_version: int | None) -> SupervisionComment:
    """Answer it in plain words; raises NotFound, VersionStale, MoveRefused."""
    one = locked(comment_id, base_version)
    one.findings, one.action, one.done_by = told.findings, told.action, told.done_by
    one.answered_at, one.failed_calls, one.question = now(), 0, None
    take(one, "answer", "\n".join((told.findings, told.action, told.done_by)))
    if one.reporter_id:
        one.receipt_token = one.receipt_token or new_receipt_token()
        tell(
            one.county_code, [one.reporter_id], "comment_answered", f"/r/{one.receipt_token}",
            thing=one.asset.name, category=one.category, title=one.title,
        )  # fmt: skip
    return one


@audited("comment.ask")
def ask(comment_id: UUID, question: str, base_version: int | None) -> SupervisionComment:
    """Hang a question for the reporter on his page; raises NotFound, VersionStale, MoveRefused."""
    one = _being_handled(comment_id, base_version, "ask")
    one.question, one.asked_at, one.no_clue_agreed_by = question, now(), None
    note(one, "ask", question)
    return one


@audited("comment.agree_no_clue")
def agree_no_clue(comment_id: UUID, base_version: int | None) -> SupervisionComment:
    """Let the level above agree that there is too little to go on.

    Raises NotFound, VersionStale, MoveRefused, ClueNotAwaited while nothing is asked.
    """
    one = _being_handled(comment_id, base_version, "agree_no_clue")
    if one.question is None:
        raise ClueNotAwaited
    one.no_clue_agreed_by = doer().user_id
    note(one, "agree_no_clue")
    return one


def _being_handled(comment_id: UUID, base_version: int | None, event: str) -> SupervisionComment:
    one = locked(comment_id, base_version)
    if one.status not in BEING_HANDLED:
        raise MoveRefused(state=one.status, event=event)
    return one


@audited("comment.give_up")
def give_up(comment_id: UUID, base_version: int | None) -> SupervisionComment:
    """Close it for lack of clues: asked long enough, nobody reached, the level above agrees.

    Raises NotFound, VersionStale, MoveRefused, ClueNotAwaited.
    """
    one = locked(comment_id, base_version)
    days = timedelta(days=int(setting(one.county_code, "comment_clue_days")))
    asked_long = one.question is not None and one.asked_at is not None and now() - one.asked_at >= days
    if not asked_long or one.no_clue_agreed_by is None or is_reachable(one.phone, one.failed_calls):
        raise ClueNotAwaited
    take(one, "no_clue", one.question)
    one.closed_at = now()
    return one


@audited("comment.supervise")
def supervise(
    comment_id: UUID, instruction: str, due_on: date, base_version: int | None
) -> SupervisionComment:
    """Hurry whoever has it, with an instruction and a day; raises NotFound, VersionStale, MoveRefused."""
    one = locked(comment_id, base_version)
    one.instruction, one.instruction_due_on = instruction, due_on
    take(one, "supervise", instruction)
    tell_those_who_act(one, "comment_hurried")
    return one


@audited("comment.refer")
def refer(comment_id: UUID, channel: str, base_version: int | None) -> SupervisionComment:
    """Say where to go when the highest level has answered; raises HigherLevelLeft, NotFound, VersionStale."""
    one = locked(comment_id, base_version)
    if next_level(one) is not None:
        raise HigherLevelLeft
    return _refer(one, "refer", None, channel)


@audited("comment.refer_out")
def refer_out(comment_id: UUID, reason: str, channel: str, base_version: int | None) -> SupervisionComment:
    """Say where what is not ours to settle belongs: a court, 信访, discipline.

    Raises NotFound, VersionStale, MoveRefused.
    """
    return _refer(locked(comment_id, base_version), "refer_out", reason, channel)


def _refer(one: SupervisionComment, event: str, reason: str | None, channel: str) -> SupervisionComment:
    one.refer_reason, one.refer_to, one.closed_at = reason, channel, now()
    take(one, event, channel)
    return one
