"""Tables as files for a spreadsheet: CSV or a workbook, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any
from unicodedata import east_asian_width

from flask import make_response
from werkzeug.wrappers import Response

BOM = "\ufeff"
_RUN = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | date | None
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # as workbooks number their papers
NARROWEST, WIDEST = 6, 44  # letters of a column; longer words wrap


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as UTF-8 CSV with BOM; numbers stay numbers, what looks like a formula gets a quote."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs (security.md, what goes out)."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_RUN):
        return f"'{cell}"
    return "" if cell is None else cell


def xlsx_of(rows: Iterable[Sequence[Cell]], head: int) -> bytes:
    """Return rows as a workbook: words as words, dates as dates, numbers as numbers.

    head  how many rows stand above the first line; the last of them names the columns
    """
    import xlsxwriter  # here: it costs memory that most processes never need

    table, out = [list(row) for row in rows], io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for at, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, str):  # never write(): it would make formulas and links of words
                    sheet.write_string(at, column, cell, bold if at < head else plain)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                elif cell is not None:
                    sheet.write_number(at, column, cell)
        _lay_out(sheet, table, head)
    return out.getvalue()


def _lay_out(sheet: Any, table: list[list[Cell]], head: int) -> None:
    """Make a sheet wide enough to read, and print its head on every page."""
    for column, width in enumerate(_widths(table[head - 1 :])):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(head, 0)
    sheet.repeat_rows(head - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _widths(table: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how wide each column must be, in letters; a Chinese character takes two."""
    columns = zip_longest(*table)
    return [min(WIDEST, max(NARROWEST, *map(_letters, column)) + 2) for column in columns]


def _letters(cell: Cell) -> int:
    return sum(1 + (east_asian_width(letter) in "WF") for letter in str("" if cell is None else cell))


def download(raw: bytes, kind: str, name: str) -> Response:
    """Return a file that the browser saves under a name."""
    answer = make_response(raw)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
