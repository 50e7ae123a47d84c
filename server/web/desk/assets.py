"""Assets at the desk: the list with its search, and one asset's life."""

from __future__ import annotations

from uuid import UUID

from flask import request

from server.assets.register import queries
from server.assets.register.models import Asset
from server.assets.tags.queries import tags_of
from server.core.problems import NotFound
from server.field.damage.queries import open_of_assets
from server.field.inspections.queries import of_asset as visits_of
from server.field.work_orders.queries import of_asset as orders_of
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.identity.regions.models import Region
from server.identity.regions.queries import below
from server.services.files.queries import files_of
from server.web.desk import evidence, facts, timeline
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.waiting import village_names

PAGE = 50
PHOTOS = 6


def asset_here(id_: UUID) -> Asset:
    """Return the asset of an address; raises NotFound."""
    found = queries.asset(id_)
    if found is None:
        raise NotFound
    return found


@pages.get("/assets")
@requires(Permission.LIST_ASSETS)
def assets() -> str:
    """List assets in the actor's scope by name, code, village or pinyin initials, a page at a time."""
    words, place, after = (request.args.get(name, "").strip() for name in ("q", "place", "after"))
    rows = queries.search(actor(), words, place or None, PAGE + 1, _id(after))
    shown = rows[:PAGE]
    return show(
        "assets.html", "assets", rows=shown, q=words, place=place,
        more=str(shown[-1].id) if len(rows) > PAGE else "", places=_places(), villages=village_names(shown),
        status_of=facts.status_of, types=facts.types_said(shown),
        tags=tags_of(row.id for row in shown), open_reports=open_of_assets(row.id for row in shown),
    )  # fmt: skip


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _places() -> list[Region]:
    """Return the places to filter by: townships for a county, villages for a township, none for a village."""
    paths = {scope.path for scope in actor().scopes if scope.dept_id is None}
    found: dict[str, Region] = {}
    for path in sorted(paths):
        inside = below(path, "township")
        inside = inside if len(inside) > 1 else below(path, "village")
        found |= {region.code: region for region in inside}
    return list(found.values()) if len(found) > 1 else []


@pages.get("/assets/<uuid:id_>")
@requires(Permission.READ_ASSET, on=asset_here)
def asset(id_: UUID) -> str:
    """Show one asset: facts, plates, who cares for it, and its life."""
    found = asset_here(id_)
    return show(
        "asset.html", "assets", asset=found, facts=facts.facts_of(found),
        tags=tags_of([found.id]).get(found.id, []), life=timeline.life_of(found), photos=_photos(found),
        units=found.units, funds=found.funds,
    )  # fmt: skip


def _photos(found: Asset) -> list[evidence.Photo]:
    """Return the newest pictures of an asset that are here: its own, of visits and of repairs."""
    visits = visits_of(found.id)
    orders = orders_of(found.id)
    files = [
        *files_of(found.county_code, "asset", [found.id]),
        *files_of(found.county_code, "inspection", [visit.id for visit in visits]),
        *files_of(found.county_code, "order", [order.id for order in orders]),
    ]
    files.sort(key=lambda file: file.id.int, reverse=True)
    return evidence.photos(file for file in files if file.arrived_at)[:PHOTOS]
