"""Moving a comment: one place that checks the life cycle, keeps the step and tells who has it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from server.assets.register import actions as register
from server.core.clock import end_of, local, now
from server.core.db import db
from server.core.ids import new_id
from server.core.moves import move
from server.core.problems import NotFound, VersionStale
from server.field.supervision_comments.models import CommentStep, SupervisionComment
from server.field.supervision_comments.queries import people_at
from server.field.supervision_comments.rules import MOVES
from server.identity.accounts.queries import department_ids
from server.services.audit_log.actions import doer
from server.services.feed.actions import touch
from server.services.notices.actions import tell
from server.services.settings.queries import setting
from server.services.workdays.queries import add_workdays


def locked(comment_id: UUID, base_version: int | None = None) -> SupervisionComment:
    """Return the comment, locked together with its asset; raises NotFound, VersionStale."""
    known = db.session.get(SupervisionComment, comment_id)
    if known is None:
        raise NotFound
    register.lock(known.asset_id)
    one = db.session.get_one(
        SupervisionComment, comment_id, with_for_update={"of": SupervisionComment}, populate_existing=True
    )
    if base_version is not None and base_version != one.version:
        raise VersionStale(now=one.version)
    return one


def take(one: SupervisionComment, event: str, words: str | None = None) -> None:
    """Move a comment along its life cycle; raises MoveRefused."""
    old = one.status
    one.status = move(MOVES, old, event)
    note(one, event, words, old)


def note(one: SupervisionComment, event: str, words: str | None = None, old: str | None = None) -> None:
    """Add one row to a comment's history; whoever brought it hears that it has changed."""
    one.version = (one.version or 0) + 1
    step = CommentStep(
        id=new_id(), county_code=one.county_code, comment_id=one.id, event=event, old=old or one.status,
        new=one.status, level=one.level, actor_id=doer().user_id, words=words, at=now(),
    )  # fmt: skip
    db.session.add(step)
    touch(one.county_code, "report", one.id)  # a phone shows it among what its owner reported


def start_clocks(one: SupervisionComment, since: datetime) -> None:
    """Let the workdays for accepting and the days for answering run from a moment."""
    workdays = int(setting(one.county_code, "comment_accept_workdays"))
    one.accept_due_at = end_of(add_workdays(one.county_code, local(since).date(), workdays))
    one.answer_due_at = since + timedelta(days=int(setting(one.county_code, "comment_answer_days")))


def had_by(one: SupervisionComment, *hands: object) -> None:
    """Remember who has had it, so that he does not judge it later."""
    one.handled_by = list(dict.fromkeys([*one.handled_by, *(str(hand) for hand in hands if hand)]))


def those_who_act(one: SupervisionComment) -> set[UUID]:
    """Return who deals with it now: a department's staff, else those of its level."""
    staff = department_ids(one.dept_id, "dept_staff")
    return (staff or people_at(one.level, one.asset.region_path)) - {one.about_user_id}


def tell_those_who_act(one: SupervisionComment, kind: str) -> None:
    """Put it into the inbox of whoever deals with it now; never a word of who said it."""
    facts = {"thing": one.asset.name, "category": one.category, "title": one.title}
    tell(one.county_code, those_who_act(one), kind, f"/desk/comments/{one.id}", **facts)
