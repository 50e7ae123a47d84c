"""The proof that a backup is worth its room: make one, restore it aside, start on it, look at everything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from flask import current_app
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from config import environment
from server.core.db import db
from server.services.backups.actions import Made, make
from server.services.backups.databases import rows_of
from server.services.backups.queries import newest
from server.services.backups.restoring import Target, restore
from server.services.files.shelf import Folder

PROOFS = (("audit", "verify", "--archives"), ("files", "verify"))


@dataclass(frozen=True)
class Drill:
    """What a drill found.

    at_risk  what the server alone would have lost, had it died just before; None without an earlier backup
    wrong    what is not as it was, in the words of whoever found it
    """

    made: Made
    at_risk: timedelta | None
    backup_s: float
    restore_s: float
    proof_s: float
    wrong: tuple[str, ...]


def drill(folder: Path) -> Drill:
    """Make a backup, restore it into a place of its own, and let the restored installation prove itself.

    The place is under TMPDIR, on PostgreSQL a database beside the real one; both are gone afterwards.
    """
    before, began = newest(folder), perf_counter()
    made = make(folder)
    backed_up = perf_counter()
    with scratch() as target:
        restore(made.path, target)
        restored = perf_counter()
        wrong = tuple(_wrong(made, target))
    at_risk = made.manifest.made_at - before.made_at if before else None
    return Drill(made, at_risk, backed_up - began, restored - backed_up, perf_counter() - restored, wrong)


@contextmanager
def scratch() -> Iterator[Target]:
    """Lend an empty place of this installation's kind of database."""
    with TemporaryDirectory(prefix="guanhu-drill-") as folder:
        data = Path(folder, "data")
        if db.engine.dialect.name == "sqlite":
            yield Target(data, f"sqlite:///{data / 'guanhu.sqlite'}", Folder(data / "files"))
            return
        name = f"guanhu_drill_{uuid4().hex}"
        _administer(f"CREATE DATABASE {name}")
        try:
            url = db.engine.url.set(database=name).render_as_string(hide_password=False)
            yield Target(data, url, Folder(data / "files"))
        finally:
            _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    engine = create_engine(db.engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as line:
        line.execute(text(statement))


def _wrong(made: Made, target: Target) -> Iterator[str]:
    with create_engine(target.database_url, poolclass=NullPool).connect() as line:
        found = rows_of(line)
    kept = made.manifest.rows
    wanted = {**kept, "audit_log": kept["audit_log"] + kept["county_heads"]}  # each county's log tells of it
    for table, rows in wanted.items():
        if found.get(table) != rows:
            yield f"{table}: {found.get(table)} / {rows}"
    for proof in PROOFS:
        yield from _failed(target, proof)


def _failed(target: Target, command: tuple[str, ...]) -> Iterator[str]:
    """Run a command of the restored installation; yield what it says when it finds something."""
    place = {"data": target.data, "database_url": target.database_url, "s3_endpoint": "", "production": False}
    ended = subprocess.run(  # noqa: S603  our own commands
        [sys.executable, "-m", "flask", "--app", "wsgi", *command], env=environment(**place),
        cwd=Path(current_app.root_path).parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ended.returncode:
        yield f"{' '.join(command)}: {(ended.stdout or ended.stderr).strip()[-500:]}"
