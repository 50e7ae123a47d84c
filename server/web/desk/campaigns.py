"""Campaigns of the season (汛期、雨后、雪后) at the desk: called for a place, listed beside its rounds."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, request
from flask.typing import ResponseReturnValue

from server.assets.register.rules import Place
from server.core.clock import today
from server.core.db import unit_of_work
from server.field.checklists.queries import newest
from server.field.patrols.campaigns import Campaign, call, end
from server.field.patrols.models import PatrolPlan
from server.field.patrols.queries import campaigns_in
from server.field.patrols.rules import CAMPAIGN_DAYS
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.regions.models import Region
from server.identity.regions.queries import below, names_by_code, region
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.tags import place_here, region_here
from server.web.look.language import here, language


def campaigns_of(path: str) -> dict[str, object]:
    """Return what is under way at a place, and what the actor may call for there."""
    if not path:
        return {"campaigns": [], "calls": []}
    here_, above = path.split("/")[-1], path.split("/")[-2]
    found = [one for one in (region(here_), region(above)) if one is not None and _may_call(one)]
    county = next((one.county_code for one in found), None)
    plans = campaigns_in(_county(here_), path)
    return {
        "campaigns": plans, "calls": found, "ends": _ends(found[-1], plans) if found else [],
        "villages_here": below(path, "village"), "seasons": CAMPAIGN_DAYS,
        "kinds": kinds_to_visit(county) if county else {},
        "named": names_by_code(plan.region_path.split("/")[-1] for plan in plans if plan.region_path),
    }  # fmt: skip


def _may_call(place: Region) -> bool:
    return place.level in {"township", "county"} and may(Permission.CALL_CAMPAIGN, Place(place.path))


def _ends(place: Region, plans: list[PatrolPlan]) -> list[PatrolPlan]:
    """Return the campaigns that whoever calls at a place may end: those that run inside it."""
    inside = f"{place.path}/"
    return [one for one in plans if one.is_running and f"{one.region_path}/".startswith(inside)]


def _county(code: str) -> str:
    return str(region_here(code).county_code)


def kinds_to_visit(county_code: str) -> dict[str, str]:
    """Return the kinds of things that workers visit, by code, as the county's questions call them."""
    kinds = newest(county_code).items()
    return {code: str(row.body[language()]) for code, row in kinds if row.body.get("worker_frequency")}


@pages.post("/rounds/<string:code>/campaign")
@requires(Permission.CALL_CAMPAIGN, on=place_here)
def call_campaign(code: str) -> ResponseReturnValue:
    """Call for visits at a place, or at some villages of it, until a day; without one, the season's usual."""
    place, kind = region_here(code), forms.chosen("season", CAMPAIGN_DAYS)
    usual = today() + timedelta(days=CAMPAIGN_DAYS[kind])
    until = forms.coming_day("due_on") if request.form.get("due_on") else usual
    known = kinds_to_visit(_county(code))
    wanted = Campaign(kind, until, tuple(one for one in request.form.getlist("types") if one in known))
    villages = {one.code: one.path for one in below(place.path, "village")}
    paths = [villages[one] for one in request.form.getlist("villages") if one in villages]
    with unit_of_work():
        for path in paths or [place.path]:
            call(_county(code), path, wanted)
    return redirect(here("desk.rounds", done="campaign_called"), 303)


@pages.post("/rounds/<string:code>/campaign/end")
@requires(Permission.CALL_CAMPAIGN, on=place_here)
def end_campaigns(code: str) -> ResponseReturnValue:
    """End campaigns before their day, for a reason that stands at each round that is called off."""
    place, told = region_here(code), request.form.getlist("plans")
    chosen = [one for one in _ends(place, campaigns_in(_county(code), place.path)) if str(one.id) in told]
    if not chosen:
        raise forms.refused("plans", "choose")
    words = forms.words("words", needed=True) or ""
    with unit_of_work():
        for plan in chosen:
            end(plan.id, words)
    return redirect(here("desk.rounds", done="campaign_ended"), 303)
