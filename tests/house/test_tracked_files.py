"""What is in git runs anywhere: no registry's address, no path of one machine, no build output."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, tracked_files

REGISTRY = re.compile(
    r"registry\.(npmjs|yarnpkg)|pypi\.org/|files\.pythonhosted|npmmirror|index-url\s*=|deb\.debian\.org"
)
MACHINE = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work/(?:main|shared))(?:/|\b)")
BUILT = re.compile(
    r"(^|/)(node_modules|__pycache__|\.venv|instance|screenshots)/|^static/app/|\.(pyc|sqlite|log)$"
)
LARGE_BYTES = 600_000
THIS = "tests/house/test_tracked_files.py"
PICTURES = (".png", ".jpg", ".ico", ".woff2", ".ttf", ".webp", ".wasm")


def texts() -> dict[str, str]:
    names = [name for name in tracked_files() if not name.endswith(PICTURES) and name != THIS]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


@pytest.mark.parametrize(
    ("pattern", "cure"),
    [
        (
            REGISTRY,
            "leave it to the client's settings (--no-emit-index-url, omit-lockfile-registry-resolved)",
        ),
        (MACHINE, "find the folder at run time, relative to the file"),
    ],
    ids=["registry", "machine"],
)
def test_files_name_no_place_of_one_machine(pattern, cure):
    found = [f"{name}: {hit.group()}" for name, text in texts().items() if (hit := pattern.search(text))]
    assert not found, f"{cure}: {found}"


def test_nothing_built_is_in_git():
    found = [name for name in tracked_files() if BUILT.search(name)]
    assert not found, f"add it to .gitignore: {found}"


def test_no_file_is_large():
    found = {name: size for name in tracked_files() if (size := (ROOT / name).stat().st_size) > LARGE_BYTES}
    assert not found, f"make it smaller or bring it from a package: {found}"


def test_nobody_leaves_a_note_to_do_it_later():
    note = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)")
    code = {
        name: text for name, text in texts().items() if name.endswith((".py", ".ts", ".tsx", ".css", ".html"))
    }
    found = [name for name, text in code.items() if note.search(text)]
    assert not found, f"do it, or name its issue (#123) on the line: {found}"
