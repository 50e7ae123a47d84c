"""How the sweeps are doing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from server.core.db import db
from server.services.sweeps.models import SweepLease


def finished_at() -> dict[str, datetime | None]:
    """Return by sweep when it was last done without failing; None before the first time."""
    query = select(SweepLease.name, SweepLease.last_finished_at)
    return {name: moment for name, moment in db.session.execute(query)}  # noqa: C416  a Row is no pair to mypy


def failing_since(moment: datetime) -> dict[str, datetime]:
    """Return the sweeps that failed since a moment and were not done afterwards, with when that was."""
    query = select(SweepLease.name, SweepLease.last_failed_at).where(
        SweepLease.last_failed_at >= moment,
        or_(SweepLease.last_finished_at.is_(None), SweepLease.last_finished_at < SweepLease.last_failed_at),
    )
    return {name: at for name, at in db.session.execute(query) if at is not None}
