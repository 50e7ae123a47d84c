"""A refused decision: the case is shown again with the sentence, and what was wanted beside what is."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from server.core.moves import MoveRefused
from server.core.problems import Problem, VersionStale
from server.web.desk.blueprint import pages
from server.web.desk.cases import CASES, Refusal
from server.web.look.language import say

STALE = (VersionStale, MoveRefused)
NOT_HERE = frozenset({401, 403, 404})


@pages.errorhandler(Problem)
def explain(problem: Problem) -> ResponseReturnValue:
    """Answer a refusal where the person is; what he may not see is answered as everywhere."""
    show = CASES.get(request.path.split("/")[2]) if request.method == "POST" else None
    if show is None or problem.status in NOT_HERE or "id_" not in (request.view_args or {}):
        return render_template("errors/problem.html", problem=problem), problem.status
    refusal = Refusal(problem, isinstance(problem, STALE), _wanted())
    return show((request.view_args or {})["id_"], refusal), problem.status


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
