"""Reading a year's days from CSV: date,kind,name with kind holiday or workday."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

from server.core.problems import Problem
from server.core.text import decoded, is_plain

HEADER = ["date", "kind", "name"]
KINDS = ("holiday", "workday")
NAME_LONGEST, MOST_DAYS, SATURDAY = 40, 400, 5
MOST_BYTES = 100_000  # a year of days has less than a tenth


class DaysRefused(Problem):
    """The file cannot be read; facts: line, counted from 1."""

    code, status = "workdays/refused", 422


class DaysTooLarge(Problem):
    """The file is too large to be a year's days; facts: limit."""

    code, status = "workdays/too-large", 413


@dataclass(frozen=True)
class Day:
    """One line of the file."""

    on: date
    kind: str
    name: str


def text_of(raw: bytes) -> str:
    """Return the text of a file, UTF-8 or GB18030.  Raises DaysTooLarge, DaysRefused."""
    if len(raw) > MOST_BYTES:
        raise DaysTooLarge(limit=f"{MOST_BYTES // 1_000} kB")
    try:
        return decoded(raw)
    except UnicodeDecodeError as unreadable:
        raise DaysRefused(line=1) from unreadable


def parsed(text: str) -> list[Day]:
    """Return the days of a CSV file, each once; raises DaysRefused with the first line that is wrong."""
    lines = text.removeprefix("\ufeff").splitlines()
    rows = list(csv.reader(lines))
    if not rows or [cell.strip() for cell in rows[0]] != HEADER:
        raise DaysRefused(line=1)
    days: dict[date, Day] = {}
    for number, row in enumerate(rows[1:], 2):
        if row and any(row):
            day = _day(row, number)
            if day.on in days or len(days) >= MOST_DAYS:
                raise DaysRefused(line=number)
            days[day.on] = day
    return list(days.values())


def _day(row: list[str], number: int) -> Day:
    cells = [cell.strip() for cell in row]
    try:
        on, kind, name = date.fromisoformat(cells[0]), cells[1], cells[2]
    except (ValueError, IndexError) as unreadable:
        raise DaysRefused(line=number) from unreadable
    if (
        len(cells) != len(HEADER)
        or kind not in KINDS
        or not (0 < len(name) <= NAME_LONGEST and is_plain(name))
    ):
        raise DaysRefused(line=number)
    return Day(on, kind, name)


def works(kind: str | None, day: date) -> bool:
    """True for a workday: as the notice says, else from Monday to Friday."""
    return day.weekday() < SATURDAY if kind is None else kind == "workday"
