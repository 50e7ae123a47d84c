"""Reading what several people say of the same thing: the report they join, and what each said himself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.field.damage.models import DamageReport, Voice
from server.field.damage.rules import ENDED, OPEN


def same_open(asset_id: UUID, category: str, unit_id: UUID | None) -> DamageReport | None:
    """Return the oldest open report about the same thing, which whoever says it again joins."""
    query = select(DamageReport).where(
        DamageReport.asset_id == asset_id,
        DamageReport.category == category,
        DamageReport.unit_id == unit_id if unit_id else DamageReport.unit_id.is_(None),
        DamageReport.status.in_(OPEN),
    )
    query = query.order_by(DamageReport.reported_at).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=True))


def reason_told(report: DamageReport) -> str | None:
    """Return why it ended as it did, for whoever reported it; what one says of a repair is no reason."""
    told = report.status in {"rejected", "transferred"} or (report.status in ENDED and not report.resolved_at)
    return report.reason if told else None


def said_by(user_id: UUID, report_ids: Iterable[UUID]) -> dict[UUID, str | None]:
    """Return by report what one person himself said of it last; only of those that he has a voice in."""
    query = select(Voice.report_id, Voice.words).where(
        Voice.user_id == user_id, Voice.report_id.in_(set(report_ids))
    )
    found: dict[UUID, str | None] = {}
    for report_id, words in db.session.execute(query.order_by(Voice.said_at)):
        found[report_id] = words or found.get(report_id)
    return found
