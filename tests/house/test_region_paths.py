"""Whatever keeps a copy of a region's path or code follows when the region merges or moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from server.core.db import Base, db
from server.flow import FLOW
from server.identity.regions import actions
from server.identity.regions.events import RegionMoved
from tests.house.sources import load_everything
from tests.makers import make_county

V11, V12 = "140699100201", "140699100202"
HOLDS_A_PLACE = re.compile(r"(^|_)(path|audience|audiences)$|region|village|township")
# Columns that stay as they are when a place moves, and why.
STAYING = {
    "feed_scopes.audiences": "what a phone was told it sees; told what left by comparing with it",
    "region_changes.old_path": "history",
    "region_changes.new_path": "history",
    "staged_regions.path": "a list beside the tree; its flip computes nothing from it that has moved",
}


def columns_with_places() -> set[str]:
    load_everything()
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if HOLDS_A_PLACE.search(column.name)
    }


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def looked_for(asked: list[str]) -> set[str]:
    """Return the table.column pairs that the statements looked for a place in, or set to one."""
    return {
        f"{table}.{column}"
        for table, column in (name.split(".") for name in columns_with_places())
        for statement in asked
        if re.search(rf"\bWHERE\b.*\b{table}\.{column}\b", statement, re.S)
        or (statement.startswith(f"UPDATE {table} ") and column in statement.partition("WHERE")[0])
    }


@pytest.fixture
def small_county(app) -> None:
    make_county()


def lacking() -> set[str]:
    with statements() as asked:
        actions.merge(V11, V12)
    return columns_with_places() - STAYING.keys() - looked_for(asked)


def test_every_copy_of_a_place_follows_a_merge(small_county):
    assert not lacking(), "let its room hear RegionMoved (regions.actions.follow), or say in STAYING why not"


def test_a_room_that_forgets_is_found(small_county, monkeypatch):
    """Without the listener of the plates this very test must see that they stay behind."""
    deaf = tuple(one for one in FLOW[RegionMoved] if "tags" not in one.__module__)
    monkeypatch.setitem(FLOW, RegionMoved, deaf)
    assert lacking() == {"asset_tags.region_path"}


def test_the_exceptions_still_exist():
    assert STAYING.keys() <= columns_with_places()
