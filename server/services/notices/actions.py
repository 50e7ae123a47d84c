"""Telling somebody, and noting that he has read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.services.audit_log.actions import doer
from server.services.feed.actions import share, withdraw
from server.services.notices.models import Notice
from server.services.notices.rules import KINDS


def tell(county_code: str, user_ids: Iterable[UUID | None], kind: str, link: str, **facts: Any) -> None:
    """Put a notice into the inbox of each of these people, inside the unit of work of the act.

    Whoever acts himself is not told, nor anyone who has not yet read the same about the same thing.
    facts  fill the sentence notice.<kind>; nothing that the reader may not see
    """
    if kind not in KINDS:
        raise KeyError(kind)
    wanted = {user_id for user_id in user_ids if user_id} - {doer().user_id}
    waiting = select(Notice.user_id).where(
        Notice.county_code == county_code,
        Notice.user_id.in_(wanted),
        Notice.kind == kind,
        Notice.link == link,
        Notice.read_at.is_(None),
    )
    for user_id in sorted(wanted - set(db.session.scalars(waiting))):
        notice = Notice(
            id=new_id(), county_code=county_code, user_id=user_id, kind=kind, facts=facts, link=link,
            created_at=now(),
        )  # fmt: skip
        db.session.add(notice)
        share(county_code, "notice", notice.id, f"user:{user_id}")


def read(notice_id: UUID, user_id: UUID) -> Notice:
    """Note that a person has read his notice; once is enough.  Raises NotFound for another's."""
    with unit_of_work() as session:
        notice = session.get(Notice, notice_id, with_for_update=True)
        if notice is None or notice.user_id != user_id:
            raise NotFound
        _mark(notice)
        return notice


def read_all(county_code: str, user_id: UUID) -> None:
    """Note that a person has read everything in his inbox."""
    with unit_of_work() as session:
        query = select(Notice).filter_by(county_code=county_code, user_id=user_id, read_at=None)
        for notice in session.scalars(query.order_by(Notice.id).with_for_update()):
            _mark(notice)


def _mark(notice: Notice) -> None:
    if notice.read_at is None:
        notice.read_at = now()
        withdraw(notice.county_code, "notice", notice.id, f"user:{notice.user_id}")
