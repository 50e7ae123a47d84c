"""Is the process alive, and may it be given work?"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import structlog
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.core.db import db
from server.identity.access.actions import public

pages = Blueprint("health", __name__)
log = structlog.get_logger()


@pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; nothing else is looked at."""
    return jsonify(version=current_app.config["VERSION"], instance=current_app.config["INSTANCE"])


@pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Database, folder of files and migrations are fit for work; 503 names what is not."""
    checks = {name: check() for name, check in CHECKS.items()}
    ready = all(checks.values())
    return jsonify(ready=ready, checks=checks), 200 if ready else 503


def database_answers() -> bool:
    """True when the database answers a question."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("the database does not answer")
        return False
    return True


def files_writable() -> bool:
    """True when pictures can be kept."""
    folder = Path(current_app.config["FILES_ROOT"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        log.exception("the folder of files cannot be made")
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def migrations_done() -> bool:
    """True when the schema is the newest that this code knows."""
    try:
        present = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        log.exception("the schema's revision cannot be read")
        return False
    return present == _newest(str(Path(current_app.root_path).parent / "migrations"))


@cache
def _newest(folder: str) -> str | None:
    return ScriptDirectory(folder).get_current_head()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "files": files_writable,
    "migrations": migrations_done,
}
