"""Lists of regions as counties send them: what is read, what is refused and why.  Pure.

Source: domain/2 (2.4).  A code is a name, never parsed; only a county's own six digits are its county code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.core.problems import Problem
from server.core.text import decoded, is_plain

LEVELS = ("province", "city", "county", "township", "village")
BELOW_COUNTY = LEVELS[3:]
HEADER = ["code12", "level", "name", "parent12"]
WITH_STATISTICAL = [*HEADER, "statistical"]
MOST_BYTES = 4_000_000
MOST_LINES = 20_000
MOST_FAULTS = 50
NAME_LONGEST = 64
CODE_LENGTH = 12
COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Line:
    """One region as a list names it; parent is empty for a province."""

    number: int
    code: str
    level: str
    name: str
    parent: str
    is_statistical_only: bool = False


@dataclass(frozen=True)
class Known:
    """One region that is in the tree already."""

    level: str
    path: str
    county_code: str | None
    is_merged: bool = False


@dataclass(frozen=True)
class Placed:
    """A line with its place in the tree."""

    line: Line
    path: str
    county_code: str | None


@dataclass(frozen=True)
class Fault:
    """Why a line is refused: words under regions.fault.<why>."""

    line: int
    why: str
    what: str = ""


class ListRefused(Problem):
    """A list has faults; facts: count.  `faults` names each line."""

    code, status = "regions/list-refused", 422
    faults: list[Fault]

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class RegionUnfit(Problem):
    """Such a place cannot be merged into, or come under, that one."""

    code, status = "regions/unfit", 422


class RegionClosed(Problem):
    """The place has merged into another already."""

    code, status = "regions/closed", 409


class RegionBusy(Problem):
    """What lies there, above or below still follows an earlier change; it does so by itself, in minutes."""

    code, status = "regions/busy", 409


class NameUnfit(Problem):
    """A place's name is one line of 1 to 64 characters."""

    code, status = "regions/name-unfit", 422


Faults = list[Fault]
Tree = Mapping[str, Known]


def lines_of(raw: bytes) -> list[Line]:
    """Return the lines of a list (CSV, UTF-8 with or without BOM, or GB18030).

    Raises ListRefused with every line that cannot be read as a region.
    """
    if len(raw) > MOST_BYTES:
        raise ListRefused([Fault(0, "too_large", f"{MOST_BYTES // 1_000_000}")])
    rows = _rows(_text(raw))
    if not rows or rows[0] not in (HEADER, WITH_STATISTICAL):
        raise ListRefused([Fault(1, "header", ",".join(HEADER))])
    if len(rows) - 1 > MOST_LINES:
        raise ListRefused([Fault(0, "too_long", str(MOST_LINES))])
    found = [(number, row) for number, row in enumerate(rows[1:], 2) if any(row)]
    faults = [fault for number, row in found if (fault := _fault_of(number, row, len(rows[0])))]
    if faults or not found:
        raise ListRefused(faults or [Fault(0, "empty")])
    return [_line(number, row) for number, row in found]


def _line(number: int, row: list[str]) -> Line:
    code, level, name, parent, *statistical = row
    return Line(number, code, level, name, parent, statistical == ["1"])


def _text(raw: bytes) -> str:
    try:
        return decoded(raw)
    except UnicodeDecodeError as unreadable:
        raise ListRefused([Fault(0, "encoding")]) from unreadable


def _rows(text: str) -> list[list[str]]:
    try:
        read = csv.reader(text.splitlines(keepends=True), strict=True)
        return [[cell.strip(" \u3000\r\n") for cell in row] for row in read]
    except csv.Error as unreadable:
        raise ListRefused([Fault(0, "unreadable")]) from unreadable


def _fault_of(number: int, row: list[str], columns: int) -> Fault | None:
    if len(row) != columns:
        return Fault(number, "columns", str(columns))
    code, level, name, parent, *statistical = row
    if any(not is_plain(cell) or "\n" in cell or "\t" in cell for cell in row):
        return Fault(number, "characters")
    if not _is_code(code):
        return Fault(number, "code", code[:20])
    if level not in LEVELS:
        return Fault(number, "level_unknown", level[:20])
    if not name or len(name) > NAME_LONGEST:
        return Fault(number, "name", name[:20])
    if not _is_code(parent) and (parent or level != LEVELS[0]):
        return Fault(number, "parent_code", parent[:20])
    if statistical not in ([], [""], ["0"], ["1"]):
        return Fault(number, "statistical", statistical[0][:20])
    return None


