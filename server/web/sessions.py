"""Who makes a request: the cookie, the session behind it, and the two checks of every unsafe method."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager

from server.core.problems import MalformedRequest
from server.core.text import is_plain
from server.identity.access.actions import PUBLIC as FOR_ALL
from server.identity.access.models import NOBODY, actor_of
from server.identity.access.rules import OriginRefused
from server.identity.accounts.actions import Browser, roll_on
from server.identity.accounts.models import User
from server.identity.accounts.queries import brings_only, session_of, was_revoked
from server.identity.accounts.rules import WORKER_SESSION, SessionRevoked, csrf_of
from server.identity.second_factors.queries import lacks_factor
from server.identity.second_factors.rules import FactorNeeded
from server.services.audit_log.actions import PUBLIC, Doer, become

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
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


def browser(device_id: str | None = None) -> Browser:
    """Return what makes the present request, as sign-ins remember it."""
    return Browser(request.remote_addr or "", request.user_agent.string, device_id, g.secret)


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
    app.before_request(refuse_odd_characters)
    app.before_request(refuse_foreign)
    app.before_request(ask_for_second_factor)


def recognise() -> None:
    """Find the user and session behind the cookie; nobody is a valid answer."""
    g.actor, g.user, g.sign_in, g.csrf, g.secret = NOBODY, None, None, "", request.cookies.get(cookie_name())
    found = session_of(g.secret) if g.secret else None
    if found is None:
        if g.secret and was_revoked(g.secret):
            g.ended = SessionRevoked
        become(PUBLIC)
        return
    user, row = found
    roll_on(row)
    _be(user, brings_only(user, row))
    g.sign_in, g.csrf = row, csrf_of(current_app.config["SECRET_KEY"], g.secret)


def _be(user: User, upload_only: bool) -> None:
    g.user, g.actor = user, actor_of(user, upload_only)
    become(Doer("user", user.id))


def refuse_foreign() -> None:
    """Refuse an unsafe request from another site, or one of a session without its token."""
    if request.method in SAFE:
        return
    if _netloc(request.headers.get("Origin") or request.headers.get("Referer")) != request.host:
        raise OriginRefused
    if g.sign_in is not None and not _is_public_form():
        told = request.headers.get("X-CSRF-Token") or request.form.get("csrf") or ""
        if request.endpoint not in current_app.config["SIGN_IN_ENDPOINTS"] and not hmac.compare_digest(
            told.encode("utf-8", "replace"), g.csrf.encode()
        ):
            raise OriginRefused


def ask_for_second_factor() -> None:
    """Let whoever must have a second factor do nothing else before he has set one up."""
    if g.user is None or g.actor.upload_only or request.endpoint in current_app.config["FACTOR_ENDPOINTS"]:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "permission", FOR_ALL) != FOR_ALL and lacks_factor(g.user):
        raise FactorNeeded


def _netloc(address: str | None) -> str | None:
    try:
        return urlsplit(address).netloc if address else None
    except ValueError:  # http://[ is no address
        return None


def refuse_odd_characters() -> None:
    """Refuse NUL and half surrogate pairs in an address or a form: no database keeps them.

    A villager's form says so itself, with what was written still in it.
    """
    said = [request.path, *request.args.values()]
    if (
        request.method not in SAFE
        and request.mimetype in FORMS
        and not request.path.startswith(("/t/", "/r/"))
    ):
        said += request.form.values()
    if not all(is_plain(one.replace("\r", "")) for one in said):
        raise MalformedRequest


def _is_public_form() -> bool:
    return request.path == "/s" or request.path.startswith(("/t/", "/r/"))
