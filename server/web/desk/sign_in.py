"""Signing in and out at the desk."""

from __future__ import annotations

from flask import current_app, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.identity.access.actions import may, public
from server.identity.access.models import Permission, actor_of
from server.identity.accounts import actions as accounts
from server.identity.accounts.queries import session_of
from server.identity.accounts.rules import SignInNeeded, SignInRefused, SignInTooSoon
from server.web.desk.blueprint import pages
from server.web.look.language import here
from server.web.sessions import give_cookie, take_cookie

HOME, PHONE_APP = "/desk/", "/app/"


@pages.errorhandler(SignInNeeded)
def ask_who(_problem: SignInNeeded) -> Response:
    """Ask who it is, and lead back to where he wanted to go."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else HOME
    return redirect(here("desk.sign_in", next=wanted), 303)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Show the form, or open a session and go on to the page that was asked for."""
    if request.method == "GET":
        return redirect(_wanted(), 303) if g.user and may(Permission.USE_DESK) else _form()
    try:
        secret = accounts.sign_in(
            request.form.get("username", ""), request.form.get("password", ""), None,
            request.user_agent.string, demo=bool(current_app.config["DEMO"]),
        )  # fmt: skip
    except (SignInRefused, SignInTooSoon) as refused:
        return _form(refused), refused.status
    response = make_response(redirect(_goal(secret), 303))
    give_cookie(response, secret)
    return response


@pages.post("/sign-out")
@public
def sign_out() -> Response:
    """End this browser's session."""
    if g.secret:
        accounts.sign_out(g.secret)
    response = make_response(redirect(here("desk.sign_in", done="signed_out"), 303))
    take_cookie(response)
    return response


def _form(refused: SignInRefused | SignInTooSoon | None = None) -> str:
    return render_template("desk/sign_in.html", refused=refused, wanted=_wanted())


def _goal(secret: str) -> str:
    found = session_of(secret)
    if found is None:
        raise NotFound
    user, row = found
    return _wanted() if may(Permission.USE_DESK, by=actor_of(user, row.upload_only)) else PHONE_APP


def _wanted() -> str:
    """Return the desk page that was asked for; an address elsewhere is never followed."""
    wanted = request.values.get("next", HOME)
    return wanted if wanted.startswith(HOME) else HOME
