"""What a picture belongs to, which decides who may see it and who may review it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.assets.register import queries as register
from server.assets.register.models import Asset
from server.assets.register.rules import is_household
from server.field.damage import queries as damage
from server.field.inspections import queries as inspections
from server.field.supervision_comments import queries as comments
from server.field.work_orders import queries as work_orders
from server.identity.access.actions import may
from server.identity.access.models import Permission
from server.services.files.models import FileRow
from server.services.files.rules import is_paper
from server.web.desk import kept_items
from server.web.desk.upward import hears_upward, is_upward

OWNERS: dict[str, Callable[[UUID], Any]] = {
    "asset": register.asset,
    "inspection": inspections.inspection,
    "report": damage.report,
    "order": work_orders.order,
    "comment": comments.comment,
}
TAKEN_BY = {"inspection": "inspector_id", "report": "reporter_id", "order": "mender_id"}


@dataclass(frozen=True)
class Told:
    """A picture as something told about an asset, which is how the map judges who may review it.

    reporter_id  whoever took it, as far as he has an account
    """

    file: FileRow
    asset: Asset
    reporter_id: UUID | None
    upward: bool


def may_see(file: FileRow) -> bool:
    """True when the present actor may see the picture whole, public or not."""
    if file.owner_kind == "item":
        return kept_items.may_look(UUID(file.owner_id))
    owner = _owner(file)
    if file.owner_kind == "comment":
        return owner is not None and may(Permission.READ_COMMENT, owner)
    if file.owner_kind == "inspection" and is_upward(file.slot):
        return owner is not None and hears_upward(owner)
    if file.owner_kind == "report" and owner is not None and owner.upward:
        return may(Permission.READ_REPORT, owner)
    return owner is not None and may(Permission.READ_FILE, owner)


def is_public(file: FileRow) -> bool:
    """True when villagers may see it: a reviewer said so, it is no household's nor for those above."""
    owner = _owner(file) if file.public and not _is_for_those_above(file) else None
    return owner is not None and not is_household(owner.asset)


def told(file: FileRow) -> Told | None:
    """Return what a picture tells; None while no record has it."""
    owner = _owner(file)
    if owner is None or _is_for_those_above(file):
        return None
    taken_by = getattr(owner, TAKEN_BY[file.owner_kind]) if file.owner_kind in TAKEN_BY else None
    return Told(file, owner.asset, taken_by, _is_upward(file, owner))


def _is_for_those_above(file: FileRow) -> bool:
    """True for what people showed to those above, and of bills: no villager sees it, so nobody reviews it."""
    upward = file.owner_kind == "comment" or (file.owner_kind == "inspection" and is_upward(file.slot))
    return upward or is_paper(file.slot)


def _owner(file: FileRow) -> Any:
    find = OWNERS.get(file.owner_kind)
    return find(UUID(file.owner_id)) if find else None


def _is_upward(file: FileRow, owner: Any) -> bool:
    """True when it shows what the village may not judge."""
    about = damage.report(owner.report_id) if file.owner_kind == "order" else owner
    return bool(getattr(about, "upward", False))
