"""The rows of one chunk of the demo county's past, written table by table in a few statements.

Nothing here decides anything: whoever fills a book gives the columns that the usual action would have
written, and tests/demo/test_likeness.py holds both against each other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Integer, String, Table, Update, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from server.assets.register.models import Asset
from server.core.db import Base
from server.demo.chance import COUNTY
from server.services.feed.actions import lock_head
from server.services.feed.models import FeedRow

_UPSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_ASSETS = cast(Table, Asset.__table__)


class Book:
    """Rows to be written in one unit of work; about a thousand, so that nobody waits long for the lock."""

    def __init__(self) -> None:
        self._rows: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._merged: list[Base] = []
        self._conditions: list[dict[str, Any]] = []
        self._news: dict[tuple[str, str, str], bool] = {}
        self.pictures: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        rows = sum(len(rows) for rows in self._rows.values())
        return rows + len(self._merged) + len(self._conditions) + len(self._news)

    def add(self, model: type[Base], **columns: Any) -> None:
        """Add one row; a column that is not named gets the model's default, else null."""
        table = cast(Table, model.__table__)
        self._rows[table].append({**_blank(table), **columns})

    def merge(self, row: Base) -> None:
        """Add one row that may be there already."""
        self._merged.append(row)

    def share(self, kind: str, object_id: object, audience: str) -> None:
        """Let an audience see a thing, as services/feed does."""
        self._news[kind, str(object_id), audience] = False

    def withdraw(self, kind: str, object_id: object, audience: str) -> None:
        """Leave a tombstone for an audience, as services/feed does."""
        self._news[kind, str(object_id), audience] = True

    def set_condition(self, asset_id: UUID, grade: str, changes: int) -> None:
        """Leave an asset in a condition after so many changes of it."""
        self._conditions.append({"asset": asset_id, "grade": grade, "changes": changes})

    def write(self, session: Session) -> None:
        """Write everything: what others point to comes first, the feed last."""
        for row in self._merged:
            session.merge(row)
        session.flush()
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.get(table):
                session.execute(insert(table), rows)
        if self._conditions:
            session.execute(_set_condition(), self._conditions)
        self._tell(session)

    def _tell(self, session: Session) -> None:
        if not self._news:
            return
        head = lock_head(session, COUNTY)
        rows = []
        for (kind, object_id, audience), gone in self._news.items():
            head.feed_seq += 1
            rows.append(
                {
                    "county_code": COUNTY, "kind": kind, "object_id": object_id, "audience": audience,
                    "seq": head.feed_seq, "gone": gone,
                }
            )  # fmt: skip
        said = _UPSERT[session.get_bind().dialect.name](FeedRow)
        anew = {"seq": said.excluded.seq, "gone": said.excluded.gone}
        keys = ["county_code", "kind", "object_id", "audience"]
        session.execute(said.on_conflict_do_update(index_elements=keys, set_=anew), rows)


def _blank(table: Table) -> dict[str, Any]:
    blank: dict[str, Any] | None = table.info.get("blank")
    if blank is None:
        blank = table.info["blank"] = {column.name: _default(column) for column in table.columns}
    return blank


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


def _set_condition() -> Update:
    version = _ASSETS.c.version + bindparam("changes", type_=Integer)
    values = {"condition_grade": bindparam("grade", type_=String), "version": version}
    return update(_ASSETS).where(_ASSETS.c.id == bindparam("asset")).values(values)
