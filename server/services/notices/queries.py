"""Reading inboxes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from server.core.db import db
from server.services.notices.models import Notice

SHOWN = 200


def notice(notice_id: UUID) -> Notice | None:
    """Return a notice by id."""
    return db.session.get(Notice, notice_id)


def inbox_of(county_code: str, user_id: UUID, limit: int = SHOWN) -> list[Notice]:
    """Return a person's notices, unread ones first, then newest first."""
    query = select(Notice).filter_by(county_code=county_code, user_id=user_id)
    ordered = query.order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
    return list(db.session.scalars(ordered.limit(limit)))


def unread_count(county_code: str, user_id: UUID) -> int:
    """Return how much in a person's inbox is unread."""
    return sum(unread_by_user(county_code, [user_id]).values())


def unread_by_user(county_code: str, user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how much is unread, by person; those with nothing are left out."""
    query = select(Notice.user_id, func.count()).where(
        Notice.county_code == county_code, Notice.user_id.in_(set(user_ids)), Notice.read_at.is_(None)
    )
    return dict(db.session.execute(query.group_by(Notice.user_id)).all())


def unread_by_id(notice_ids: Iterable[UUID]) -> list[Notice]:
    """Return notices by id, those left out that were read."""
    return list(
        db.session.scalars(select(Notice).where(Notice.id.in_(set(notice_ids)), Notice.read_at.is_(None)))
    )
