"""What a visit says of use and of people: for those above, never for the village's eyes."""

from __future__ import annotations

from server.field.damage.queries import of_inspection
from server.field.damage.rules import UPWARD_ITEMS
from server.field.inspections.models import Defect, Inspection
from server.field.supervision_comments.queries import of_visit
from server.identity.access.actions import actor, may
from server.identity.access.models import Permission


def is_upward(slot: str) -> bool:
    """True for a picture of what goes upward."""
    return any(f"/{code}/" in slot for code in UPWARD_ITEMS)


def hears_upward(visit: Inspection) -> bool:
    """True when the actor may read what a visit says to those above; whoever made it knows anyway."""
    if visit.inspector_id == actor().id:
        return True
    comment = of_visit(visit.county_code, visit.id)
    if comment is not None:
        return may(Permission.READ_COMMENT, comment)
    reports = [one for one in of_inspection(visit.id) if one.upward]
    return bool(reports) and all(may(Permission.READ_REPORT, one) for one in reports)


def told_defects(visit: Inspection) -> list[Defect]:
    """Return what a visit found, as far as the actor may hear of it."""
    kept = [one for one in visit.defects if one.item_code not in UPWARD_ITEMS]
    return list(visit.defects) if len(kept) < len(visit.defects) and hears_upward(visit) else kept
