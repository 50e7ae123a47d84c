"""我的登录: where I am signed in, my password, my second factor."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import NotFound, Problem
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.identity.accounts import actions as accounts
from server.identity.accounts.queries import names, open_sign_ins, roles_of, sign_in_row
from server.identity.accounts.rules import PasswordRefused, SignInTooSoon
from server.identity.second_factors import actions as factors
from server.identity.second_factors.queries import codes_left, factor_of, lacks_factor, secret_in_making
from server.identity.second_factors.rules import CodeWrong, FactorNeeded, address_of
from server.services.settings.queries import setting
from server.web.desk.blueprint import pages
from server.web.desk.devices import device_said
from server.web.desk.frame import show
from server.web.desk.passwords import asked_twice, least
from server.web.desk.proof import proven
from server.web.look.codes import drawn
from server.web.look.language import here
from server.web.sessions import browser


@pages.get("/me")
@requires(Permission.OWN_SIGN_IN)
def me() -> str:
    """Show where the person is signed in, and what he may change about it."""
    return _page()


@pages.post("/me/password")
@requires(Permission.OWN_SIGN_IN)
def change_password() -> ResponseReturnValue:
    """Let the person choose another password; his other phones and computers have to sign in anew."""
    try:
        accounts.change_password(g.user, request.form.get("old", ""), asked_twice(), browser())
    except (PasswordRefused, SignInTooSoon) as refused:
        return _page(refused=refused), refused.status
    return redirect(here("desk.me", done="password_changed"), 303)


@pages.post("/me/sign-ins/<uuid:own_id>/revocation")
@requires(Permission.OWN_SIGN_IN)
def end_own_sign_in(own_id: UUID) -> Response:
    """End one of the person's own sessions."""
    row = sign_in_row(own_id)
    if row is None or row.user_id != g.user.id:
        raise NotFound
    accounts.revoke(own_id)
    return redirect(here("desk.me", done="session_revoked"), 303)


@pages.errorhandler(FactorNeeded)
def ask_for_factor(_problem: FactorNeeded) -> Response:
    """Lead whoever must have a second factor to setting it up."""
    return redirect(here("desk.second_factor"), 303)


@pages.get("/me/second-factor")
@requires(Permission.OWN_SIGN_IN)
def second_factor() -> str:
    """Show how a second factor is set up, or that there is one."""
    return _factor_page()


@pages.post("/me/second-factor/start")
@requires(Permission.OWN_SIGN_IN)
@proven
def begin_factor() -> str:
    """Show a secret to scan; nothing counts before its first code is told."""
    factors.begin(g.user)
    return _factor_page()


@pages.post("/me/second-factor/confirmation")
@requires(Permission.OWN_SIGN_IN)
def confirm_factor() -> ResponseReturnValue:
    """Let the factor count, and show the recovery codes this once."""
    try:
        codes = factors.confirm(g.user, request.form.get("code", ""))
    except CodeWrong as refused:
        return _factor_page(refused=refused), refused.status
    return _factor_page(codes=codes)


@pages.post("/me/second-factor/removal")
@requires(Permission.OWN_SIGN_IN)
def give_up_factor() -> ResponseReturnValue:
    """Take the person's own factor off; he tells the password and a code once more."""
    try:
        factors.prove(
            g.user, g.sign_in, request.form.get("password", ""), request.form.get("code", ""), browser()
        )
    except Problem as refused:
        return _factor_page(refused=refused), refused.status
    factors.take_off(g.user.id)
    return redirect(here("desk.me", done="factor_taken_off"), 303)


def _page(refused: Problem | None = None) -> str:
    rows = open_sign_ins(g.user.id)
    return show(
        "me.html", "me", device_said=device_said, rows=rows, signed_in_here=g.sign_in.secret_hash,
        refused=refused,        cadres=names(row.opened_by for row in rows), factor=factor_of(g.user.id),
        codes_left=codes_left(g.user.id), least=least(roles_of(g.user)),
    )  # fmt: skip


def _factor_page(refused: Problem | None = None, codes: list[str] | None = None) -> str:
    """Return the page of the second factor; it stands without the frame while nothing else may be seen."""
    secret = secret_in_making(g.user)
    address = address_of(secret, g.user.username, setting(g.user.county_code, "app_name")) if secret else ""
    return render_template(
        "desk/second_factor.html", refused=refused, codes=codes, secret=secret, must=lacks_factor(g.user),
        factor=factor_of(g.user.id), code=drawn(address) if secret else "",
    )  # fmt: skip
