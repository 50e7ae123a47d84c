"""Telling phones, and counting: everything here is queued and sealed at the end of the unit of work."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core.clock import today
from server.core.db import db, queue, queued
from server.services.audit_log.actions import chain, counties_waiting
from server.services.audit_log.rules import START, Link
from server.services.feed.models import CountyHead, FeedRow

CIRCLES = ("all", "staff")
"""Audiences by place: everyone with a post there, and those of them who decide."""


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


def number(row: Any, attribute: str, prefix: str) -> None:
    """Give a row its human number, such as BX2026-140699-000123, when the unit of work is sealed."""
    queue("numbers", (row, attribute, prefix))


def lock_head(session: Session, county_code: str) -> CountyHead:
    """Return the county's head row, locked until the unit ends; a new county gets one."""
    query = select(CountyHead).where(CountyHead.county_code == county_code).with_for_update()
    query = query.execution_options(populate_existing=True)
    return session.scalar(query) or _first_head(session, county_code) or session.scalars(query).one()


def _first_head(session: Session, county_code: str) -> CountyHead | None:
    """Return the head of a county that has just begun to count; None when another unit was quicker."""
    head = CountyHead(
        county_code=county_code,
        feed_seq=0,
        restore_epoch=secrets.token_hex(4),
        numbers={},
        audit_seq=START.seq,
        audit_hash=START.hash,
    )
    try:
        with session.begin_nested():
            session.add(head)
    except IntegrityError:
        return None
    return head


def seal(session: Session) -> None:
    """Lock each county's head, in order of their codes; count the rows, the log and the news of this unit."""
    numbers, news = queued(session, "numbers"), queued(session, "news")
    counties = {row.county_code for row, _, _ in numbers} | {one.county_code for one in news}
    for county_code in sorted(counties | counties_waiting(session)):
        head = lock_head(session, county_code)
        for row, attribute, prefix in numbers:
            if row.county_code == county_code:
                setattr(row, attribute, _next_number(head, prefix))
        end = chain(session, county_code, Link(head.audit_seq, head.audit_hash))
        head.audit_seq, head.audit_hash = end.seq, end.hash
        _tell_all(session, head, dict.fromkeys(n for n in news if n.county_code == county_code))
    session.flush()


def _next_number(head: CountyHead, prefix: str) -> str:
    series = f"{prefix}{today().year}"
    following = int(head.numbers.get(series, 0)) + 1
    head.numbers = {**head.numbers, series: following}
    return f"{series}-{head.county_code}-{following:06d}"


def _tell_all(session: Session, head: CountyHead, news: Iterable[News]) -> None:
    """Count each thing's news; nothing is written meanwhile, so the rows of a thing are read once."""
    known: dict[tuple[str, str], list[FeedRow]] = {}
    with session.no_autoflush:
        for one in news:
            thing = one.kind, one.object_id
            if thing not in known:
                known[thing] = _rows_of(session, head.county_code, *thing)
            _tell(session, head, one, known[thing])


def _rows_of(session: Session, county_code: str, kind: str, object_id: str) -> list[FeedRow]:
    query = select(FeedRow).filter_by(county_code=county_code, kind=kind, object_id=object_id)
    return list(session.scalars(query))


def _tell(session: Session, head: CountyHead, one: News, rows: list[FeedRow]) -> None:
    """Count one thing's news for an audience, or for all who hear of it: `rows` are those of the thing."""
    told = [row for row in rows if (not row.gone if one.audience is None else row.audience == one.audience)]
    if not told and one.audience is not None and not one.gone:
        told = [
            FeedRow(
                county_code=one.county_code, kind=one.kind, object_id=one.object_id, audience=one.audience
            )
        ]
        session.add_all(told)
        rows += told
    for row in told:
        row.gone = one.gone
    _count(head, *told)


