"""Alembic's environment: runs inside the Flask app, on its engine, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection

from server.core.db import UtcDateTime

config = context.config
database = current_app.extensions["migrate"].db
NUMBER_DIGITS = 4


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our column types as the plain types beneath them: a migration imports no model."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "Fen":
        return "sa.BigInteger()"
    return False


@contextmanager
def rows_left_in_place(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others point at: dropping the old one would drag their rows along."""
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.driver_connection
    plain.execute("PRAGMA foreign_keys=OFF")  # says nothing inside a transaction
    try:
        yield
    finally:
        plain.execute("PRAGMA foreign_keys=ON")


def check_references(ctx: MigrationContext, **_: Any) -> None:
    """Undo a migration that leaves a row pointing at nothing."""
    if ctx.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point at nothing: {broken[:5]}")


def run() -> None:
    with database.engine.connect() as connection, rows_left_in_place(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=True,
            on_version_apply=check_references,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
