"""再确认一次: before something grave a person proves anew who he is; what he wanted goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import Problem
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.identity.accounts.rules import SignInRefused, SignInTooSoon
from server.identity.second_factors.actions import prove
from server.identity.second_factors.queries import factor_of, is_proved
from server.identity.second_factors.rules import ProofNeeded
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.look.language import here
from server.web.sessions import browser

P = ParamSpec("P")
R = TypeVar("R")
OWN_FIELDS = frozenset({"proof_password", "proof_code", "csrf"})
HOME = "/desk/"


def proven(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route as grave: where the county says so, its form is held until the person proves who he is.

    A form that carries pictures must not be marked: no page can hand a picture on.
    """

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not is_proved(g.sign_in):
            _take_proof()
        return view(*args, **kwargs)

    return asked


def _take_proof() -> None:
    if "proof_password" not in request.form:
        raise ProofNeeded
    told = request.form
    try:
        prove(g.user, g.sign_in, told["proof_password"], told.get("proof_code", ""), browser())
    except (SignInRefused, SignInTooSoon) as refused:
        raise ProofNeeded(refused=refused) from refused


@pages.errorhandler(ProofNeeded)
def ask_for_proof(problem: ProofNeeded) -> ResponseReturnValue:
    """Ask for the password beside what was filled in, which is sent again with it."""
    refused: Problem | None = problem.facts.get("refused")  # type: ignore[assignment]
    form = request.form.items(multi=True) if request.endpoint != "desk.prove_first" else ()
    kept = [(name, value) for name, value in form if name not in OWN_FIELDS]
    action = request.full_path.rstrip("?")
    if request.method == "GET":
        action = here("desk.prove_first", next=action)
    page = show(
        "proof.html", "me", refused=refused, kept=kept, action=action,
        asks_code=factor_of(g.user.id) is not None,
    )  # fmt: skip
    return page, (refused or problem).status


@pages.post("/me/proof")
@requires(Permission.OWN_SIGN_IN)
def prove_first() -> Response:
    """Take the proof for a page that was only to be looked at or fetched, and lead on to it."""
    _take_proof()
    wanted = request.args.get("next", HOME)
    return redirect(wanted if wanted.startswith(HOME) else HOME, 303)