def follow_place(
    county_code: str, old_path: str, new_path: str, says_where: Collection[str], limit: int
) -> int:
    """Let those of a place hear by its new path what they heard by the old one; returns the rows written.

    says_where  the kinds of things that say where they lie: whoever hears of one by himself does so again
    limit       how many rows, but a thing is told to all at once

    The old audience gets a tombstone, the new one the thing, so whoever hears both goes on seeing it.
    """
    session = db.session()
    head = lock_head(session, county_code)
    query = select(FeedRow).where(FeedRow.county_code == county_code, FeedRow.gone.is_(False), _at(old_path))
    rows = list(session.scalars(query.order_by(FeedRow.seq).limit((limit + 1) // 2)))
    known = _heirs(session, county_code, new_path, [row.object_id for row in rows])
    alone = _told_alone(session, says_where, rows)
    before = head.feed_seq
    for row in rows:
        if head.feed_seq - before >= limit:
            break
        audience = row.audience.replace(old_path, new_path, 1)
        key = (row.kind, row.object_id, audience)
        heir = known.get(key) or FeedRow(
            county_code=county_code, kind=row.kind, object_id=row.object_id, audience=audience
        )
        session.add(heir)
        heir.gone, row.gone = False, True
        _count(head, heir, row, *alone.pop((row.kind, row.object_id), ()))
    session.flush()
    return head.feed_seq - before


def told_until_now(county_code: str) -> int:
    """Return the county's count; nobody counts on before this unit ends."""
    return lock_head(db.session(), county_code).feed_seq


def tell_place_again(county_code: str, path: str, kinds: Collection[str], since_seq: int, limit: int) -> int:
    """Tell once more of all things of some kinds in a place, unless told since; returns the rows written.

    since_seq  the county's count before what is to be told
    limit      how many rows, but a thing is told to all at once
    """
    session = db.session()
    head = lock_head(session, county_code)
    query = select(FeedRow).where(
        FeedRow.county_code == county_code, FeedRow.kind.in_(kinds), FeedRow.gone.is_(False),
        FeedRow.seq <= since_seq, _at(path),
    )  # fmt: skip
    rows = list(session.scalars(query.order_by(FeedRow.seq).limit(limit)))
    alone = _told_alone(session, kinds, rows)
    before = head.feed_seq
    for row in rows:
        if head.feed_seq - before >= limit:
            break
        _count(head, row, *alone.pop((row.kind, row.object_id), ()))
    session.flush()
    return head.feed_seq - before


def _count(head: CountyHead, *rows: FeedRow) -> None:
    for row in rows:
        head.feed_seq += 1
        row.seq = head.feed_seq


def _told_alone(
    session: Session, kinds: Collection[str], rows: list[FeedRow]
) -> dict[tuple[str, str], list[FeedRow]]:
    """Return by thing what single people are told, of the things of some kinds that the rows are about."""
    query = select(FeedRow).where(
        FeedRow.county_code.in_({row.county_code for row in rows}), FeedRow.kind.in_(kinds),
        FeedRow.object_id.in_([row.object_id for row in rows]), FeedRow.gone.is_(False),
        FeedRow.audience.startswith("user:"),
    )  # fmt: skip
    found: dict[tuple[str, str], list[FeedRow]] = {}
    for one in session.scalars(query):
        found.setdefault((one.kind, one.object_id), []).append(one)
    return found


def _at(path: str) -> ColumnElement[bool]:
    exact = [f"{circle}:{path}" for circle in CIRCLES]
    below = [FeedRow.audience.startswith(f"{one}/", autoescape=True) for one in exact]
    return or_(FeedRow.audience.in_(exact), *below)


def _heirs(
    session: Session, county_code: str, path: str, object_ids: list[str]
) -> dict[tuple[str, str, str], FeedRow]:
    query = select(FeedRow).where(
        FeedRow.county_code == county_code, FeedRow.object_id.in_(object_ids), _at(path)
    )
    return {(row.kind, row.object_id, row.audience): row for row in session.scalars(query)}
