"""The pictures behind a case, grouped as a person compares them: before beside after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.web.look.language import say

KINDS = (
    "report", "problem", "verify", "feedback", "before", "after", "accept", "defect", "plan", "installed",
    "asset",
)  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """One picture; arrived is False while its bytes are still on somebody's phone."""

    id: UUID
    kind: str
    arrived: bool
    public: bool

    @property
    def caption(self) -> str:
        return say(f"desk.photo.{self.kind}")


def photos(files: Iterable[FileRow]) -> list[Photo]:
    """Return files as pictures."""
    return [Photo(file.id, _kind(file.slot), file.arrived_at is not None, file.public) for file in files]


def _kind(slot: str) -> str:
    first = slot.split("/")[0]
    return first if first in KINDS else "other"


def of_report(report: DamageReport) -> list[Photo]:
    """Return the pictures of a report and of the visit that found it, of this problem only."""
    own = files_of(report.county_code, "report", [report.id])
    if report.inspection_id is None:
        return photos(own)
    visit = files_of(report.county_code, "inspection", [report.inspection_id])
    return photos([*own, *(file for file in visit if f"/{report.category}/" in file.slot)])


def of_visit(visit: Inspection) -> list[Photo]:
    """Return all pictures of a visit."""
    return photos(files_of(visit.county_code, "inspection", [visit.id]))


def of_orders(county_code: str, order_ids: Iterable[UUID]) -> list[Photo]:
    """Return the pictures of some repairs."""
    return photos(files_of(county_code, "order", list(order_ids)))


def pairs(order: WorkOrder, report: DamageReport | None) -> list[tuple[Photo | None, Photo | None]]:
    """Return pictures of before and after side by side; the report's stand in where the mender took none."""
    own = of_orders(order.county_code, [order.id])
    before = [one for one in own if one.kind == "before"]
    if not before and report is not None:
        before = [one for one in of_report(report) if one.kind not in {"feedback", "after"}]
    return list(zip_longest(before, [one for one in own if one.kind == "after"]))
