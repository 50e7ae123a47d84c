"""Copying a database while others write into it, and filling an empty one from the copy."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from getpass import getuser
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.pool import NullPool

from server.core.clock import iso
from server.core.disk import sync
from server.services.audit_log.actions import following
from server.services.audit_log.models import AuditRow
from server.services.audit_log.rules import Link
from server.services.backups.rules import CopyDamaged, ToolMissing
from server.services.feed.models import CountyHead

SOUND = "ok"


@contextmanager
def copied(engine: Engine, to: Path) -> Iterator[Connection]:
    """Copy a whole database into a file as of one moment; yields a connection that shows this moment.

    Writers go on meanwhile.  Raises CopyDamaged, ToolMissing.
    """
    if engine.dialect.name == "postgresql":
        with _copied_by_dump(engine, to) as moment:
            yield moment
        return
    _copy_pages(str(engine.url.database), to)
    with closing(create_engine(f"sqlite:///{to}", poolclass=NullPool).connect()) as moment:
        yield moment


def _copy_pages(database: str, to: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)  # all pages in one step: one moment, as a reader sees it
        target.execute("PRAGMA journal_mode=DELETE")  # so that one file is the whole copy
        said = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != SOUND:
        raise CopyDamaged(what=said)


@contextmanager
def _copied_by_dump(engine: Engine, to: Path) -> Iterator[Connection]:
    moments = engine.execution_options(isolation_level="REPEATABLE READ")
    with moments.connect() as moment:
        snapshot = moment.scalar(select(func.pg_export_snapshot()))
        _run("pg_dump", engine.url.render_as_string(hide_password=False), "--format=custom",
             f"--snapshot={snapshot}", f"--file={to}")  # fmt: skip
        yield moment


def rows_of(moment: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = sorted(inspect(moment).get_table_names())
    return {name: moment.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}  # noqa: S608


def is_empty(url: str) -> bool:
    """True when a database has no table, and for an SQLite file that does not exist."""
    path = make_url(url).database
    if url.startswith("sqlite") and not Path(str(path)).exists():
        return True
    with closing(create_engine(url, poolclass=NullPool).connect()) as line:
        return not inspect(line).get_table_names()


def fill(url: str, copy: Path, made_at: datetime) -> None:
    """Make an empty database what the copy shows; every county gets a new restore epoch, told in its log.

    made_at  when the copy was made

    An SQLite file gets its name only when it is whole; PostgreSQL takes the copy in one transaction.
    """
    if url.startswith("sqlite"):
        return _fill_file(Path(str(make_url(url).database)), copy, made_at)
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", copy)
    return _begin_epoch(url, made_at)


def _fill_file(path: Path, copy: Path, made_at: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    shutil.copyfile(copy, draft)
    _begin_epoch(f"sqlite:///{draft}", made_at)
    sync(draft)
    draft.rename(path)
    sync(path.parent)


def _begin_epoch(url: str, made_at: datetime) -> None:
    heads = select(CountyHead.county_code, CountyHead.audit_seq, CountyHead.audit_hash)
    with create_engine(url, poolclass=NullPool).begin() as line:
        for code, seq, end in line.execute(heads).all():
            epoch = secrets.token_hex(4)
            row = following(
                Link(seq, end), code, "backup.restore", "county", code,
                epoch=epoch, backup_of=iso(made_at), by=_who(),
            )  # fmt: skip
            line.execute(
                insert(AuditRow).values({one.key: getattr(row, one.key) for one in AuditRow.__table__.c})
            )
            fresh = update(CountyHead).where(CountyHead.county_code == code)
            line.execute(fresh.values(restore_epoch=epoch, audit_seq=row.seq, audit_hash=row.hash))


def _who() -> str:
    """Return the name under which somebody works on this machine; his number where it has no name for him."""
    try:
        return getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _run(tool: str, url: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; the password goes where no list of processes shows it."""
    address = make_url(url).set(drivername="postgresql", password=None)
    with NamedTemporaryFile("w") as secret:
        if password := make_url(url).password:
            escaped = password.replace("\\", "\\\\").replace(":", "\\:")
            secret.write(f"*:*:*:*:{escaped}\n")
            secret.flush()
            address = address.update_query_dict({"passfile": secret.name})
        command = [_found(tool), *map(str, arguments), f"--dbname={address.render_as_string()}"]
        ended = subprocess.run(  # noqa: S603  the program of this machine's PostgreSQL
            command, capture_output=True, text=True, check=False
        )
    if ended.returncode:
        raise ToolMissing(tool=tool, said=ended.stderr.strip()[-500:])


def _found(tool: str) -> str:
    """Return the newest of the program's versions: it can read what older servers hold, not the reverse."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), key=lambda at: float(at.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(tool)
    if found is None:
        raise ToolMissing(tool=tool, said="not installed")
    return found
