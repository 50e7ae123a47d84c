"""Telling phones, and counting: everything here is queued and sealed at the end of the unit of work."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import today
from server.core.db import db, queue, queued
from server.services.feed.models import CountyHead, FeedRow


@dataclass(frozen=True)
class News:
    """One thing that an audience must hear of; audience None means: everyone already told of it."""

    county_code: str
    kind: str
    object_id: str
    audience: str | None
    gone: bool = False


def share(county_code: str, kind: str, object_id: object, audience: str) -> None:
    """Let an audience see a thing from now on (and hear of it again, if it already does)."""
    queue("news", News(county_code, kind, str(object_id), audience))


def touch(county_code: str, kind: str, object_id: object) -> None:
    """Tell everyone who may see a thing that it has changed."""
    queue("news", News(county_code, kind, str(object_id), None))


def withdraw(county_code: str, kind: str, object_id: object, audience: str) -> None:
    """Leave a tombstone for an audience that may no longer see a thing."""
    queue("news", News(county_code, kind, str(object_id), audience, gone=True))


def number(county_code: str, prefix: str) -> str:
    """Return the county's next human number, such as BX2026-140699-000123; locks the head at once.

    Only the last act of a unit may ask, because the lock must be the last one taken.
    """
    head = lock_head(db.session(), county_code)
    series = f"{prefix}{today().year}"
    next_one = int(head.numbers.get(series, 0)) + 1
    head.numbers = {**head.numbers, series: next_one}
    return f"{series}-{county_code}-{next_one:06d}"


def lock_head(session: Session, county_code: str) -> CountyHead:
    """Return the county's head row, locked until the unit ends; a new county gets one."""
    query = select(CountyHead).where(CountyHead.county_code == county_code).with_for_update()
    head = session.scalar(query.execution_options(populate_existing=True))
    if head is None:
        head = CountyHead(county_code=county_code, feed_seq=0, restore_epoch=secrets.token_hex(4), numbers={})
        session.add(head)
        session.flush()
    return head


def seal(session: Session) -> None:
    """Number all queued news of this unit, county by county in order of their codes."""
    by_county: dict[str, list[News]] = defaultdict(list)
    for news in queued(session, "news"):
        by_county[news.county_code].append(news)
    for county_code in sorted(by_county):
        head = lock_head(session, county_code)
        for news in dict.fromkeys(by_county[county_code]):
            _tell(session, head, news)
        session.flush()


def _tell(session: Session, head: CountyHead, news: News) -> None:
    key: dict[str, Any] = {"county_code": news.county_code, "kind": news.kind, "object_id": news.object_id}
    query = select(FeedRow).filter_by(**key)
    if news.audience is not None:
        query = query.filter_by(audience=news.audience)
    else:
        query = query.filter_by(gone=False)
    rows = list(session.scalars(query))
    if not rows and news.audience is not None:
        rows = [FeedRow(**key, audience=news.audience)]
        session.add_all(rows)
    for row in rows:
        head.feed_seq += 1
        row.seq, row.gone = head.feed_seq, news.gone
