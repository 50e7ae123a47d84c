"""Units (单位) at the desk: the list, a new one, one unit."""

from __future__ import annotations

from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import NotFound, Problem
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.appointments.queries import reach
from server.identity.organizations import actions, queries
from server.identity.organizations.models import Organization
from server.identity.organizations.rules import KINDS, Unit
from server.identity.regions.models import Region
from server.identity.regions.queries import below, by_code
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.frame import go_to, show
from server.web.people.entrance import NOT_HERE
from server.web.people.roll import id_or_none

LEVELS = ("county", "township", "village")
NAME_LONGEST, PAGE = 100, 100


def unit_here(id_: UUID) -> Organization:
    """Return the unit of an address; raises NotFound for one that the actor does not look after."""
    found = queries.organization(id_)
    if found is None or not may(Permission.MANAGE_ORGANIZATION, found):
        raise NotFound
    return found


@pages.get("/organizations")
@requires(Permission.LIST_ORGANIZATIONS)
def organizations() -> str:
    """List the units that the actor looks after by place and name, a page at a time."""
    words, after = (request.args.get(name, "").strip() for name in ("q", "after"))
    found = queries.organizations_of(g.user.county_code, reach(actor()), words, PAGE + 1, id_or_none(after))
    places = by_code(one.region_code for one in found)
    rows = [one for one in found[:PAGE] if may(Permission.MANAGE_ORGANIZATION, one)]
    return show(
        "organizations.html", "organizations", rows=rows, q=words,
        places={code: place.name for code, place in places.items()},
        more=str(found[PAGE - 1].id) if len(found) > PAGE else "",
    )  # fmt: skip


@pages.get("/organizations/new")
@requires(Permission.LIST_ORGANIZATIONS)
def new_organization() -> str:
    """Show the empty form."""
    return _page(None, None)


@pages.post("/organizations/new")
@requires(Permission.LIST_ORGANIZATIONS)
def found_organization() -> ResponseReturnValue:
    """Write a unit down; a refused form is shown again as it was typed."""
    try:
        row = actions.found(g.user.county_code, _typed())
    except Problem as problem:
        if problem.status in NOT_HERE:
            raise
        return _page(None, Refusal(problem, False, "")), problem.status
    return go_to("organization", row.id, "unit_kept")


@pages.get("/organizations/<uuid:id_>")
@requires(Permission.MANAGE_ORGANIZATION, on=unit_here)
def organization(id_: UUID) -> str:
    """Show one unit, to be changed."""
    return page(id_, None)


@shows("organizations")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a unit."""
    return _page(unit_here(id_), refusal)


@pages.post("/organizations/<uuid:id_>")
@requires(Permission.MANAGE_ORGANIZATION, on=unit_here)
def edit_organization(id_: UUID) -> Response:
    """Change what is written of it."""
    actions.edit(id_, _typed(), forms.version())
    return go_to("organization", id_, "unit_kept")


@pages.post("/organizations/<uuid:id_>/closing")
@requires(Permission.MANAGE_ORGANIZATION, on=unit_here)
def close_organization(id_: UUID) -> Response:
    """Let it exist no longer."""
    actions.close(id_, forms.version())
    return go_to("organization", id_, "unit_closed")


def _page(unit: Organization | None, refusal: Refusal | None) -> str:
    now = f"{unit.name}，{unit.duty_phone or ''}" if unit else ""
    return show(
        "organization.html", "organizations", unit=unit, refusal=refusal, now=now,
        kinds=_kinds(), places=_places(),
    )  # fmt: skip


def _places() -> list[Region]:
    return [place for path in reach(actor()) for level in LEVELS for place in below(path, level)]


def _kinds() -> list[str]:
    """Return the kinds that the actor may write down somewhere in his place; the map is asked."""
    place = next(iter(_places()), None)
    if place is None:
        return []
    probes = {
        kind: Organization(county_code=place.county_code, kind=kind, region_code=place.code) for kind in KINDS
    }
    return [kind for kind, probe in probes.items() if may(Permission.MANAGE_ORGANIZATION, probe)]


def _typed() -> Unit:
    """Return the unit of the form; a place where the actor looks after no such units is refused."""
    name = " ".join((forms.words("name", needed=True) or "").split())
    if len(name) > NAME_LONGEST:
        raise forms.refused("name", "long")
    kind = forms.chosen("kind", _kinds())
    place = forms.chosen("place", [place.code for place in _places()])
    wished = Organization(county_code=g.user.county_code, kind=kind, region_code=place)
    if not may(Permission.MANAGE_ORGANIZATION, wished):
        raise forms.refused("place", "choose")
    return Unit(kind, name, place, forms.words("duty_phone"), forms.words("uscc"))
