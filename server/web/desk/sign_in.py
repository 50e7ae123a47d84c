"""Signing in and out at the desk."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from server.core.problems import NotFound, Problem
from server.identity.access.actions import may, public
from server.identity.access.models import Permission, actor_of
from server.identity.accounts import actions as accounts
from server.identity.accounts.models import User
from server.identity.accounts.queries import brings_only, session_of
from server.identity.accounts.queries import user as user_of
from server.identity.accounts.rules import SignInNeeded, SignInRefused, SignInTooSoon
from server.identity.second_factors import actions as factors
from server.identity.second_factors.rules import CodeNeeded, CodeWrong
from server.web.desk.blueprint import pages
from server.web.look.language import here
from server.web.sessions import browser, give_cookie, take_cookie

HOME, PHONE_APP = "/desk/", "/app/"
HALFWAY_S = 300  # the password was right; the code of the phone has to follow within five minutes


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
        user = _halfway_in() or _known()
    except (SignInRefused, SignInTooSoon) as refused:
        return _form(refused), refused.status
    try:
        secret = factors.enter(user, request.form.get("code", ""), browser())
    except (CodeNeeded, CodeWrong, SignInTooSoon) as refused:
        return _code_form(user, refused), refused.status
    response = make_response(redirect(goal(secret), 303))
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


def _known() -> User:
    told = request.form
    demo = bool(current_app.config["DEMO"])
    return accounts.known(told.get("username", ""), told.get("password", ""), browser(), demo)


def _halfway_in() -> User | None:
    """Return whose password was right a moment ago; None when there is nobody, or he took too long."""
    try:
        told = _halfway().loads(request.form.get("halfway", ""), max_age=HALFWAY_S)
    except BadSignature:
        return None
    return user_of(UUID(told))


def _halfway() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="sign-in-halfway")


def _form(refused: Problem | None = None) -> str:
    return render_template("desk/sign_in.html", refused=refused, wanted=_wanted())


def _code_form(user: User, refused: Problem) -> str:
    wrong = None if isinstance(refused, CodeNeeded) else refused
    halfway = _halfway().dumps(str(user.id))
    return render_template("desk/sign_in_code.html", refused=wrong, halfway=halfway, wanted=_wanted())


def goal(secret: str) -> str:
    """Return where a fresh session leads: the desk, or the phone app for whoever has no desk."""
    found = session_of(secret)
    if found is None:
        raise NotFound
    user, row = found
    return _wanted() if may(Permission.USE_DESK, by=actor_of(user, brings_only(user, row))) else PHONE_APP


def _wanted() -> str:
    """Return the desk page that was asked for; an address elsewhere is never followed."""
    wanted = request.values.get("next", HOME)
    return wanted if wanted.startswith(HOME) else HOME
