"""One asset at the desk: its facts, its plates, and its life."""

from __future__ import annotations

from uuid import UUID

from flask import request

from server.assets.register import queries
from server.assets.register.models import Asset
from server.assets.tags.queries import tags_of
from server.core.problems import NotFound
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.services.files.queries import files_of
from server.web.desk import evidence, facts, sketch, timeline
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.tags import sheets
from server.web.desk.tiles import tiles_of
from server.web.public.facts import is_guarded

PHOTOS = 6
MOST_DIGITS = 5


def asset_here(id_: UUID) -> Asset:
    """Return the asset of an address; raises NotFound."""
    found = queries.asset(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/assets/<uuid:id_>")
@requires(Permission.READ_ASSET, on=asset_here)
def asset(id_: UUID) -> str:
    """Show one asset: facts, plates, who cares for it, and its life."""
    found = asset_here(id_)
    exact = may(Permission.READ_EXACT_PLACE, found)
    return show(
        "asset.html", "assets", asset=found, facts=facts.facts_of(found), tone_of=facts.tone_of,
        tags=tags_of([found.id]).get(found.id, []), may_print=may(Permission.MINT_TAGS, found),
        shows_plates=may(Permission.SHOW_PLATES, found),
        life=timeline.life_of(found, request.args.get("only", ""), _page()), photos=_photos(found),
        point=sketch.place_of(found, exact), exact=exact or not is_guarded(found),
        sketch=sketch.drawn([found], facts.tone_of, lambda _one: exact, {}),
        tiles=tiles_of(found.county_code), may_record=may(Permission.REPORT_DAMAGE, found),
        takes_down=may(Permission.RECORD_COMMENT, found),
    )  # fmt: skip


def _page() -> int:
    typed = request.args.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < MOST_DIGITS else 1


@pages.get("/assets/<uuid:id_>/plates")
@requires(Permission.MINT_TAGS, on=asset_here)
def asset_plates(id_: UUID) -> str:
    """Show the plates of one asset as a sheet for the printer."""
    found = asset_here(id_)
    return sheets(found, "asset", tags_of([found.id]).get(found.id, []))


def _photos(found: Asset) -> list[evidence.Photo]:
    """Return the asset's own pictures that are here, newest first; those of its life stand in its story."""
    files = files_of(found.county_code, "asset", [found.id])
    return evidence.photos(file for file in reversed(files) if file.arrived_at)[:PHOTOS]
