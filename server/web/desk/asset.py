"""One asset at the desk: its facts, its plates, and its life."""

from __future__ import annotations

from uuid import UUID

from server.assets.register import queries
from server.assets.register.models import Asset
from server.assets.tags.queries import tags_of
from server.core.problems import NotFound
from server.field.inspections.queries import of_asset as visits_of
from server.field.work_orders.queries import of_asset as orders_of
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.services.files.queries import files_of
from server.web.desk import evidence, facts, timeline
from server.web.desk.blueprint import pages
from server.web.desk.frame import show

PHOTOS = 6


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
    return show(
        "asset.html", "assets", asset=found, facts=facts.facts_of(found),
        tags=tags_of([found.id]).get(found.id, []), life=timeline.life_of(found), photos=_photos(found),
        units=found.units, funds=found.funds, may_record=may(Permission.REPORT_DAMAGE, found),
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
