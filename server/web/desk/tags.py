"""Plates at the desk: how many a village still has, making more, and sheets of them to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from server.assets.register.models import Asset
from server.assets.register.queries import assets_by_id, units_of
from server.assets.register.rules import Place
from server.assets.tags import queries
from server.assets.tags.actions import mint, print_rolls
from server.assets.tags.models import Tag
from server.assets.tags.queries import Roll
from server.assets.tags.rules import address_of
from server.core.problems import FormRefused, NotFound
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.regions.models import Region
from server.identity.regions.queries import below, names_by_code, region
from server.services.settings.queries import setting
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.look.codes import drawn, plate_origin
from server.web.look.language import here
from server.web.look.plates import Named, named

MINTED_AT_MOST = 500
A_SHEET = 21  # plates on A4: 3 across, 7 down
PRINTED_AT_MOST = 10 * A_SHEET
NOWHERE = Named("")
KINDS = {"blank": queries.blank_in, "hung": queries.hung_in}
KEEPERS = frozenset({"village_admin", "township_staff", "county_staff"})


@dataclass(frozen=True)
class Plate:
    """What one plate of a sheet shows; a blank one has no name yet."""

    code: str
    short_code: str
    village: str
    name: Named


def region_here(code: str) -> Region:
    """Return the county, township or village of an address; raises NotFound."""
    found = region(code)
    if found is None or found.county_code is None:
        raise NotFound
    return found


def place_here(code: str, **_more: str) -> Place:
    """Return the place of an address as the subject of a permission; raises NotFound."""
    return Place(region_here(code).path)


@pages.get("/tags")
@requires(Permission.LIST_TAGS)
def tags() -> str:
    """List the rolls of the actor's villages, a township at a time."""
    return _page(request.args.get("place", ""))


def _page(place: str, refusal: FormRefused | None = None, at: str = "") -> str:
    paths = sorted({scope.path for scope in actor().scopes if scope.role in KEEPERS})
    townships = _inside(paths, "township")
    chosen = place if place in {one.path for one in townships} else next((one.path for one in townships), "")
    villages = _inside(paths, "village")
    if townships:
        villages = [one for one in villages if one.path.startswith(chosen)]
    shown = chosen or next((one.path for one in villages), "")
    return show(
        "tags.html", "tags", townships=townships, chosen=chosen, villages=villages,
        rolls=queries.rolls(shown), nothing=Roll(), most=MINTED_AT_MOST, refusal=refusal, at=at,
        mints=may(Permission.MINT_TAGS, Place(shown)), prints=may(Permission.PRINT_TAGS, Place(shown)),
        broken=_hung(queries.broken_in(shown)), again=_hung(queries.to_hang_again(shown)),
    )  # fmt: skip


def _hung(tags: list[Tag]) -> list[tuple[Tag, Named]]:
    """Return plates with the names of what they hang on."""
    names = _names(tags)
    return [(tag, names[tag.token]) for tag in tags if tag.token in names]


def _names(tags: list[Tag]) -> dict[str, Named]:
    """Return what plates hang on, by token; a blank one is missing."""
    assets = assets_by_id(tag.asset_id for tag in tags if tag.asset_id)
    units = units_of(assets)
    return {
        tag.token: named(assets[tag.asset_id], units.get(tag.asset_id, []), tag.unit_id)
        for tag in tags
        if tag.asset_id in assets
    }


def _inside(paths: Iterable[str], level: str) -> list[Region]:
    return list({one.code: one for path in paths for one in below(path, level)}.values())


@pages.post("/tags/<string:code>/minting")
@requires(Permission.MINT_TAGS, on=place_here)
def mint_tags(code: str) -> ResponseReturnValue:
    """Make blank plates for a village."""
    village = region_here(code)
    if village.county_code is None or village.level != "village":
        raise NotFound
    township = village.path.rpartition("/")[0]
    try:
        count = forms.whole("count", MINTED_AT_MOST)
    except FormRefused as refusal:
        return _page(township, refusal, code), refusal.status
    mint(village.county_code, village.path, count)
    return redirect(here("desk.tags", place=township, done="minted"), 303)


@pages.post("/tags/<string:code>/printing")
@requires(Permission.PRINT_TAGS, on=place_here)
def print_tags(code: str) -> ResponseReturnValue:
    """Print a place's blank plates: from now on they may be hung."""
    place = region_here(code)
    print_rolls(place.county_code or "", place.path)
    return redirect(here("desk.plates", code=code, kind="blank"), 303)


@pages.get("/tags/<string:code>/<any(blank, hung):kind>")
@requires(Permission.SHOW_PLATES, on=place_here)
def plates(code: str, kind: str) -> str:
    """Show a place's plates as sheets for the printer, ten at a time."""
    place = region_here(code)
    found = KINDS[kind](place.path, PRINTED_AT_MOST + 1, request.args.get("after", ""))
    shown = found[:PRINTED_AT_MOST]
    return sheets(place, kind, shown, shown[-1].token if len(found) > PRINTED_AT_MOST else "")


def sheets(of: Region | Asset, kind: str, shown: list[Tag], more: str = "") -> str:
    """Return a page of plates as the printer wants them.

    of    whose plates they are
    more  the token that the next page begins after
    """
    sheet = _drawn(shown)
    return render_template(
        "desk/plates.html", place=of, kind=kind, host=urlsplit(plate_origin()).netloc,
        hotline=setting(of.county_code or "", "hotline"), count=len(shown), more=more,
        sheets=[sheet[start : start + A_SHEET] for start in range(0, len(sheet), A_SHEET)],
    )  # fmt: skip


def _drawn(found: list[Tag]) -> list[Plate]:
    names = _names(found)
    villages = names_by_code(tag.region_path.split("/")[-1] for tag in found)
    origin = plate_origin()
    return [
        Plate(
            drawn(address_of(origin, tag.token)),
            tag.short_code.upper(),
            villages.get(tag.region_path.split("/")[-1], ""),
            names.get(tag.token, NOWHERE),
        )
        for tag in found
    ]
