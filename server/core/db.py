"""The database: naming, column types and the one transaction around each act."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, MetaData, Text, event, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm import registry as orm_registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PASSING_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
    }
)  # fmt: skip
PASSING_SQLSTATES = ("08", "40", "53", "55P03", "57P", "58")
"""PostgreSQL: line gone, deadlock, no room or slots, lock not free, shutting down, the disk's errors."""
BUSY_MS = 60_000
POLL_S = 0.001
"""How often whoever waits to write to SQLite looks whether he may.  SQLite itself looks ever more seldom, ten
times a second in the end: its lock stood idle, and some unlucky one among eight waited over 15 s."""


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware moment, kept and returned as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment may not be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Fen(types.TypeDecorator[int]):
    """Money in 分."""

    impl = BigInteger
    cache_ok = True


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """The base of every table; the registry stands here because Flask-SQLAlchemy subclasses it once more."""

    registry = orm_registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json, str: Text},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": True})
Seal = Callable[[Session], None]


def prepare(engine: Engine) -> None:
    """Make SQLite as careful as a server: foreign keys, WAL, full sync, and writers that queue.

    With recursive triggers a row that INSERT OR REPLACE removes meets the trigger against deleting.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    pragmas = ("foreign_keys=ON", "recursive_triggers=ON", "journal_mode=WAL", "synchronous=FULL")
    for pragma in (*pragmas, f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Any) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
    elif not _has_begun_to_write(connection.connection.driver_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails as every statement fails


def _has_begun_to_write(connection: sqlite3.Connection) -> bool:
    """Take the lock for writing as soon as it is free; False when it was not for too long or cannot be."""
    deadline = time.monotonic() + BUSY_MS / 1000
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < deadline:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as refused:
                if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(POLL_S)
            else:
                return True
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Make everything inside one transaction, or none of it; an inner unit joins the outer one.

    What is read inside is read anew.  Last before the commit the seals run: services/feed locks the county's
    head row there and numbers what happened, so no two units lock in different order.
    """
    session = db.session()
    if session.info.get("unit"):
        yield session
        return
    session.commit()
    session.expire_all()
    with _turn(session):
        yield from _unit(session)


def _unit(session: Session) -> Iterator[Session]:
    session.connection(execution_options={"writes": True})
    session.info["unit"] = True
    try:
        yield session
        session.flush()
        for seal in SEALS:
            seal(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Let the threads of a process write to SQLite in turn: one polls for its lock, the others are woken.

    Whoever waited for too long polls like the rest, and hears from SQLite.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    mine = WRITING.acquire(timeout=BUSY_MS / 1000)
    try:
        yield
    finally:
        if mine:
            WRITING.release()


def is_passing(failure: BaseException) -> bool:
    """True when the database can take in nothing just now, whoever asks: locked, full, gone.

    False for what fails at this one act however often it is tried, such as a value too long for its index.
    """
    if isinstance(failure, PoolTimeout):
        return True
    if not isinstance(failure, DBAPIError):
        return False
    if isinstance(failure.orig, sqlite3.Error):
        return getattr(failure.orig, "sqlite_errorcode", 0) & 0xFF in PASSING_SQLITE
    if failure.connection_invalidated:
        return True
    state = getattr(failure.orig, "sqlstate", None)
    return isinstance(failure, OperationalError) and (state is None or state.startswith(PASSING_SQLSTATES))


@contextmanager
def one_moment() -> Iterator[Session]:
    """Read everything inside as it stood at one moment, while others go on writing; keeps no change."""
    session = db.session()
    session.rollback()
    session.expire_all()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def attempt() -> Iterator[None]:
    """Undo, inside a unit, what a failing part did, its queued news included; the failure goes on upward."""
    session = db.session()
    queued = {key: list(value) for key, value in session.info.items() if isinstance(value, list)}
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.update({key: [] for key, value in session.info.items() if isinstance(value, list)})
        session.info.update(queued)
        raise


def queue(kind: str, entry: object) -> None:
    """Keep an entry for the seal of this unit; outside a unit there is nothing to seal, so it is an error."""
    session = db.session()
    if not session.info.get("unit"):
        raise RuntimeError(f"{kind} outside a unit of work")
    session.info.setdefault(kind, []).append(entry)


def queued(session: Session, kind: str) -> list[Any]:
    """Return what this unit queued under a kind, oldest first."""
    entries: list[Any] = session.info.get(kind, [])
    return entries


SEALS: list[Seal] = []
WRITING = Lock()
