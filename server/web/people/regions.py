"""Regions (区划) at the desk: the tree, one place with what may happen to it, and a list to take in."""

from __future__ import annotations

from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.regions import actions, lists, queries
from server.identity.regions.models import Region
from server.identity.regions.rules import BELOW_COUNTY, LEVELS, MOST_BYTES, ListRefused
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.frame import show
from server.web.desk.proof import proven
from server.web.look.language import here


def region_here(id_: str) -> Region:
    """Return the region of an address; raises NotFound for one that is not the actor's county's."""
    found = queries.region(id_)
    if found is None or found.county_code != g.user.county_code or not may(Permission.MANAGE_REGION):
        raise NotFound
    return found


def batch_here(batch_id: UUID) -> lists.Plan:
    """Return what a staged list of the actor's county would change; raises NotFound."""
    if not may(Permission.MANAGE_REGION):
        raise NotFound
    return lists.plan(batch_id, g.user.county_code)


@pages.get("/regions")
@requires(Permission.MANAGE_REGION)
def regions() -> str:
    """Show the county's tree."""
    return _tree([])


@pages.post("/regions/list")
@requires(Permission.MANAGE_REGION)
def stage_regions() -> ResponseReturnValue:
    """Check a list and show what it would change, or each line that is wrong."""
    file = request.files.get("file")
    try:
        told = lists.stage(file.read(MOST_BYTES + 1) if file else b"", g.user.county_code)
    except ListRefused as refused:
        return _tree([refused]), refused.status
    return Response(status=303, headers={"Location": here("desk.region_list", batch_id=told.batch_id)})


@pages.get("/regions/list/<uuid:batch_id>")
@requires(Permission.MANAGE_REGION, on=batch_here)
def region_list(batch_id: UUID) -> str:
    """Show what a staged list would change."""
    return show("region_list.html", "regions", plan=batch_here(batch_id))


@pages.post("/regions/list/<uuid:batch_id>")
@requires(Permission.MANAGE_REGION, on=batch_here)
@proven
def flip_regions(batch_id: UUID) -> ResponseReturnValue:
    """Make the staged list part of the tree, or say why the tree of today has no place for it."""
    try:
        lists.flip(batch_id, g.user.county_code)
    except ListRefused as refused:
        return _tree([refused]), refused.status
    return Response(status=303, headers={"Location": here("desk.regions", done="regions_taken")})


def _tree(refused: list[ListRefused]) -> str:
    found = queries.tree(g.user.county_code)
    return show(
        "regions.html", "regions", refused_list=next(iter(refused), None),
        rows=[(LEVELS.index(one.level) - LEVELS.index("county"), one) for one in found],
        names={one.code: one.name for one in found},
    )  # fmt: skip


@pages.get("/regions/<string:id_>")
@requires(Permission.MANAGE_REGION, on=region_here)
def region(id_: str) -> str:
    """Show one place."""
    return page(id_, None)


@shows("regions")
def page(id_: str, refusal: Refusal | None) -> str:
    """Return the page of a place with the places it may merge into or come under."""
    found = region_here(id_)
    tree = [one for one in queries.tree(g.user.county_code) if one.valid_to_on is None]
    above = LEVELS[LEVELS.index(found.level) - 1]
    alike = [one for one in tree if one.level == found.level and one is not found]
    return show(
        "region.html", "regions", region=found, refusal=refusal, now=found.name,
        goals=alike if found.level in BELOW_COUNTY else [],
        parents=[one for one in tree if one.level == above and one.code != found.parent_code],
        names={one.code: one.name for one in queries.tree(g.user.county_code)},
        changes=queries.changes_of(found.code),
    )  # fmt: skip


@pages.post("/regions/<string:id_>/name")
@requires(Permission.MANAGE_REGION, on=region_here)
def rename_region(id_: str) -> Response:
    """Give a place a new name."""
    actions.rename(id_, forms.words("name", needed=True) or "", forms.version())
    return _back(id_, "region_renamed")


@pages.post("/regions/<string:id_>/merger")
@requires(Permission.MANAGE_REGION, on=region_here)
@proven
def merge_region(id_: str) -> Response:
    """Let a place go up in another."""
    goal = _goal()
    actions.merge(id_, goal, forms.version())
    return _back(goal, "region_merged")


@pages.post("/regions/<string:id_>/parent")
@requires(Permission.MANAGE_REGION, on=region_here)
@proven
def move_region(id_: str) -> Response:
    """Let a place come under another."""
    actions.move(id_, _goal(), forms.version())
    return _back(id_, "region_moved")


def _goal() -> str:
    """Return the chosen place of the actor's county."""
    return forms.chosen("goal", [one.code for one in queries.tree(g.user.county_code)])


def _back(code: str, done: str) -> Response:
    return Response(status=303, headers={"Location": here("desk.region", id_=code, done=done)})
