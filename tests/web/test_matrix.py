"""Every address × method × person: generated from the URL map, written down in matrix.txt, read by people.

A new address shows up here by itself.  After a wanted change run it with
GUANHU_WRITE_MATRIX=1 and read each changed cell.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.identity.access.models import Permission
from server.identity.accounts.models import Role
from tests.conftest import MakeApp, lasting_app, on_postgresql
from tests.makers import County
from tests.templates import Template
from tests.web.crowd import CROWD, GROUPS, NOBODIES, PART, RELATIONS, ROLES
from tests.web.expected import BY_EYE, CONCERNS, THINGS, deviations
from tests.web.samples import Samples, make_samples
from tests.web.walk import WHOLE, Line, Walk, unmarked, variants_of, walked

WRITTEN = Path(__file__).with_name("matrix.txt")
REWRITE = "GUANHU_WRITE_MATRIX"
LARGE_BYTES = 600_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEGEND = """Who is answered what.  Each letter is one answer, below the letter of who asks:
  o answered; of a list: and told of village 11    e answered, but of village 11 nothing
  h hidden (404)    f forbidden (403)    s asked to sign in
  . not asked: refused or told nothing at the place itself, or a like thing was asked
    (GUANHU_WHOLE_MATRIX=1 asks all)
All things in the addresses lie in village 11.  Five blocks of roles, by where their post lies:
{relations}
Roles: {roles}
Then people with a part in the samples (what they did bars them from judging it): {part}
and those without a session of their own: {nobodies}
"""


@pytest.fixture(scope="module")
def walk(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The walk, made once: a file's tests run in one process (`--dist loadfile`)."""
    with lasting_app(template, tmp_path_factory.mktemp("matrix")) as app:
        faulthandler.cancel_dump_traceback_later()  # it is long by its nature, and does not hang
        yield walked(app, make_samples(app), is_asked)


def is_asked(line: Line) -> bool:
    """True of every address; on PostgreSQL of lists alone, for only they are the work of the database."""
    return line.is_list or not on_postgresql()


def legend() -> str:
    """Return what a reader of the file has to know."""
    return LEGEND.format(
        relations="\n".join(f"  {name.ljust(7)}{said}" for name, said in RELATIONS.items()),
        roles="  ".join(f"{LETTERS[number]} {role}" for number, role in enumerate(ROLES)),
        part="  ".join(f"{number} {name}" for number, name in enumerate(PART, 1)),
        nobodies="  ".join(f"{name[0]} {name}" for name in NOBODIES),
    )


def table(lines: list[Line]) -> str:
    """Return the lines as people read them: who asks across, what is asked down."""
    wide = max(len(line.name) for line in lines) + 2
    asked = max(len(line.permission) for line in lines) + 2
    names = " ".join("".join(letters) for letters in _grouped(list(LETTERS[: len(ROLES)])))
    people = f"{'123456789'[: len(PART)]} {''.join(name[0] for name in NOBODIES)}"
    titles = [*(relation.ljust(len(names)) for relation in RELATIONS), "part"]
    rows = [
        ("", "", "  ".join(titles)),
        ("asked", "permission", "  ".join([names] * len(RELATIONS) + [people])),
    ]
    rows += [(line.name, line.permission, "  ".join(_cells(line))) for line in lines]
    return "".join(
        f"{name.ljust(wide)}{asks.ljust(asked)}{cells}".rstrip() + "\n" for name, asks, cells in rows
    )


def _grouped(cells: list[str]) -> Iterator[list[str]]:
    for group in GROUPS:
        yield cells[: len(group)]
        cells = cells[len(group) :]


def _cells(line: Line) -> Iterator[str]:
    for relation in RELATIONS:
        answers = [line.cells[actor.name] for actor in CROWD if actor.relation == relation]
        yield " ".join("".join(group) for group in _grouped(answers))
    yield "".join(line.cells[name] for name in PART) + " " + "".join(line.cells[name] for name in NOBODIES)


def test_everyone_is_answered_as_written_down(walk: Walk) -> None:
    found = legend() + "\n" + table(walk.lines)
    if os.environ.get(REWRITE) or not WRITTEN.exists():
        WRITTEN.write_text(found, "utf-8")
        pytest.fail(f"{WRITTEN.name} was written anew: read every changed cell, commit it, then run again")
    kept = WRITTEN.read_text("utf-8")
    if WHOLE in os.environ:
        return  # more cells than are written down: the rules judge them
    written, seen = ([" ".join(row.split()) for row in text.splitlines()] for text in (kept, found))
    gone = [f"- {row}" for row in written if row not in seen and not on_postgresql()]
    new = [f"+ {row}" for row in seen if row not in written]
    assert not gone + new, f"wanted? then run with {REWRITE}=1\n" + "\n".join([*gone, *new])


def test_every_answer_follows_from_the_rules(walk: Walk) -> None:
    found = [one for line in walk.lines for one in deviations(line)]
    assert not found, f"{len(found)} answers deviate from tests/web/expected.py:\n" + "\n".join(found[:40])


def test_every_permission_is_judged(walk: Walk) -> None:
    judged = THINGS.keys() | CONCERNS.keys() | BY_EYE | {"public"}
    lacking = {line.permission for line in walk.lines} - judged
    assert not lacking, f"say in tests/web/expected.py who ought to: {sorted(lacking)}"


def test_every_address_names_its_permission(app: Flask) -> None:
    assert unmarked(app) == [], "put @requires(Permission.…) or @public under the route"


def test_argument_without_a_sample_says_where_to_add_one(make_app: MakeApp) -> None:
    app = make_app()
    app.add_url_rule("/desk/meetings/<uuid:id_>", "desk.meeting", lambda id_: "")
    (rule,) = app.url_map.iter_rules("desk.meeting")
    with pytest.raises(LookupError, match="'meetings/id_' a sample of village 11"):
        variants_of(Samples(County()), "GET", rule, "id_")


def test_no_stale_or_refused_request_changed_anything(walk: Walk) -> None:
    assert walk.changed == []


def test_no_answer_is_a_server_error(walk: Walk) -> None:
    broken = [f"{line.name}: {actor} {word}" for line in walk.lines for actor, word in line.cells.items()
              if word.isdigit()]  # fmt: skip
    assert broken == []


def test_the_written_matrix_stays_small_enough_to_be_read() -> None:
    assert WRITTEN.stat().st_size < LARGE_BYTES


def test_every_role_asks(walk: Walk) -> None:
    assert sorted(ROLES) == sorted(Role), "give the new role its column in tests/web/crowd.py"
    assert {line.permission for line in walk.lines} <= {*map(str, Permission), "public"}
