"""Bytes on the shelf stay: nothing in the house takes a picture away, so none goes before a backup has it.

A backup of the last seven days must find every picture that it names.  As long as nothing deletes, that
holds by itself; whoever must delete one day does it in one place, after seven days, and tells this guard.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import server_sources

REMOVING = {"unlink", "remove", "rmtree", "rmdir", "removedirs", "delete_object", "delete_objects"}
ROWS = {"Blob", "CountyBlob", "FileRow"}
TABLES = ("blobs", "county_blobs", "files")
# What is no picture: a backup's own draft that a stopped process left behind; the half of a file that did
# not fit on the disk, which never had a name that anybody reads; and what has come of a large photo so far,
# of which the phone keeps all until a receipt misses nothing.
OTHER = {
    "server/services/backups/actions.py: rmtree",
    "server/core/disk.py: unlink",
    "server/services/files/parts.py: unlink",
}


def deletions(tree: ast.AST) -> Iterator[str]:
    """Tell what takes files or their rows away."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in REMOVING and _is_of_files(node):
            yield node.attr
        elif isinstance(node, ast.alias) and node.name in REMOVING:
            yield node.name
        elif isinstance(node, ast.Call) and _name(node.func) == "delete" and _names(node) & ROWS:
            yield "delete"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_statement(node.value):
            yield node.value


def _is_of_files(node: ast.Attribute) -> bool:
    """False of `remove` on a list or a session: of files only the module os has it."""
    return node.attr != "remove" or _name(node.value) == "os"


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _names(node: ast.Call) -> set[str]:
    return {_name(inner) for argument in node.args for inner in ast.walk(argument)}


def _is_statement(text: str) -> bool:
    words = text.lower().replace('"', "").split()
    return any(
        words[at : at + 2] == ["delete", "from"] and word in TABLES for at, word in enumerate(words[2:])
    )


def test_nothing_in_the_house_takes_a_picture_away() -> None:
    found = {f"{source.name}: {what}" for source in server_sources() for what in deletions(source.tree)}
    assert found - OTHER == set(), "pictures stay at least seven days after their last use; see above"


@pytest.mark.parametrize(
    "planted",
    [
        "(root / name).unlink()", "os.remove(path)", "shutil.rmtree(folder)", "from shutil import rmtree",
        "client.delete_object(Bucket=b, Key=k)", "session.execute(delete(Blob))", "session.delete(Blob)",
        "db.session.execute(delete(CountyBlob).where(x))", "sa.delete(FileRow)", "Path.unlink",
        "text('DELETE FROM files')", "text('delete from \"blobs\" where 1')",
    ],
)  # fmt: skip
def test_an_early_deletion_is_seen(planted: str) -> None:
    assert list(deletions(ast.parse(planted)))


@pytest.mark.parametrize(
    "honest", ["rows.remove(row)", "db.session.remove()", "delete(SignInTry)", "x.pop(1)"]
)
def test_what_is_no_picture_may_go(honest: str) -> None:
    assert list(deletions(ast.parse(honest))) == []
