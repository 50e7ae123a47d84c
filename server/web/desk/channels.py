"""提醒渠道 and 放假安排: whom the county tells outside the product, and on which days it works."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect, request
from flask.typing import ResponseReturnValue

from server.core.clock import today
from server.core.problems import NotFound, Problem
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.organizations.queries import departments
from server.identity.regions.models import Region
from server.identity.regions.queries import below, county_of
from server.services.channels import actions, queries
from server.services.channels.deliveries import send_now
from server.services.channels.rules import (
    KINDS,
    AddressInside,
    AddressRefused,
    ChannelChanged,
    ChannelIncomplete,
    ChannelOff,
)
from server.services.workdays.actions import take_in
from server.services.workdays.queries import is_known, of_country, of_county
from server.services.workdays.rules import MOST_BYTES, DaysRefused, DaysTooLarge, text_of
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.proof import proven
from server.web.look.language import here, say

REFUSALS = (AddressRefused, AddressInside, ChannelIncomplete, ChannelChanged)


def channel_here(id_: UUID) -> None:
    """Raise NotFound unless the channel is of the asker's county."""
    found = queries.channel(id_)
    if found is None or found.county_code != g.user.county_code:
        raise NotFound


@pages.get("/channels")
@requires(Permission.CHANGE_SETTINGS)
def channels() -> str:
    """List the channels with what became of their last messages."""
    return _page()


@pages.post("/channels/addition")
@requires(Permission.CHANGE_SETTINGS)
@proven
def add_channel() -> ResponseReturnValue:
    """Add a channel; a refused one is shown again as it was typed."""
    try:
        actions.add(g.user.county_code, _wish(forms.chosen("kind", KINDS)))
    except REFUSALS as refusal:
        return _page(None, refusal), refusal.status
    return redirect(here("desk.channels", done="channel"), 303)


@pages.post("/channels/<uuid:id_>/change")
@requires(Permission.CHANGE_SETTINGS, on=channel_here)
@proven
def change_channel(id_: UUID) -> ResponseReturnValue:
    """Change a channel; an address or a secret that is left empty stays."""
    try:
        actions.change(id_, _wish(""), forms.version())
    except REFUSALS as refusal:
        return _page(id_, refusal), refusal.status
    return redirect(here("desk.channels", done="channel"), 303)


@pages.post("/channels/<uuid:id_>/switch")
@requires(Permission.CHANGE_SETTINGS, on=channel_here)
def switch_channel(id_: UUID) -> ResponseReturnValue:
    """Switch a channel on or off."""
    try:
        actions.switch(id_, forms.chosen("active", ("0", "1")) == "1", forms.version())
    except ChannelChanged as refusal:
        return _page(id_, refusal), refusal.status
    return redirect(here("desk.channels", done="channel"), 303)


@pages.post("/channels/<uuid:id_>/trial")
@requires(Permission.CHANGE_SETTINGS, on=channel_here)
def try_channel(id_: UUID) -> ResponseReturnValue:
    """Send a message that only says that the channel works; the page tells what became of it."""
    try:
        send_now(actions.try_out(id_).id)
    except ChannelOff as refusal:
        return _page(id_, refusal), refusal.status
    return redirect(here("desk.channels"), 303)


def _wish(kind: str) -> actions.Wish:
    places = {place.path for place in _places()}
    known = {str(one.id) for one in departments(g.user.county_code)}
    chosen = forms.chosen("dept", {"", *known})
    return actions.Wish(
        kind,
        request.form.get("title", "").strip(),
        request.form.get("address", "").strip(),
        request.form.get("secret", "").strip(),
        forms.chosen("place", places),
        UUID(chosen) if chosen else None,
    )


def _places() -> list[Region]:
    county = county_of(g.user.county_code)
    levels = ("county", "township", "village")
    return [place for level in levels for place in below(county.path, level)] if county else []


def _page(refused_id: UUID | None = None, refusal: Problem | None = None) -> str:
    rows = queries.channels_of(g.user.county_code)
    return show(
        "channels.html", "settings", rows=rows, latest={row.id: queries.latest_of(row) for row in rows},
        places=_places(), departments=departments(g.user.county_code), kinds=KINDS,
        refused_id=refused_id, refusal=refusal, said=_error_said,
    )  # fmt: skip


def _error_said(error: str) -> str:
    code, _, number = error.partition(":")
    return say(f"channel.error.{code}", number=number)


@pages.get("/holidays")
@requires(Permission.READ_SETTINGS)
def holidays() -> str:
    """Show which days are off, and whether next year's notice is still to be imported."""
    return _days_page(None)


@pages.post("/holidays")
@requires(Permission.CHANGE_SETTINGS)
def import_holidays() -> ResponseReturnValue:
    """Take in a year's days; a bad file is refused by its line."""
    file = request.files.get("file")
    try:
        take_in(g.user.county_code, text_of(file.read(MOST_BYTES + 1) if file else b""))
    except (DaysRefused, DaysTooLarge) as refusal:
        return _days_page(refusal), refusal.status
    return redirect(here("desk.holidays", done="holidays"), 303)


def _days_page(refusal: Problem | None) -> str:
    county, this_year = g.user.county_code, today().year
    own = of_county(county)
    taken = {row.day_on for row in own}
    country = [day for day in of_country().values() if day.on.year >= this_year and day.on not in taken]
    days = [*((row.day_on, row.kind, row.name, True) for row in own),
            *((day.on, day.kind, day.name, False) for day in country)]  # fmt: skip
    unknown = [year for year in (this_year, this_year + 1) if not is_known(county, year)]
    return show(
        "holidays.html", "settings", days=sorted(days), unknown=unknown, refusal=refusal,
        may_change=may(Permission.CHANGE_SETTINGS),
    )  # fmt: skip
