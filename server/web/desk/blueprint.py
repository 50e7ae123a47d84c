"""The desk's one blueprint, its door and what all its answers have in common."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from server.core.problems import NotFound
from server.identity.access.actions import actor, may, require
from server.identity.access.models import Permission
from server.web.look.language import LANGUAGES

pages = Blueprint("desk", __name__, url_prefix="/desk")
OUTSIDE = frozenset({"desk.sign_in", "desk.sign_out", "desk.activate"})
YEAR_S = 365 * 24 * 3600


@pages.before_request
def only_for_deciders() -> None:
    """Let in only those who decide something at a table; workers have the phone app.

    For the others no case exists here, wherever it lies: out of scope is answered 404.
    """
    if request.endpoint in OUTSIDE:
        return
    someone = actor()
    if request.view_args and someone.user and not someone.upload_only and not may(Permission.USE_DESK):
        raise NotFound
    require(Permission.USE_DESK)


@pages.after_request
def keep_private(response: Response) -> Response:
    """Let no shared cache keep a page of the desk, and remember the language that was chosen by hand."""
    response.headers["Cache-Control"] = "private, no-store"
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        response.set_cookie(
            "lang", chosen, max_age=YEAR_S, path="/desk", httponly=True, samesite="Lax",
            secure=bool(current_app.config["HTTPS"]),
        )  # fmt: skip
    return response
