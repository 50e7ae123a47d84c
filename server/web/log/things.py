"""What a row of the log is about: its name and page for those who may see it, and the asset behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.assets.custody.queries import of_asset as custody_of
from server.assets.register.models import Asset
from server.assets.register.queries import asset
from server.assets.tags.queries import tag, tags_of
from server.core.words import book
from server.field.damage import queries as damage
from server.field.inspections import queries as inspections
from server.field.patrols.queries import task
from server.field.supervision_comments import queries as comments
from server.field.work_orders import queries as work_orders
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.identity.accounts.queries import user
from server.web.desk import kept_items
from server.web.desk.visits import Told
from server.web.look.language import say

MOST_VISITS = 1000  # of one asset, gathered for its story


@dataclass(frozen=True)
class Kind:
    """How a kind of object is found by its id, and where and to whom the desk shows it."""

    find: Callable[[UUID], Any]
    page: str
    permission: Permission


@dataclass(frozen=True)
class Thing:
    """An object that rows of the log name.

    asset  the asset that it is or is about; None when it is about none
    page   the endpoint of its page, empty when the actor may not see it
    """

    county_code: str
    kind: str
    id: str
    asset: Asset | None
    page: str

    @property
    def label(self) -> str:
        """Its kind in words, with the asset's name for those who may see it."""
        key = f"log.kind.{self.kind}"
        word = say(key if key in book("zh") else "log.kind.other")
        if self.asset is None or not may(Permission.READ_ASSET, self.asset):
            return word
        return f"{word} · {self.asset.name}"


def _visit(visit_id: UUID) -> Told | None:
    found = inspections.inspection(visit_id)
    return Told(found) if found else None


_REPORT = Kind(damage.report, "desk.report", Permission.READ_REPORT)
_ORDER = Kind(work_orders.order, "desk.order", Permission.READ_ORDER)
_VISIT = Kind(_visit, "desk.visit", Permission.READ_REPORT)
_ASSET = Kind(asset, "desk.asset", Permission.READ_ASSET)
_COMMENT = Kind(comments.comment, "desk.comment", Permission.READ_COMMENT)
KINDS: dict[str, Kind] = {
    "SupervisionComment": _COMMENT,
    "Raised": _COMMENT,
    "comment": _COMMENT,
    "Asset": _ASSET,
    "asset": _ASSET,
    "DamageReport": _REPORT,
    "Told": _REPORT,
    "report": _REPORT,
    "WorkOrder": _ORDER,
    "order": _ORDER,
    "Inspection": _VISIT,
    "inspection": _VISIT,
    "PatrolTask": Kind(task, "", Permission.READ_ASSET),
    "User": Kind(user, "desk.person", Permission.READ_PERSON),
    "Item": Kind(kept_items.held, "desk.item", Permission.DECIDE_QUARANTINE),
}


def thing(county_code: str, kind: str, object_id: str) -> Thing:
    """Return the object that a row names, as far as it still exists and the actor may see it."""
    known, found = KINDS.get(kind), _found(kind, object_id)
    about = found if isinstance(found, Asset) else getattr(found, "asset", None)
    seen = known is not None and found is not None and may(known.permission, found)
    about = None if known is _COMMENT and not seen else about
    return Thing(county_code, kind, object_id, about, known.page if known and seen else "")


def _found(kind: str, object_id: str) -> Any:
    if kind == "Tag":
        plate = tag(object_id)
        return asset(plate.asset_id) if plate and plate.asset_id else None
    try:
        return KINDS[kind].find(UUID(object_id))
    except (KeyError, ValueError):  # a kind without a page, or an id that is no UUID, such as a file's hash
        return None


def ids_about(one: Thing) -> list[str]:
    """Return the ids whose rows tell an object's story: its own, and of an asset all that hangs on it."""
    if one.asset is None or KINDS.get(one.kind) is not _ASSET:
        return [one.id]
    asset_id = one.asset.id
    related = (
        inspections.of_asset(asset_id, MOST_VISITS), damage.of_asset(asset_id),
        work_orders.of_asset(asset_id), custody_of(asset_id), tags_of([asset_id]).get(asset_id, []),
    )  # fmt: skip
    return [one.id, *(str(row.id) for rows in related for row in rows)]
