"""Watches every unit of work of a test: who holds a county's head may not write so much that others wait.

A unit is one transaction of one connection.  Counted are the rows that it inserts, updates or deletes; a
unit that also locked a county's head row may write MOST_ROWS, unless a function that began it is in BULK.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.sql.dml import UpdateBase

from server.services.feed.models import CountyHead

MOST_ROWS = 1000
HEADS = CountyHead.__table__
UNIT = "unit under watch"

# Module and function that may write more in one unit, how many rows, and why.
BULK: dict[tuple[str, str], tuple[int, str]] = {
    ("server.demo.chunks", "chunk"): (
        1500,
        "a chunk of the demo ends with a whole thing; nobody works meanwhile",
    ),
}


@dataclass
class Unit:
    """What one transaction has done so far."""

    rows: int = 0
    holds_head: bool = False


@dataclass
class Watch:
    """The units that wrote too much, in words, and the most rows that any wrote while it held a head."""

    faults: list[str] = field(default_factory=list)
    most_rows: int = 0

    def begun(self, connection: Connection) -> None:
        connection.info[UNIT] = Unit()

    def executed(
        self, connection: Connection, statement: Any, many: list[Any], _one: Any, _options: Any, result: Any
    ) -> None:
        unit: Unit = connection.info.setdefault(UNIT, Unit())
        if isinstance(statement, UpdateBase):
            unit.rows += len(many) if many and statement.is_insert else max(result.rowcount, 1)
            unit.holds_head |= statement.table is HEADS
        elif isinstance(statement, Select) and statement._for_update_arg is not None:
            # Asking the statement what it reads from would take as long as carrying it out.
            unit.holds_head |= HEADS.name in result.context.compiled.string

    def committed(self, connection: Connection) -> None:
        unit: Unit = connection.info.pop(UNIT, Unit())
        if not unit.holds_head:
            return
        self.most_rows = max(self.most_rows, unit.rows)
        if unit.rows > MOST_ROWS and unit.rows > allowed():
            self.faults.append(f"{unit.rows} rows in one unit of work, begun in {' < '.join(callers())}")


def allowed() -> int:
    """Return how many rows the unit that commits now may write."""
    return max((BULK[one][0] for one in stack() if one in BULK), default=MOST_ROWS)


def stack() -> Iterator[tuple[str, str]]:
    """Yield module and name of each function under way, innermost first."""
    frame = sys._getframe(1)
    while frame := frame.f_back:  # type: ignore[assignment]
        yield frame.f_globals.get("__name__", ""), frame.f_code.co_name


def callers() -> list[str]:
    """Return the house's own functions under way, innermost first."""
    return [f"{module}.{name}" for module, name in stack() if module.startswith(("server.", "tests."))][:8]


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch every engine of this process."""
    watch = Watch()
    listening = [
        ("begin", watch.begun), ("after_execute", watch.executed), ("commit", watch.committed),
    ]  # fmt: skip
    for name, heard in listening:
        event.listen(Engine, name, heard)
    try:
        yield watch
    finally:
        for name, heard in listening:
            event.remove(Engine, name, heard)
