"""Mending, and judging what was mended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from server.assets.register.rules import is_household
from server.core.clock import now
from server.field.damage.verdicts import repaired
from server.field.work_orders import clocks
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.rules import (
    FEN_A_YUAN,
    AfterPhotoMissing,
    BeforePhotoMissing,
    DefectsMissing,
    ReceiptMissing,
)
from server.field.work_orders.steps import locked, take
from server.field.work_orders.telling import tell_of
from server.services.audit_log.actions import audited, doer
from server.services.files.review import publish
from server.services.settings.queries import setting


@dataclass(frozen=True)
class Done:
    """What a mender tells at the end; costs in 分, receipts: how many pictures of bills come with it."""

    actual_cost_fen: int
    materials: list[dict[str, Any]] = field(default_factory=list)
    words: str | None = None
    receipts: int = 0


@audited("order.begin")
def begin(order_id: UUID, before_photos: int, base_version: int | None) -> WorkOrder:
    """Begin a repair, or begin it again after it was sent back.

    Raises NotFound, VersionStale, MoveRefused, BeforePhotoMissing.
    """
    order = locked(order_id, base_version)
    again = order.status == "rework"
    if not again and before_photos < 1:
        raise BeforePhotoMissing
    take(order, "start" if again else "accept_job")
    order.begun_at = order.begun_at or now()
    return order


@audited("order.pause")
def pause(order_id: UUID, reason: str, words: str | None, base_version: int | None) -> WorkOrder:
    """Stop for a while: parts, weather or other; the clock stands, together for pause_days_most at most.

    Raises NotFound, VersionStale, MoveRefused.
    """
    order = locked(order_id, base_version)
    take(order, "pause", f"{reason}: {words}" if words else reason)
    clocks.stop(order)
    return order


@audited("order.resume")
def resume(order_id: UUID, base_version: int | None) -> WorkOrder:
    """Go on mending.  Raises NotFound, VersionStale, MoveRefused."""
    order = locked(order_id, base_version)
    clocks.go_on(order)
    take(order, "resume")
    return order


@audited("order.finish")
def finish(order_id: UUID, done: Done, after_photos: int, base_version: int | None) -> WorkOrder:
    """Hand a repair over; what cost more than receipt_limit comes with its bills.

    Raises NotFound, VersionStale, MoveRefused, AfterPhotoMissing, ReceiptMissing.
    """
    order = locked(order_id, base_version)
    if after_photos < 1:
        raise AfterPhotoMissing
    limit = int(setting(order.county_code, "receipt_limit"))
    if done.actual_cost_fen > limit and not done.receipts:
        raise ReceiptMissing(limit=limit // FEN_A_YUAN)
    take(order, "finish", done.words)
    order.finished_at, order.actual_cost_fen = now(), done.actual_cost_fen
    order.materials, order.defects, order.passed_up_at = done.materials, None, None
    tell_of(order, "finish")
    return order


@audited("order.pass")
def accept(
    order_id: UUID, words: str | None, publish_photos: Collection[UUID], base_version: int | None
) -> WorkOrder:
    """Accept a repair: the report is resolved and whoever reported it is asked.

    publish_photos  those that the acceptor has looked at; the others wait for a reviewer, a household's are
                    nobody's to see

    Raises NotFound, VersionStale, MoveRefused.
    """
    order = locked(order_id, base_version)
    take(order, "pass", words)
    order.accepted_by, order.accepted_at = doer().user_id, now()
    if not is_household(order.asset):
        publish(order.county_code, "order", order.id, publish_photos)
    repaired(order.report_id)
    tell_of(order, "pass")
    return order


@audited("order.fail")
def refuse(order_id: UUID, defects: str, base_version: int | None) -> WorkOrder:
    """Send a repair back with what is wanting.

    Raises NotFound, VersionStale, MoveRefused, DefectsMissing.
    """
    order = locked(order_id, base_version)
    if not defects.strip():
        raise DefectsMissing
    take(order, "fail", defects)
    order.defects = defects
    tell_of(order, "fail")
    return order
