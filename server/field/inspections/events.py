"""What inspections announce."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.core.events import Event


@dataclass(frozen=True)
class InspectionFiled(Event):
    """A visit is in the books; its defects wait to be opened as reports."""

    inspection_id: UUID
    asset_id: UUID
    inspector_id: UUID
