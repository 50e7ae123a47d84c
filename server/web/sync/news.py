"""Telling phones that the bytes of a picture have come: whatever shows it is told anew."""

from __future__ import annotations

from uuid import UUID

from server.field.damage.queries import of_inspection
from server.field.inspections.queries import inspection
from server.services.feed.actions import touch
from server.services.files.events import FileArrived


def tell_of_file(event: FileArrived) -> None:
    """Touch the record that the picture belongs to, and what shows that record."""
    if event.owner_kind in {"report", "order"}:
        touch(event.county_code, event.owner_kind, event.owner_id)
    elif event.owner_kind == "comment":
        touch(event.county_code, "report", event.owner_id)  # the phone's 我报的 shows both
    elif event.owner_kind == "inspection":
        visit = inspection(UUID(event.owner_id))
        if visit is not None:
            touch(event.county_code, "asset", visit.asset_id)
            for report in of_inspection(visit.id):
                touch(event.county_code, "report", report.id)
