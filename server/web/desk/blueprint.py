"""The desk's one blueprint, its door and what all its answers have in common."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from server.identity.access.actions import require
from server.identity.access.models import Permission
from server.web.look.language import LANGUAGES

pages = Blueprint("desk", __name__, url_prefix="/desk")
OUTSIDE = frozenset({"desk.sign_in", "desk.sign_out"})
YEAR_S = 365 * 24 * 3600


@pages.before_request
def only_for_deciders() -> None:
    """Let in only those who decide something at a table; workers have the phone app."""
    if request.endpoint not in OUTSIDE:
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
