"""Whatever may be written into the log has its sentence, so that people can read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from server.core.words import book
from server.field.patrols.rules import MOVES as TASK_MOVES
from server.web.sync.refusals import STATUS_OF
from tests.house.sources import Source, server_sources

WRITERS = {"record", "audited"}
LOG = "server/services/audit_log/actions.py"
# Names put together while the program runs: their beginning, and all that may follow.
FAMILIES: dict[str, set[str]] = {
    "item.": {"accepted", "quarantined", *STATUS_OF.values()},
    "region.": {"rename", "merge", "move"},  # comment of RegionChange.kind
    "task.": {event for _, event in TASK_MOVES},
}


def named(node: ast.Call, source: Source) -> Iterator[tuple[str, str]]:
    """Yield each action that a call may write, and where; an unreadable one as an empty name."""
    place = f"{source.name}:{node.lineno}"
    told = node.args[0] if getattr(node.func, "id", "") == "audited" else node.args[1]
    if isinstance(told, ast.Name):
        told = constants(source).get(told.id, told)
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        yield told.value, place
    elif isinstance(told, ast.JoinedStr) and isinstance(told.values[0], ast.Constant):
        beginning = str(told.values[0].value)
        yield from ((beginning + ending, place) for ending in FAMILIES.get(beginning, {""}))
    else:
        yield "", place


def constants(source: Source) -> dict[str, ast.expr]:
    """Return what a module's own names stand for."""
    return {
        name: value
        for node in source.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name, value in paired(target, node.value)
    }


def paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from ((getattr(one, "id", ""), told) for one, told in zip(target.elts, value.elts, strict=True))
    else:
        yield getattr(target, "id", ""), value


def written(sources: list[Source]) -> dict[str, str]:
    """Return where each action's name is written."""
    return {
        action: place
        for source in sources
        if source.name != LOG
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS
        for action, place in named(node, source)
    }


def unspoken(actions: dict[str, str], language: str) -> list[str]:
    known = book(language)
    return [
        f"{place}: {key}"
        for action, place in sorted(actions.items())
        for key in (f"log.{action}", f"log.group.{action.partition('.')[0]}")
        if key not in known
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_action_has_its_sentence_in_the_log(language):
    lacking = unspoken(written(server_sources()), language)
    assert not lacking, (
        "say in both files of server/words what was done, under log.<action> (such as 核实了一条报修; who "
        f"did it and to what stands beside it), and its group under log.group.<group>: {lacking}"
    )


def test_names_of_actions_are_written_out():
    made = [place for action, place in written(server_sources()).items() if not action or action[-1] == "."]
    assert not made, f"write the action's name as a string, or list in FAMILIES what may follow: {made}"


def test_an_action_without_a_sentence_is_noticed(tmp_path, monkeypatch):
    class Planted(Source):
        name = "server/field/new.py"
        text = 'DRY = "well.dry"\n@audited(DRY)\ndef dry(): record(c, f"well.{x}", "A", 1)'

    found = written([Planted(tmp_path)])
    assert unspoken({"well.dry": found["well.dry"]}, "zh") == [
        "server/field/new.py:2: log.well.dry", "server/field/new.py:2: log.group.well",
    ]  # fmt: skip
    assert "well." in found


def test_the_families_are_true():
    beginnings = {action.partition(".")[0] + "." for action in written(server_sources())}
    assert FAMILIES.keys() <= beginnings, f"take off FAMILIES: {FAMILIES.keys() - beginnings}"
