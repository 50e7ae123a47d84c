"""Is the process alive, and may it be given work?"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.core import meters
from server.core.db import db
from server.core.problems import NotFound
from server.identity.access.actions import public
from server.services.files.rules import ShelfDown
from server.services.files.shelf import shelf
from server.web.health.state import State

pages = Blueprint("health", __name__)
log = structlog.get_logger()
LOOPBACK = frozenset({"127.0.0.1", "::1"})
HERE = LOOPBACK | {"localhost"}
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; nothing else is looked at."""
    return jsonify(version=current_app.config["VERSION"], instance=current_app.config["INSTANCE"])


@pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Database, shelf of files and migrations are fit for work; 503 names what is not."""
    checks = {name: check() for name, check in CHECKS.items()}
    ready = all(checks.values())
    return jsonify(ready=ready, checks=checks), 200 if ready else 503


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Numbers for whoever watches the installation; for everybody else there is nothing here."""
    if not (_asked_on_this_machine() or _token_fits()):
        raise NotFound
    now = CollectorRegistry()
    now.register(State())
    return Response(
        generate_latest(meters.counted()) + generate_latest(now), content_type=CONTENT_TYPE_LATEST
    )


def _asked_on_this_machine() -> bool:
    """True without a proxy in between, which would make the whole world look like this machine."""
    through_proxy = any(name in request.headers for name in FORWARDED)
    return (
        request.remote_addr in LOOPBACK
        and urlsplit(f"//{request.host}").hostname in HERE
        and not through_proxy
    )


def _token_fits() -> bool:
    wanted = current_app.config["METRICS_TOKEN"]
    told = request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(told.encode(), f"Bearer {wanted}".encode())


def database_answers() -> bool:
    """True when the database answers a question."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("the database does not answer")
        return False
    return True


def files_writable() -> bool:
    """True when pictures can be kept, in the folder or in the bucket."""
    try:
        shelf().check()
    except ShelfDown:
        log.exception("the shelf of files cannot be used")
        return False
    return True


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
