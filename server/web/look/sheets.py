"""Tables as files for a spreadsheet: UTF-8 CSV with BOM, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_RUN = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | None


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV; numbers stay numbers, words that begin like a formula get a quote before them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs (security.md, what goes out)."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_RUN):
        return f"'{cell}"
    return "" if cell is None else cell
