"""The pictures behind a case, grouped as a person compares them: before beside after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from server.assets.register.models import Asset
from server.core.geo import Point, metres_along
from server.field.damage.models import DamageReport
from server.field.damage.queries import report
from server.field.inspections.models import Inspection
from server.field.supervision_comments.models import SupervisionComment
from server.field.work_orders.models import WorkOrder
from server.identity.accounts.queries import names
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.web.desk.upward import hears_upward, is_upward
from server.web.look.dates import clock_words
from server.web.look.figures import length
from server.web.look.language import say

KINDS = (
    "report", "problem", "verify", "feedback", "before", "after", "accept", "defect", "plan", "installed",
    "asset", "comment", "receipt", "secure",
)  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """One picture.

    arrived  False while its bytes are still on somebody's phone
    lost     who said when that the phone has them no more; None as long as they are awaited
    along_m  metres from the start of the road or canal that it shows; None elsewhere and without a fix
    """

    id: UUID
    kind: str
    arrived: bool
    public: bool
    lost: str | None = None
    along_m: float | None = None

    @property
    def caption(self) -> str:
        said = say(f"desk.photo.{self.kind}")
        if self.along_m is None:
            return said
        return f"{said} · {say('desk.photo.along', distance=length(self.along_m))}"


def photos(files: Iterable[FileRow], asset: Asset | None = None) -> list[Photo]:
    """Return files as pictures; on a road or canal each says how far along it was taken."""
    line = [Point(lat, lng) for lat, lng in asset.line] if asset is not None and asset.line else []
    return [
        Photo(
            file.id,
            _kind(file.slot),
            file.arrived_at is not None,
            file.public,
            _loss(file),
            _along(file, line),
        )
        for file in files
    ]


def _loss(file: FileRow) -> str | None:
    if file.lost_at is None or file.lost_by is None or file.arrived_at is not None:
        return None
    return say(
        "desk.photo.lost", who=names([file.lost_by]).get(file.lost_by, ""), at=clock_words(file.lost_at)
    )


def _along(file: FileRow, line: list[Point]) -> float | None:
    if file.place is None or len(line) < 2:
        return None
    return metres_along(Point(file.place["lat"], file.place["lng"]), line)


def _kind(slot: str) -> str:
    first = slot.split("/")[0]
    return first if first in KINDS else "other"


def of_report(report: DamageReport) -> list[Photo]:
    """Return the pictures of a report and of the visit that found it, of this problem only."""
    own = files_of(report.county_code, "report", [report.id])
    if report.inspection_id is None:
        return photos(own, report.asset)
    visit = files_of(report.county_code, "inspection", [report.inspection_id])
    return photos([*own, *(file for file in visit if f"/{report.category}/" in file.slot)], report.asset)


def of_comment(one: SupervisionComment) -> list[Photo]:
    """Return the pictures of a comment: its own, those of the report it was, what a visit showed of it."""
    own = photos(files_of(one.county_code, "comment", [one.id]), one.asset)
    was = report(one.report_id) if one.report_id else None
    if was is not None:
        return [*own, *of_report(was)]
    if one.inspection_id is None:
        return own
    visit = files_of(one.county_code, "inspection", [one.inspection_id])
    return [*own, *photos([file for file in visit if f"/{one.category}/" in file.slot], one.asset)]


def of_visit(visit: Inspection) -> list[Photo]:
    """Return the pictures of a visit, without what it told those above where the actor may not read that."""
    files = files_of(visit.county_code, "inspection", [visit.id])
    hears = any(is_upward(file.slot) for file in files) and hears_upward(visit)
    return photos([file for file in files if hears or not is_upward(file.slot)], visit.asset)


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
