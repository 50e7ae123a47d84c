"""A program of its own for one house, and the next version of its phone app."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.journeys.house import ROOT

OWN = ("scripts", "static")
LENT = ("config.py", "migrations", "pwa", "server", "wsgi.py")
HASHED = re.compile(r"[\w.-]+-([\w-]{8})\.js")


def lay_program(folder: Path) -> Path:
    """Put the program into a folder, so that its phone app can change beneath a running house."""
    folder.mkdir()
    for name in OWN:
        shutil.copytree(ROOT / name, folder / name)
    for name in LENT:
        (folder / name).symlink_to(ROOT / name)
    return folder


def release(folder: Path) -> None:
    """Put a new phone app in place of the old one: every script has another name, as a build gives it."""
    app = folder / "static" / "app"
    names = [path.name for path in (app / "assets").glob("*.js") if HASHED.fullmatch(path.name)]
    renamed = {name: _next(name) for name in names}
    for path in (app / "index.html", app / "sw.js", *(app / "assets" / name for name in names)):
        text = path.read_text("utf-8")
        for old, new in renamed.items():
            text = text.replace(old, new)
        path.write_text(_next_page(text), "utf-8")
    for old, new in renamed.items():
        (app / "assets" / old).rename(app / "assets" / new)


def _next(name: str) -> str:
    return name[:-4] + ("a" if name[-4] != "a" else "b") + ".js"


def _next_page(text: str) -> str:
    return re.sub(r'("revision":")[0-9a-f]{31}', r"\g<1>" + "0" * 31, text)
