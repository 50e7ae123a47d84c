"""One line and one count for every request: the rule of its route, never the address that was asked.

An address may hold a plate's token, a query a name, a body anything: none of them is written down.
"""

from __future__ import annotations

import hmac
import time

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy import inspect

from server.core import meters
from server.core.ids import new_short_code

log = structlog.get_logger()
HEADER = "X-Request-Id"
NO_ROUTE = "none"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
WHO_CHARACTERS = 8


def install(app: Flask) -> None:
    """Number each request before all else, and tell of it after all else."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began, g.request_id = time.perf_counter(), new_short_code()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _tell(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    seconds = time.perf_counter() - g.began
    method = request.method if request.method in METHODS else "other"
    route = request.url_rule.rule if request.url_rule else NO_ROUTE
    status = response.status_code
    meters.requests.labels(method, route, f"{status // 100}xx").inc()
    meters.request_seconds.labels(route).observe(seconds)
    log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000), who=_who())
    return response


def _who() -> str | None:
    """Return a short name for the account that only the holder of the key can match with one."""
    user = g.get("user")
    if user is None:
        return None
    [user_id] = inspect(user).identity  # known without asking the database anew after a commit
    key = current_app.config["SECRET_KEY"]
    return hmac.digest(key.encode(), f"log:{user_id}".encode(), "sha256").hex()[:WHO_CHARACTERS]
