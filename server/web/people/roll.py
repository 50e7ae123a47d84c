"""The roll of people (人员): who holds posts in the actor's place."""

from __future__ import annotations

from uuid import UUID

from flask import g, request

from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.appointments.queries import STATES, people_in, reach, states_of
from server.identity.regions.models import Region
from server.identity.regions.queries import below
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.people.places import summary

PAGE = 50
TONES = {"active": "green", "new": "amber", "suspended": "red"}


@pages.get("/people")
@requires(Permission.LIST_PEOPLE)
def people() -> str:
    """List people of the actor's place by name, a page at a time, filtered by links."""
    words, state, place, after = (request.args.get(name, "").strip() for name in ("q", "s", "place", "after"))
    places = _places()
    paths = [one.path for one in places if one.code == place] or reach(actor())
    found = people_in(g.user.county_code, paths, words, state, PAGE + 1, id_or_none(after))
    shown = [one for one in found[:PAGE] if may(Permission.READ_PERSON, one)]
    return show(
        "people.html", "people", rows=shown, q=words, state=state if state in STATES else "", place=place,
        places=places, states=STATES, state_of=states_of(shown), tones=TONES, said=summary(shown),
        more=str(found[PAGE - 1].id) if len(found) > PAGE else "",
    )  # fmt: skip


def id_or_none(text: str) -> UUID | None:
    """Return the id of a page's end; None for what is none, so that the list begins anew."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _places() -> list[Region]:
    """Return the places to filter by: townships of a county, villages of a township, none in a village."""
    found = [region for path in reach(actor()) for region in below(path, "township")]
    if len(found) <= 1:
        found = [region for path in reach(actor()) for region in below(path, "village")]
    return found if len(found) > 1 else []
