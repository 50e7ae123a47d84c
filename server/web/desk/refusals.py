"""A refused decision: the case is shown again with the sentence, and what was wanted beside what is."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from server.core.moves import MoveRefused
from server.core.problems import Problem, VersionStale
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.web.desk.blueprint import pages
from server.web.desk.cases import CASES, Refusal
from server.web.look.language import say
from server.web.look.notices import on_phone

STALE = (VersionStale, MoveRefused)
NOT_HERE = frozenset({401, 403, 404})


@pages.errorhandler(Problem)
def explain(problem: Problem) -> ResponseReturnValue:
    """Answer a refusal where the person is; what he may not see is answered as everywhere."""
    show = CASES.get(request.path.split("/")[2]) if request.method == "POST" else None
    if show is None or problem.status in NOT_HERE or "id_" not in (request.view_args or {}):
        return render_template("errors/problem.html", problem=problem, in_app=_in_app()), problem.status
    refusal = Refusal(problem, isinstance(problem, STALE), _wanted())
    return show((request.view_args or {})["id_"], refusal), problem.status


def _in_app() -> str | None:
    """Return where the phone app shows the same, for whoever has the app and no desk; None for the others.

    His notices led to the desk before they led to the app, and others send him links as they see them.
    """
    if g.user is None or may(Permission.USE_DESK) or not may(Permission.USE_APP):
        return None
    return on_phone(request.path) if request.view_args else "/app/"


def _wanted() -> str:
    """Return in words what the person was about to decide."""
    verb = (request.endpoint or "").rsplit(".", 1)[-1]
    told = [say(f"desk.wanted.{verb}")]
    if severity := request.form.get("severity"):
        told.append(say(f"severity.{severity}") if severity in {"minor", "major", "critical"} else "")
    told += [request.form.get(field, "").strip() for field in ("name", "words", "defects")]
    if estimate := request.form.get("estimate"):
        told.append(say("look.yuan", amount=estimate.strip()))
    return "，".join(part for part in told if part)
