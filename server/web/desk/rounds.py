"""Rounds of patrols at the desk: places nobody went to, and why nobody has to.  Of places, never people."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from server.core.moves import may_move
from server.core.problems import NotFound
from server.field.patrols import actions, queries
from server.field.patrols.models import PatrolTask
from server.field.patrols.rules import CANCELS, EXCUSES, MOVES
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.regions.models import Region
from server.identity.regions.queries import below
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.campaigns import campaigns_of
from server.web.desk.cases import Refusal, shows
from server.web.desk.facts import facts_of
from server.web.desk.frame import show
from server.web.desk.tags import KEEPERS
from server.web.desk.waiting import village_names
from server.web.look.language import here


def task_here(id_: UUID) -> PatrolTask:
    """Return the round of an address; raises NotFound."""
    found = queries.task(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/rounds")
@requires(Permission.LIST_ROUNDS)
def rounds() -> str:
    """List the places that nobody went to twice running, and the rounds still open, a township at a time."""
    places = _places()
    chosen = request.args.get("place", "")
    if chosen not in {one.path for one in places}:
        chosen = next((one.path for one in places), "")
    here = actor().county_code, chosen
    unvisited = queries.twice_unvisited(*here) if chosen else []
    waiting = queries.open_in(*here) if chosen else []
    assets = [two[0].asset for two in unvisited] + [task.asset for task in waiting]
    return show(
        "rounds.html", "rounds", places=places, chosen=chosen, unvisited=unvisited, waiting=waiting,
        villages=village_names(assets), most=queries.LISTED, **campaigns_of(chosen),
    )  # fmt: skip


def _places() -> list[Region]:
    """Return the townships of the actor's posts, or his village where he has no township."""
    paths = sorted({scope.path for scope in actor().scopes if scope.role in KEEPERS})
    for level in ("township", "village"):
        found = {one.code: one for path in paths for one in below(path, level)}
        if found:
            return list(found.values())
    return []


@pages.get("/rounds/<uuid:id_>")
@requires(Permission.READ_ASSET, on=task_here)
def round_(id_: UUID) -> str:
    """Show one round at one place."""
    return page(id_, None)


@shows("rounds")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a round."""
    task = task_here(id_)
    return show(
        "round.html", "rounds", task=task, refusal=refusal, facts=replace(facts_of(task.asset), carers=""),
        excuses=EXCUSES if _can(task, "cannot_go", Permission.EXCUSE_TASK) else (),
        cancels=CANCELS if _can(task, "cancel", Permission.CANCEL_TASK) else (),
    )  # fmt: skip


def _can(task: PatrolTask, event: str, permission: Permission) -> bool:
    return may_move(MOVES, task.status, event) and may(permission, task)


@pages.post("/rounds/<uuid:id_>/excuse")
@requires(Permission.EXCUSE_TASK, on=task_here)
def excuse_round(id_: UUID) -> ResponseReturnValue:
    """Write down why somebody without the app could not go."""
    reason = forms.chosen("reason", EXCUSES)
    actions.excuse(id_, reason, forms.words("words", needed=reason == "other"), forms.version())
    return redirect(here("desk.round_", id_=id_, done="excused"), 303)


@pages.post("/rounds/<uuid:id_>/cancellation")
@requires(Permission.CANCEL_TASK, on=task_here)
def cancel_round(id_: UUID) -> ResponseReturnValue:
    """Call a round off."""
    reason = forms.chosen("reason", CANCELS)
    actions.cancel(id_, reason, forms.words("words"), forms.version())
    return redirect(here("desk.round_", id_=id_, done="round_cancelled"), 303)
