"""How the sweeps are doing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from server.core.db import db
from server.services.sweeps.models import SweepLease


def finished_at() -> dict[str, datetime | None]:
    """Return by sweep when it was last done without failing; None before the first time."""
    query = select(SweepLease.name, SweepLease.last_finished_at)
    return {name: moment for name, moment in db.session.execute(query)}  # noqa: C416  a Row is no pair to mypy
