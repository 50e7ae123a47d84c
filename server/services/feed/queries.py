"""Reading the feed: which things changed for somebody's audiences since a cursor."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from server.core.db import db
from server.services.audit_log.rules import Link
from server.services.feed.models import CountyHead, FeedRow, FeedScope

PAGE = 2000
LONGEST_SEQ = 18  # digits; more is no count of ours


@dataclass(frozen=True)
class Audiences:
    """Whose news somebody hears: exact audiences, and prefixes of audiences below a place.

    posts  what he is there, as far as it decides what a row offers him
    """

    county_code: str
    exact: tuple[str, ...]
    below: tuple[str, ...]
    posts: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """A short digest that changes whenever the audiences or the posts do."""
        told = json.dumps([self.exact, self.below, self.posts])
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def clause(self) -> ColumnElement[bool]:
        exact = FeedRow.audience.in_(self.exact)
        return or_(exact, *[FeedRow.audience.startswith(prefix, autoescape=True) for prefix in self.below])


@dataclass(frozen=True)
class Cursor:
    """Where a phone stands: the epoch of the database, the version of its scope, the county's count.

    until  the county's count when a full feed began, while pages of it are to come: what has not changed
           since is not on the phone yet
    """

    epoch: str
    scope: str
    seq: int
    until: int = 0

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Return the cursor, or None for an empty or unreadable one: then everything is sent anew."""
        epoch, _, rest = text.partition(".")
        scope, _, counts = rest.partition(".")
        seq, _, until = counts.partition(".")
        if not (epoch and scope and _is_count(seq) and (_is_count(until) or not until)):
            return None
        return cls(epoch, scope, int(seq), int(until or 0))

    def __str__(self) -> str:
        text = f"{self.epoch}.{self.scope}.{self.seq}"
        return f"{text}.{self.until}" if self.until else text


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_SEQ


def head_of(county_code: str) -> CountyHead | None:
    """Return the county's head row as it stands, without a lock."""
    return db.session.get(CountyHead, county_code)


def restore_epoch(county_code: str) -> str:
    """Return what changes when the county is restored from a backup; "0" for a county without a head."""
    head = head_of(county_code)
    return head.restore_epoch if head else "0"


def end_of_log(county_code: str) -> Link | None:
    """Return where the county's head says that its log ends; None for a county without a head."""
    head = head_of(county_code)
    return None if head is None else Link(head.audit_seq, head.audit_hash)


def counties() -> list[str]:
    """Return the counties that have a head."""
    return list(db.session.scalars(select(CountyHead.county_code).order_by(CountyHead.county_code)))


def changes(audiences: Audiences, after: int) -> list[FeedRow]:
    """Return at most PAGE rows for these audiences after a count, in order of it.

    A thing may come by several audiences; a tombstone counts only if no other audience still shows the thing.
    """
    query = (
        select(FeedRow)
        .where(FeedRow.county_code == audiences.county_code, FeedRow.seq > after, audiences.clause())
        .order_by(FeedRow.seq)
        .limit(PAGE)
    )
    return list(db.session.scalars(query))


def still_shown(audiences: Audiences, rows: list[FeedRow]) -> set[tuple[str, str]]:
    """Return the (kind, id) among gone rows that another of the audiences still shows."""
    gone = {row.object_id for row in rows if row.gone}
    query = select(FeedRow.kind, FeedRow.object_id).where(
        FeedRow.county_code == audiences.county_code,
        FeedRow.object_id.in_(gone),
        FeedRow.gone.is_(False),
        audiences.clause(),
    )
    return {(kind, object_id) for kind, object_id in db.session.execute(query)} if gone else set()


def visible(audiences: Audiences) -> set[tuple[str, str]]:
    """Return every (kind, id) that these audiences see now."""
    query = select(FeedRow.kind, FeedRow.object_id).where(
        FeedRow.county_code == audiences.county_code, FeedRow.gone.is_(False), audiences.clause()
    )
    return {(kind, object_id) for kind, object_id in db.session.execute(query)}


def remembered(county_code: str, scope_version: str) -> Audiences | None:
    """Return the audiences that a phone's scope version stood for, if they were ever told."""
    kept = db.session.get(FeedScope, (county_code, scope_version))
    if kept is None:
        return None
    return Audiences(county_code, tuple(kept.audiences["exact"]), tuple(kept.audiences["below"]))
