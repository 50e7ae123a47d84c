"""What house-style.md and architecture.md ask of every line of the server, as far as a machine can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from server.core.events import Event
from server.core.problems import Problem
from server.identity.accounts.models import Role
from tests.house.sources import ROOT, Source, every_subclass, server_sources, tracked_files

TOP = {
    ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml", "LICENSE",
    "Makefile", "README.md", "README.zh.md", "benchmarks", "config.py", "docs", "migrations", "pwa",
    "pyproject.toml", "requirements-dev.lock", "requirements-node.lock", "requirements-uv.lock",
    "requirements.lock", "scripts", "server", "static", "tests", "wsgi.py",
}  # fmt: skip
# Who may open a connection to another machine, and why.
CALLS_OUT: dict[str, str] = {
    "server/services/channels/wire.py": "the one sender of webhooks, to configured hosts only",
    "server/cli.py": "the name of this host, for the sweeps' lease",
}
COMMANDS = ("server/cli.py", "server/backup_commands.py")
NETWORK = re.compile(r"^(requests|httpx|aiohttp|socket|http\.client|urllib\.request|urllib3|smtplib)(\.|$)")
# Who may name a role besides permissions.py, and why.
NAMES_ROLES: dict[str, str] = {
    "server/identity/access/models.py": "which roles see a place, for the feed and the register's clause",
    "server/identity/access/predicates.py": "the system's administrator may do all three",
    "server/identity/accounts/models.py": "the roles themselves, and their presets",
    "server/identity/appointments/queries.py": "administrators have no place to look after",
    "server/identity/appointments/rules.py": "which posts go with which place, and who chooses whom",
    "server/identity/organizations/rules.py": "evaluator is also a kind of unit",
    "server/services/settings/rules.py": "whom a notice may go to is the county's choice",
    "server/field/checklists/rules.py": "which questions a role is asked",
    "server/field/damage/actions.py": "custodian is also a channel of reports",
    "server/field/damage/rules.py": "who deals with reports at which level",
    "server/field/damage/steps.py": "whom a report's news reach, level by level",
    "server/assets/tags/actions.py": "who is told of a broken plate",
    "server/field/inspections/actions.py": "who is told of a visit that waits",
    "server/field/patrols/actions.py": "who is told of a missed round",
    "server/field/supervision_comments/queries.py": "who deals with comments, level by level",
    "server/field/supervision_comments/steps.py": "who is told of a comment a department has",
    "server/field/work_orders/predicates.py": "the holders of the township's approval are counted",
    "server/field/work_orders/queries.py": "menders are listed to be sent",
    "server/field/work_orders/telling.py": "who is told of an order, level by level",
    "server/web/desk/hands.py": "in whose hands a thing is, level by level",
    "server/web/desk/tags.py": "whose villages' rolls are listed",
    "server/web/portal/pages.py": "the order of the demo accounts",
    "server/web/quarantine/hands.py": "who is offered to take a kept item over",
    "server/web/quarantine/predicates.py": "the county keeps what belongs to no township",
    "server/web/sync/concerns.py": "custodian is also a channel of comments",
    "server/web/sync/intake.py": "who is told of a kept item",
    "server/web/sync/months.py": "who is told of a month that does not add up",
}
CLOCK = re.compile(r"\b(datetime|date)\.(now|utcnow|today|fromtimestamp)\(|\btime\.time\(")
PAST = re.compile(r"(ed|Sent|Told|Lost|Left|Found|Made|Begun|Given)$")
ADR_LINES = 40
SHAPES = "server/web/sync/schemas.py"  # their fields are what they say; docs/openapi.json shows them


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[Source, ast.AST]]:
    for source in server_sources():
        for node in ast.walk(source.tree):
            if isinstance(node, kind):
                yield source, node


def test_the_top_of_the_house_has_only_its_known_doors() -> None:
    strange = {name.split("/")[0] for name in tracked_files()} - TOP
    assert not strange, f"put it where its subject lies, or name it in architecture.md and here: {strange}"


def test_only_the_clock_asks_what_time_it_is() -> None:
    found = [
        one.name for one in server_sources() if CLOCK.search(one.text) and one.name != "server/core/clock.py"
    ]
    assert not found, f"ask server.core.clock, which tests can turn: {found}"


def test_only_named_places_speak_to_other_machines() -> None:
    found = {
        f"{source.name}:{line} {module}"
        for source in server_sources()
        for module, _name, line in source.imports()
        if NETWORK.search(module) and source.name not in CALLS_OUT
    }
    assert not found, f"let the channels' sender do it, which checks the host: {found}"
    gone = [name for name in CALLS_OUT if not (ROOT / name).exists()]
    assert not gone, f"take them off CALLS_OUT: {gone}"


def moves_made_outside(source: Source) -> list[str]:
    made = [
        node.lineno for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "moves"
    ]  # fmt: skip
    return [f"{source.name}:{line}" for line in made if source.path.name != "rules.py"]


def test_life_cycles_stand_in_rules() -> None:
    found = [one for source in server_sources() for one in moves_made_outside(source)]
    assert not found, f"put the table into the room's rules.py, where tests and diagrams look: {found}"


def test_refusals_are_raised_never_returned() -> None:
    names = {each.__name__ for each in every_subclass(Problem)}
    found = [
        f"{source.name}:{node.lineno}"
        for source, node in nodes(ast.Return)
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
        and node.value.func.id in names and source.name not in MAKES_REFUSALS
    ]  # fmt: skip
    assert not found, f"raise it: only the app turns a refusal into an answer: {found}"


# Hands a refusal to its caller, who raises it.
MAKES_REFUSALS = {"server/web/desk/forms.py"}


def swallows(handler: ast.ExceptHandler) -> bool:
    """True of a handler of everything that neither raises nor logs."""
    caught = {"Exception", "BaseException"}
    broad = handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in caught)
    calls = [node.func for node in ast.walk(handler) if isinstance(node, ast.Call)]
    logs = any(
        isinstance(one, ast.Attribute) and one.attr in {"exception", "error", "warning"} for one in calls
    )
    return broad and not logs and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def test_nobody_swallows_an_exception() -> None:
    found = [f"{source.name}:{node.lineno}" for source, node in nodes(ast.ExceptHandler) if swallows(node)]
    assert not found, f"name the exception, or log it and raise it again: {found}"


@pytest.mark.parametrize(
    ("code", "swallowed"),
    [
        ("try:\n  f()\nexcept Exception:\n  pass", True),
        ("try:\n  f()\nexcept:\n  x = 1", True),
        ("try:\n  f()\nexcept Exception:\n  log.exception('x')", False),
        ("try:\n  f()\nexcept Exception:\n  undo()\n  raise", False),
        ("try:\n  f()\nexcept ValueError:\n  pass", False),
    ],
)
def test_swallowing_is_told_from_handling(code: str, swallowed: bool) -> None:
    (handler,) = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ExceptHandler)]
    assert swallows(handler) is swallowed


def test_events_tell_of_what_happened() -> None:
    found = [event.__name__ for event in every_subclass(Event) if not PAST.search(event.__name__)]
    assert not found, f"name it in the past tense, such as DamageConfirmed: {found}"


def test_roles_are_named_on_the_page_of_permissions() -> None:
    roles = {str(role) for role in Role}
    found = {
        source.name
        for source, node in nodes(ast.Constant)
        if node.value in roles and source.name != "server/permissions.py"
        and source.name not in NAMES_ROLES and not source.name.startswith("server/demo/")
    }  # fmt: skip
    assert not found, (
        f"offer a predicate to server/permissions.py, or tell in NAMES_ROLES why not: {sorted(found)}"
    )


def test_the_list_of_those_who_name_roles_is_true() -> None:
    gone = [name for name in NAMES_ROLES if not (ROOT / name).exists()]
    assert not gone, f"take them off NAMES_ROLES: {gone}"


def public_definitions() -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    for source in server_sources():
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                yield f"{source.name}:{node.lineno} {node.name}", node


def test_everything_public_says_what_can_be_relied_on() -> None:
    silent = [
        where for where, node in public_definitions()
        if not ast.get_docstring(node) and not where.startswith(SHAPES)
    ]  # fmt: skip
    assert not silent, f"one sentence: what the reader can rely on: {silent}"


def test_the_first_line_of_a_docstring_is_a_sentence() -> None:
    found = []
    for where, node in public_definitions():
        first = (ast.get_docstring(node) or ".").split("\n")[0]
        if first[-1] not in ".:;…":
            found.append(where)
    assert not found, f"end it with a full stop, and keep it on one line: {found}"


def test_decisions_are_short_and_numbered() -> None:
    papers = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in papers]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)], (
        "name it NNNN-….md without a gap"
    )
    long = [path.name for path in papers if len(path.read_text("utf-8").splitlines()) > ADR_LINES]
    assert not long, f"context, decision, price in {ADR_LINES} lines: {long}"


def test_people_can_read_what_changed() -> None:
    assert (ROOT / "docs/CHANGELOG.md").read_text("utf-8").startswith("# What changed")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_carries_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9_.\[\]-]+==\S+)((?:.*\\\n)*.*)", text, re.MULTILINE | re.IGNORECASE)
    bare = [name for name, rest in pinned if "--hash=sha256:" not in rest]
    assert pinned
    assert not bare, f"lock it with hashes: {bare}"


def test_every_command_is_written_about() -> None:
    told = "".join(
        (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/operations.md", "Makefile")
    )
    text = "".join((ROOT / name).read_text("utf-8") for name in COMMANDS)
    commands = re.findall(r'^@(?:click|\w+)\.command\("([\w-]+)"\)', text, re.MULTILINE)
    lacking = [name for name in commands if not re.search(rf"\b{name}\b", told)]
    assert commands
    assert not lacking, f"say in docs/operations.md when to run it: {lacking}"
