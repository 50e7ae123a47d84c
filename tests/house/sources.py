"""The house as the guards see it: its files, modules and classes."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import server

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("core", "services", "identity", "assets", "field", "governance", "records", "web")
ROOMLESS = ("core",)


@dataclass(frozen=True)
class Source:
    """One Python file of the server."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> tuple[str, str] | None:
        """(floor, room) when the file lies in a room."""
        parts = self.path.relative_to(ROOT / "server").parts
        return (parts[0], parts[1]) if len(parts) > 2 and parts[0] in FLOORS else None

    def imports(self) -> Iterator[tuple[str, str, int]]:
        """Every import: the module, the name taken from it (empty for the module itself), the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "", node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield (
                        (inner, "", node.lineno)
                        if is_module(inner)
                        else (node.module, alias.name, node.lineno)
                    )


def is_module(dotted: str) -> bool:
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def server_sources() -> list[Source]:
    return [Source(path) for path in sorted((ROOT / "server").rglob("*.py"))]


def rooms() -> list[tuple[str, str]]:
    return sorted({source.room for source in server_sources() if source.room})


def tracked_files() -> list[str]:
    """What is in git, and what would be: new files that .gitignore does not name."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def load_everything() -> None:
    """Import every module of the server, so that subclasses and tables are all known."""
    for found in pkgutil.walk_packages(server.__path__, "server."):
        importlib.import_module(found.name)


def every_subclass(of: type) -> set[type]:
    """All classes of ours below this one."""
    load_everything()
    below = set(of.__subclasses__())
    ours = below | {deeper for each in below for deeper in every_subclass(each)}
    return {each for each in ours if each.__module__.startswith("server")}
