"""Chunks of a load: about a thousand rows in one unit of work, noted in the log with the rows that it wrote.

A load that was cut off is gone on with by the next call: the log says which chunks are there, and the moment
of its beginning is now for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from server.core.db import db, unit_of_work
from server.demo import album
from server.demo.book import Book
from server.demo.chance import COUNTY
from server.services.audit_log.actions import record
from server.services.audit_log.models import AuditRow
from server.services.feed.actions import lock_head

BEGUN, CHUNK = "demo.begin", "demo.chunk"


@dataclass
class Load:
    """One load under way.

    assets    how many things the county will have in its books
    begun_at  the moment of the first chunk
    done      names of the chunks that are there
    """

    assets: int
    begun_at: datetime
    done: set[str]
    rows: int = 0
    _brought: set[tuple[str, str]] = field(default_factory=set)

    def chunk(
        self, name: str, fill: Callable[[Book], None] | None = None, act: Callable[[], None] | None = None
    ) -> None:
        """Write one chunk, once; one that is cut off leaves nothing.

        act  does by the usual actions what is too rare to be written in bulk
        """
        if name in self.done:
            return
        book = Book()
        if fill:
            fill(book)
        with unit_of_work() as session:
            lock_head(session, COUNTY)  # two loads at once take turns
            if noted(CHUNK, name):
                return
            book.write(session)
            for picture in book.pictures - self._brought:
                album.bring(*picture)
            if act:
                act()
            record(COUNTY, CHUNK, "demo", name, rows=len(book))
        self._brought |= book.pictures
        self.rows += len(book)


def begin(assets: int) -> Load:
    """Begin a load, or take up the one that was begun, whatever number it was begun with."""
    with unit_of_work() as session:
        lock_head(session, COUNTY)
        if noted(BEGUN) is None:
            record(COUNTY, BEGUN, "county", COUNTY, assets=assets)
    begun = noted(BEGUN)
    if begun is None:
        raise LookupError("the log does not keep what was written to it")
    query = select(AuditRow.object_id).filter_by(county_code=COUNTY, action=CHUNK)
    return Load(int(begun.detail["assets"]), begun.at, set(db.session.scalars(query)))


def noted(action: str, name: str = COUNTY) -> AuditRow | None:
    """Return the row of the log that says so, if there is one."""
    query = select(AuditRow).filter_by(county_code=COUNTY, object_id=name, action=action)
    return db.session.scalar(query.limit(1))
