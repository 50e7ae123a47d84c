"""Who sweeps now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class SweepLease(Base):
    """The right to run one sweep until a moment; the whole installation shares it, so it has no county."""

    __tablename__ = "sweep_leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
    last_finished_at: Mapped[datetime | None]
    last_failed_at: Mapped[datetime | None]
    failed_count: Mapped[int] = mapped_column(default=0)
