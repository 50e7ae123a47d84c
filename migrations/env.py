"""Alembic's environment: runs inside the Flask app, on its engine, in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

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


def run() -> None:
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
