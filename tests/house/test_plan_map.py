"""Every clause of the plan has a room and a test, or says that it is planned."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT

CLAUSES = [f"C{number:02}" for number in range(1, 49)]


def rows() -> dict[str, list[str]]:
    text = (ROOT / "docs/plan-map.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in cells if re.fullmatch(r"C\d\d", row[0])}


def test_no_clause_is_forgotten():
    assert sorted(rows()) == CLAUSES, "one row for each clause C01…C48 in docs/plan-map.md"


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_a_room_and_a_test_or_is_planned(clause):
    _what, room, test = rows()[clause]
    if test == "planned":
        return
    for path in re.findall(r"`([^`]+)`", f"{room} {test}"):
        assert (ROOT / path).exists(), f"{clause} names {path}, which is not there"
    assert "`tests/" in test, f"{clause}: name the test file, or write planned"
