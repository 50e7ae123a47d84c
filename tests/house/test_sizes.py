"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
import gzip
import json
import subprocess
from pathlib import PurePath

import pytest

from tests.house.sources import ROOT, server_sources, tracked_files

MODULE_LINES = 300
FUNCTION_LINES = 40
DESK_SCRIPTS_BYTES = 6_144  # gz, all pages together
DESK_PAGE_BYTES = 4_096  # gz, of one page: the desk works without it, a thumbnail weighs as much
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manage", "manager", "stuff", "base"}


def code_files() -> list[str]:
    kept = (".py", ".ts", ".tsx", ".mjs", ".js", ".css", ".html")
    here = ("server/", "pwa/src/", "pwa/scripts/", "scripts/", "static/", "migrations/env.py")
    return [name for name in tracked_files() if name.endswith(kept) and name.startswith(here)]


def test_no_module_is_longer_than_300_lines():
    long = {name: lines(name) for name in code_files() if lines(name) > MODULE_LINES}
    assert not long, f"split by subject (one idea per file): {long}"


def lines(name: str) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


def test_no_python_function_is_longer_than_40_lines():
    long = {
        f"{source.name}:{node.lineno} {node.name}": length
        for source in server_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long, f"give a part of it a name of its own: {long}"


def test_no_typescript_function_is_longer_than_40_lines():
    script = ["scripts/node", "node", "tests/house/functions.mjs", str(FUNCTION_LINES)]
    ran = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    long = json.loads(ran.stdout)
    assert not long, f"give a part of it a name of its own: {long}"


@pytest.mark.parametrize("banned", sorted(BANNED))
def test_files_are_named_after_their_subject_not_their_user(banned):
    found = [name for name in code_files() if PurePath(name).stem == banned and not name.endswith(".css")]
    found = [name for name in found if "templates" not in name]
    assert not found, f"name it after what it is about: {found}"


def test_scripts_of_the_desk_stay_within_their_budget():
    """Every page loads keys.js, and at most one more."""
    scripts = [name for name in tracked_files() if name.startswith("static/desk/") and name.endswith(".js")]
    weights = {PurePath(name).name: len(gzip.compress((ROOT / name).read_bytes())) for name in scripts}
    everywhere = weights.pop("keys.js")
    assert 0 < everywhere + max(weights.values()) <= DESK_PAGE_BYTES, weights
    assert everywhere + sum(weights.values()) <= DESK_SCRIPTS_BYTES, weights
