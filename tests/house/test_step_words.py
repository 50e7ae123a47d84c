"""Whatever a history may keep has its sentence: the moves of a life, and the steps that move nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from server.core.words import book
from server.field.damage.rules import MOVES as REPORT_MOVES
from server.field.supervision_comments.rules import MOVES as COMMENT_MOVES
from server.field.work_orders.rules import MOVES as ORDER_MOVES
from tests.house.sources import Source, server_sources

# By room: how the desk calls its kind of step, its moves, and the function that keeps a step without a move.
ROOMS = {
    ("field", "damage"): ("report", REPORT_MOVES, "keep_step"),
    ("field", "work_orders"): ("order", ORDER_MOVES, "keep_step"),
    ("field", "supervision_comments"): ("comment", COMMENT_MOVES, "note"),
}
MOVER = "take"  # what it keeps stands in the room's MOVES, or is refused
EVENT = 1  # which argument names the step


def in_room(room: tuple[str, str], sources: list[Source]) -> list[Source]:
    return [source for source in sources if source.room == room]


def calls(name: str, sources: list[Source]) -> Iterator[tuple[ast.FunctionDef, ast.Call, str]]:
    """Yield each call of a function, the function that it stands in, and where."""
    for source in sources:
        for function in (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    yield function, node, f"{source.name}:{node.lineno}"


def kept(name: str, sources: list[Source], place: int = EVENT) -> dict[str, str]:
    """Return the steps that a function keeps without a move, and where; what is unreadable as ""."""
    found: dict[str, str] = {}
    for function, call, where in calls(name, sources):
        told = call.args[place] if len(call.args) > place else None
        parameters = [one.arg for one in function.args.args]
        if isinstance(told, ast.Name) and told.id in parameters:
            if function.name != MOVER:
                found |= kept(function.name, sources, parameters.index(told.id))
        else:
            found |= dict.fromkeys(read(told), where)
    return found


def read(told: ast.expr | None) -> set[str]:
    if isinstance(told, ast.IfExp):
        return read(told.body) | read(told.orelse)
    return {told.value} if isinstance(told, ast.Constant) and isinstance(told.value, str) else {""}


def steps_of(room: tuple[str, str], sources: list[Source]) -> dict[str, str]:
    """Return every step that a room may keep, and where it stands."""
    _, moves, keeper = ROOMS[room]
    return {event: "MOVES" for _, event in moves} | kept(keeper, in_room(room, sources))


def unspoken(room: tuple[str, str], sources: list[Source]) -> list[str]:
    kind, found = ROOMS[room][0], steps_of(room, sources)
    return [f"{found[one]}: desk.step.{kind}.{one}" for one in sorted(found) if one and not said(kind, one)]


def said(kind: str, event: str) -> bool:
    return f"desk.step.{kind}.{event}" in book("zh")


@pytest.mark.parametrize("room", ROOMS, ids="/".join)
def test_every_step_of_a_history_has_its_sentence(room):
    lacking = unspoken(room, server_sources())
    assert not lacking, f"say in both files of server/words what happened: {lacking}"


@pytest.mark.parametrize("room", ROOMS, ids="/".join)
def test_names_of_steps_are_written_out(room):
    where = steps_of(room, server_sources()).get("")
    assert where is None, f"write the name of the step as a string: {where}"


def test_a_step_without_a_sentence_is_noticed(tmp_path):
    class Planted(Source):
        name = "server/field/damage/new.py"
        room = ("field", "damage")
        text = (
            'def dry(report): _keep("dried", report)\n'
            'def _keep(event, report): keep_step(report, event, None, "wet")\n'
            'def odd(report): keep_step(report, "wet" if report else "damp", None, None)\n'
            "def ill(report): keep_step(report, NAMES[report], None, None)\n"
        )

    planted = [*server_sources(), Planted(tmp_path)]
    assert unspoken(("field", "damage"), planted) == [
        "server/field/damage/new.py:3: desk.step.report.damp",
        "server/field/damage/new.py:1: desk.step.report.dried",
        "server/field/damage/new.py:3: desk.step.report.wet",
    ]
    assert steps_of(("field", "damage"), planted)[""] == "server/field/damage/new.py:4"