def _is_code(text: str) -> bool:
    return len(text) == CODE_LENGTH and text.isascii() and text.isdecimal()


def placed(lines: Iterable[Line], known: Tree) -> list[Placed]:
    """Return the lines with their places, those above first.

    known  the tree as it is

    Raises ListRefused with every line that does not fit into one tree.
    """
    by_code: dict[str, Line] = {}
    faults: Faults = []
    for line in lines:
        twin = by_code.setdefault(line.code, line)
        if twin is not line:
            faults.append(Fault(line.number, "twice" if twin.name == line.name else "two_names", line.code))
    faults += [fault for line in by_code.values() if (fault := _misfit(line, by_code, known))]
    if faults:
        raise ListRefused(faults)
    places: dict[str, Placed] = {}
    for line in sorted(by_code.values(), key=lambda one: LEVELS.index(one.level)):
        places[line.code] = _place(line, places, known)
    return _in_own_counties(places, known)


def _misfit(line: Line, by_code: Mapping[str, Line], known: Tree) -> Fault | None:
    if _leads_back(line, by_code):
        return Fault(line.number, "cycle", line.code)
    if line.code in known and known[line.code].level != line.level:
        return Fault(line.number, "level_changed", line.code)
    if line.code in known and line.level not in BELOW_COUNTY and _above(known[line.code]) != line.parent:
        return Fault(line.number, "other_parent", line.code)
    if line.level == LEVELS[0]:
        return Fault(line.number, "level", line.code) if line.parent else None
    above = by_code.get(line.parent) or known.get(line.parent)
    if above is None:
        return Fault(line.number, "gap", line.parent)
    if line.code not in known and line.parent in known and known[line.parent].is_merged:
        return Fault(line.number, "merged_parent", line.parent)
    fits = LEVELS.index(above.level) == LEVELS.index(line.level) - 1
    return None if fits else Fault(line.number, "level", line.code)


def _above(there: Known) -> str:
    """Return the code of the region above one in the tree; empty above a province."""
    return "".join(there.path.split("/")[-2:-1])


def _leads_back(line: Line, by_code: Mapping[str, Line]) -> bool:
    """True when the way up comes back to the line; no way up is longer than the levels there are."""
    above = line
    for _ in LEVELS:
        if above.parent not in by_code:
            return False
        above = by_code[above.parent]
        if above.code == line.code:
            return True
    return False


def _place(line: Line, places: Mapping[str, Placed], known: Tree) -> Placed:
    above = places.get(line.parent) or known.get(line.parent)
    if above is None:
        return Placed(line, line.code, None)
    county = line.code[:COUNTY_DIGITS] if line.level == "county" else above.county_code
    return Placed(line, f"{above.path}/{line.code}", county)


def _in_own_counties(places: Mapping[str, Placed], known: Tree) -> list[Placed]:
    faults = [
        Fault(one.line.number, "other_county", code)
        for code, one in places.items()
        if code in known and known[code].county_code != one.county_code
    ]
    if faults:
        raise ListRefused(faults)
    return list(places.values())


def of_county(places: Iterable[Placed], county_region: str) -> list[Placed]:
    """Return what lies in a county, and what lies above it."""
    found = list(places)
    own = next((one.path for one in found if one.line.code == county_region), None)
    if own is None:
        raise ListRefused([Fault(0, "county_missing", county_region)])
    return [one for one in found if f"{one.path}/".startswith(f"{own}/") or own.startswith(f"{one.path}/")]


def check_name(name: str) -> str:
    """Return a place's name as it is kept; raises NameUnfit."""
    kept = name.strip()
    if not kept or len(kept) > NAME_LONGEST or not is_plain(kept) or "\n" in kept or "\t" in kept:
        raise NameUnfit
    return kept


def lie_on_one_way(one: str, other: str) -> bool:
    """True when two paths are the same, or one leads to the other."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
