"""docs/security.md: every item of OWASP ASVS 5.0.0, levels 1 and 2, with a proof that exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.house.sources import ROOT

# The items of levels 1 and 2 in each section of the standard: first to last; level 3 comes after them.
ITEMS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
LEVELS = {"1": 70, "2": 183}
MOST_DEVIATIONS = 5
VERDICTS = {"test", "document", "not applicable", "deviation"}
PAGES = {"§ ": "docs/security.md", "operations § ": "docs/operations.md"}


@dataclass(frozen=True)
class Row:
    """One item of the standard as the table answers it."""

    item: str
    level: str
    asks: str
    verdict: str
    where: str


def rows() -> list[Row]:
    lines = (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Row(*found) for found in cells if re.fullmatch(r"\d+\.\d+\.\d+", found[0])]


def wanted() -> list[str]:
    spans = [(section, [int(end) for end in span.split("-")]) for section, span in ITEMS.items()]
    return [f"{section}.{n}" for section, ends in spans for n in range(ends[0], ends[-1] + 1)]


@cache
def sections(page: str) -> frozenset[str]:
    return frozenset(re.findall(r"^## (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE))


def lacks(row: Row) -> str | None:
    """Say what the proof of a row lacks, or None."""
    if row.verdict == "not applicable":
        return None if len(row.where.split()) > 2 else "say in words why"
    if row.verdict == "test":
        file, _, function = row.where.strip("`").partition("::")
        path = ROOT / "tests" / file
        here = path.exists() and re.search(rf"^def {function}\(", path.read_text("utf-8"), re.MULTILINE)
        return None if here and function else "no such test"
    prefix = "operations § " if row.where.startswith("operations") else "§ "
    return None if row.where.removeprefix(prefix) in sections(PAGES[prefix]) else "no such section"


def test_every_item_of_levels_1_and_2_is_answered_once():
    answered = [row.item for row in rows()]
    assert sorted(answered) == sorted(wanted())
    assert {level: sum(row.level == level for row in rows()) for level in LEVELS} == LEVELS


def test_every_answer_has_a_proof_that_exists():
    assert {row.verdict for row in rows()} <= VERDICTS
    lacking = {row.item: f"{why}: {row.where}" for row in rows() if (why := lacks(row))}
    assert not lacking, f"point to a test, a section or say why not: {lacking}"


def test_no_more_than_five_items_deviate_and_each_says_why():
    deviating = [row.item for row in rows() if row.verdict == "deviation"]
    told = re.findall(
        r"^\d\. \*\*(\d+\.\d+\.\d+)\*\* .{60,}", (ROOT / "docs/security.md").read_text("utf-8"), re.M
    )
    assert len(deviating) <= MOST_DEVIATIONS
    assert told == deviating


def test_a_proof_that_does_not_exist_is_found():
    for verdict, where in (
        ("test", "`web/test_headers.py::test_no_such`"),
        ("test", "`web/test_headers.py`"),
        ("document", "§ No such section"),
        ("document", "operations § No such section"),
        ("not applicable", "no"),
    ):
        assert lacks(Row("1.1.1", "1", "asks", verdict, where)), where
