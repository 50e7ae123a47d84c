"""Rooms look alike, and nobody reaches into another room's drawers."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.sources import FLOORS, ROOMLESS, ROOT, Source, is_module, rooms, server_sources

FILES = {
    "__init__", "models", "rules", "actions", "queries", "schemas", "events", "predicates", "pages", "api",
}  # fmt: skip
# rules are open because they are pure: asking them changes nothing and needs no session.
OPEN_TO_OTHERS = {"actions", "queries", "events", "models", "predicates", "rules"}
IMPURE = re.compile(
    r"^(flask|flask_\w+|sqlalchemy|requests)(\.|$)|^server\.core\.db$|\.(actions|queries|pages|api)$"
)

# A file more than the usual ones: (the usual one it counts as, or own = closed to other rooms; why).
MORE: dict[str, tuple[str, str]] = {
    "server/field/damage/steps.py": ("own", "the history of a report, shared by both action files"),
    "server/field/damage/verdicts.py": ("actions", "the verdict on a report; actions.py opens them"),
    "server/field/damage/handling.py": ("actions", "who deals with a report: taking up, handing on, asking"),
    "server/field/damage/joined.py": ("queries", "what several people say of the same thing"),
    "server/field/damage/joining.py": ("actions", "what it weighs that somebody else says what is open too"),
    "server/field/damage/safety.py": ("actions", "what keeps people safe until it is mended, and its clock"),
    "server/field/damage/feedback.py": ("actions", "what reporters and passers-by say of it afterwards"),
    "server/field/damage/clocks.py": ("actions", "the sweeps: what time does to reports"),
    "server/field/patrols/campaigns.py": ("actions", "what the season asks for; actions.py gives out rounds"),
    "server/field/work_orders/telling.py": ("own", "who hears of which step, shared by both action files"),
    "server/field/work_orders/steps.py": ("own", "the history of an order, shared by both action files"),
    "server/field/work_orders/repairs.py": ("actions", "the mender's side; actions.py is the dispatcher's"),
    "server/field/work_orders/funds.py": ("actions", "waiting for money, and what ends the waiting"),
    "server/field/work_orders/changes.py": ("actions", "turns in an order's way; actions.py goes straight"),
    "server/field/work_orders/overdue.py": ("actions", "the sweeps that remind those above"),
    "server/field/work_orders/clocks.py": ("queries", "until when an order has time, with its stops"),
    "server/field/damage/orders.py": ("actions", "what an order's end does to its report"),
    "server/field/supervision_comments/steps.py": ("own", "the history of a comment, for all action files"),
    "server/field/supervision_comments/handling.py": ("actions", "the office's side; actions.py takes in"),
    "server/field/supervision_comments/ratings.py": ("actions", "the reporter's side, and the clocks"),
    "server/assets/register/search.py": ("queries", "finding two-character words, on both databases"),
    "server/services/audit_log/archives.py": ("actions", "old rows go into files; actions.py writes rows"),
    "server/services/audit_log/verification.py": ("queries", "walks the chain; queries.py reads for people"),
    "server/identity/regions/lists.py": ("actions", "taking in whole lists; actions.py changes one place"),
    "server/services/files/shelf.py": ("queries", "where bytes lie, the one place that knows"),
    "server/services/files/copies.py": ("rules", "the copies that people are shown, from pixels to bytes"),
    "server/services/files/exif.py": ("rules", "what a camera wrote, read with distrust"),
    "server/services/files/likeness.py": ("rules", "telling a picture from its copies, with its measures"),
    "server/services/files/review.py": ("actions", "a reviewer's decisions; actions.py takes in the bytes"),
    "server/services/files/parts.py": ("actions", "a large file on its way; actions.py takes in whole ones"),
    "server/services/files/verification.py": ("queries", "reads all bytes; queries.py reads for people"),
    "server/services/files/s3.py": ("own", "the shelf in an object store; imports its client only when used"),
    "server/services/backups/restoring.py": ("actions", "the way back; actions.py makes backups"),
    "server/services/backups/drills.py": ("actions", "the proof; it makes and restores one"),
    "server/services/backups/databases.py": ("own", "speaks to each kind of database in its own way"),
    "server/services/channels/deliveries.py": ("actions", "the sweeps; actions.py sets channels up"),
    "server/services/channels/wire.py": ("queries", "the one place that speaks to the network"),
}
ORDER = {
    "pages": 0, "api": 0, "schemas": 1, "actions": 2, "queries": 2, "predicates": 2,
    "rules": 3, "models": 3, "events": 3,
}  # fmt: skip
WEB = "web"  # ways in, not rooms of the plan: their files are named after what comes in


def kind(source_name: str) -> str:
    return MORE[source_name][0] if source_name in MORE else source_name.rpartition("/")[2].removesuffix(".py")


def test_rooms_have_only_the_usual_files():
    odd = [
        source.name for source in server_sources()
        if source.room and source.room[0] != WEB and source.path.stem not in FILES and source.name not in MORE
    ]  # fmt: skip
    assert not odd, f"use the usual names {sorted(FILES)}, or tell in MORE why not: {odd}"


def test_the_list_of_unusual_files_is_true():
    gone = [name for name in MORE if not (ROOT / name).exists()]
    assert not gone, f"take them off MORE: {gone}"


@pytest.mark.parametrize("room", rooms(), ids=".".join)
def test_a_room_introduces_itself(room):
    init = ROOT / "server" / room[0] / room[1] / "__init__.py"
    assert init.exists(), f"add {init.name} with a docstring: what the room is for, clause, life cycle"
    tree = ast.parse(init.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "say in a docstring what the room is for, which clause, which life cycle"
    assert room[0] == WEB or len(tree.body) == 1, (
        "nothing but the docstring: imports hidden in __init__ are found by nobody"
    )


def room_of(module: str) -> tuple[str, str] | None:
    parts = module.split(".")
    return (
        (parts[1], parts[2]) if len(parts) >= 3 and parts[1] in FLOORS and parts[1] not in ROOMLESS else None
    )


def foreign_imports(source: Source) -> list[str]:
    found = []
    for module, name, line in source.imports():
        there = room_of(module) if module.startswith("server.") and is_module(module) else None
        if there is None or there == source.room or there[0] == WEB:
            continue
        drawer = kind(module.replace(".", "/") + ".py")
        if len(module.split(".")) > 3 and drawer not in OPEN_TO_OTHERS:
            found.append(f"{source.name}:{line} imports {name} of {module}")
    return found


def test_other_rooms_are_entered_by_their_doors():
    reached = [each for source in server_sources() for each in foreign_imports(source)]
    assert not reached, f"import only {sorted(OPEN_TO_OTHERS)} of another room:\n" + "\n".join(reached)


def test_inside_a_room_pages_call_actions_and_actions_call_rules():
    upward = []
    for source in server_sources():
        own = ORDER.get(kind(source.name))
        if source.room is None or own is None or source.room[0] == WEB:
            continue
        for module, _name, line in source.imports():
            other = ORDER.get(kind(module.replace(".", "/") + ".py"))
            if room_of(module) == source.room and other is not None and other < own:
                upward.append(f"{source.name}:{line} imports {module}")
    assert not upward, "pages, api -> actions, queries -> rules, models, events; never upward:\n" + "\n".join(
        upward
    )


def test_rules_are_pure():
    impure = [
        f"{source.name}:{line} imports {module}"
        for source in server_sources()
        if source.room and source.path.stem == "rules"
        for module, _name, line in source.imports()
        if IMPURE.search(module)
    ]
    assert not impure, (
        "a rule is handed values and decides; move the asking into queries or actions:\n" + "\n".join(impure)
    )
