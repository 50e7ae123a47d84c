"""Who makes a request: the cookie, the session behind it, and the two checks of every unsafe method."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager

from server.identity.access.models import NOBODY, actor_of
from server.identity.access.rules import OriginRefused
from server.identity.accounts.actions import roll_on
from server.identity.accounts.models import User
from server.identity.accounts.queries import session_of
from server.identity.accounts.rules import WORKER_SESSION, csrf_of
from server.services.audit_log.actions import PUBLIC, Doer, become

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
login = LoginManager()


def cookie_name() -> str:
    """Return the cookie's name, which follows the scheme of the origin."""
    return "__Host-guanhu" if current_app.config["HTTPS"] else "guanhu"


def give_cookie(response: Response, secret: str) -> None:
    """Put a session's secret into the browser."""
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=WORKER_SESSION,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["HTTPS"]),
    )


def take_cookie(response: Response) -> None:
    """Take the session's secret out of the browser."""
    response.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=bool(current_app.config["HTTPS"])
    )


def install(app: Flask) -> None:
    """Let every request know its actor before a view runs."""
    login.init_app(app)
    login.request_loader(lambda _request: g.get("user"))
    app.before_request(recognise)
    app.before_request(refuse_foreign)


def recognise() -> None:
    """Find the user and session behind the cookie; nobody is a valid answer."""
    g.actor, g.user, g.sign_in, g.csrf, g.secret = NOBODY, None, None, "", request.cookies.get(cookie_name())
    found = session_of(g.secret) if g.secret else None
    if found is None:
        become(PUBLIC)
        return
    user, row = found
    roll_on(row)
    _be(user, row.upload_only)
    g.sign_in, g.csrf = row, csrf_of(current_app.config["SECRET_KEY"], g.secret)


def _be(user: User, upload_only: bool) -> None:
    g.user, g.actor = user, actor_of(user, upload_only)
    become(Doer("user", user.id))


def refuse_foreign() -> None:
    """Refuse an unsafe request from another site, or one of a session without its token."""
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None or urlsplit(origin).netloc != request.host:
        raise OriginRefused
    if g.sign_in is not None and not _is_public_form():
        told = request.headers.get("X-CSRF-Token") or request.form.get("csrf") or ""
        if request.endpoint not in current_app.config["SIGN_IN_ENDPOINTS"] and not hmac.compare_digest(
            told, g.csrf
        ):
            raise OriginRefused


def _is_public_form() -> bool:
    return request.path == "/s" or request.path.startswith(("/t/", "/r/"))
