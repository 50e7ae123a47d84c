"""The page behind a cadre's QR code for staff: who am I, and which password do I choose."""

from __future__ import annotations

from flask import current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from server.core.problems import Problem
from server.identity.access.actions import public
from server.identity.accounts.models import User
from server.identity.accounts.queries import roles_of
from server.identity.accounts.rules import PasswordRefused, SignInTooSoon
from server.identity.activation import actions as activation
from server.identity.activation.queries import look_up
from server.identity.activation.rules import PASSWORD
from server.identity.second_factors.queries import factor_of
from server.identity.second_factors.rules import CodeNeeded, CodeWrong
from server.web.desk.blueprint import pages
from server.web.desk.passwords import asked_twice, least
from server.web.desk.sign_in import goal
from server.web.guessing import counted_guesses
from server.web.sessions import browser, give_cookie

AGAIN = (PasswordRefused, SignInTooSoon, CodeNeeded, CodeWrong)


@pages.route("/activate", methods=["GET", "POST"])
@public
def activate() -> ResponseReturnValue:
    """Ask for the ticket, then for a password; then the person is signed in.

    The ticket stands behind the # of the address: a small script puts it into the form, or one pastes it.
    """
    ticket = request.form.get("ticket", "").strip().rpartition("#")[2]
    if not ticket:
        return _page()
    demo = bool(current_app.config["DEMO"])
    try:
        with counted_guesses():
            person = look_up(ticket, PASSWORD, demo)
    except Problem as refused:
        return _page(refused=refused), refused.status
    if "new" not in request.form:
        return _page(ticket, person)
    try:
        code = request.form.get("code", "")
        secret = activation.choose_password(ticket, asked_twice(), code, browser(), demo)
    except AGAIN as refused:
        return _page(ticket, person, refused), refused.status
    response = make_response(redirect(goal(secret), 303))
    give_cookie(response, secret)
    return response


def _page(ticket: str = "", person: User | None = None, refused: Problem | None = None) -> str:
    return render_template(
        "desk/activate.html", ticket=ticket, person=person, refused=refused,
        least=least(roles_of(person)) if person else 0,
        asks_code=person is not None and factor_of(person.id) is not None,
    )  # fmt: skip
