"""The table of plates."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Tag(Base):
    """One plate; `id` of the log and the feed is its token."""

    __tablename__ = "asset_tags"
    __table_args__ = (Index(None, "asset_id"), Index(None, "county_code", "region_path"))

    token: Mapped[str] = mapped_column(String(12), primary_key=True)
    short_code: Mapped[str] = mapped_column(String(8), unique=True)
    county_code: Mapped[str] = mapped_column(String(6))
    region_path: Mapped[str] = mapped_column(String(80), comment="the village whose roll it belongs to")
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("asset_units.id"))
    status: Mapped[str] = mapped_column(String(12))
    replaced_by: Mapped[str | None] = mapped_column(String(12))
    bound_at: Mapped[datetime | None]
    bound_by: Mapped[UUID | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    damaged_on: Mapped[date | None] = mapped_column(comment="Shanghai date of the visit that found it broken")
    last_scanned_on: Mapped[date | None] = mapped_column(comment="changes at most once a day")

    @property
    def id(self) -> str:
        return self.token
