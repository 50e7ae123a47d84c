"""Plans and tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.assets.register.models import Asset
from server.core.clock import today
from server.core.db import Base


class PatrolPlan(Base):
    """Which assets are visited how often: one routine plan a county, and campaigns that end by a day."""

    __tablename__ = "patrol_plans"
    __table_args__ = (Index(None, "county_code", "status"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(16), comment="routine, flood, winter, post_event …")
    photo_every: Mapped[int] = mapped_column(comment="one visit in so many asks for a photo")
    status: Mapped[str] = mapped_column(String(12))
    region_path: Mapped[str | None] = mapped_column(String(80), comment="of a campaign: the place")
    asset_types: Mapped[list[Any] | None] = mapped_column(comment="of a campaign: which kinds; None: all")
    starts_on: Mapped[date | None] = mapped_column(comment="of a campaign, Shanghai date")
    ends_on: Mapped[date | None] = mapped_column(comment="of a campaign: its last day, Shanghai date")
    end_words: Mapped[str | None] = mapped_column(String(300), comment="why a campaign ended before its day")

    @property
    def is_running(self) -> bool:
        """True of a campaign that nobody ended and whose last day is not over."""
        return self.status == "active" and self.ends_on is not None and self.ends_on >= today()


class PatrolTask(Base):
    """One round at one asset; its id is derived from plan, asset and round, so it is never made twice."""

    __tablename__ = "patrol_tasks"
    __table_args__ = (
        Index(None, "county_code", "status", "due_on"),
        Index(None, "asset_id"),
        Index(None, "inspection_id"),
        Index(None, "assignee_id"),
        Index(None, "plan_id", "window_start_on", "asset_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_plans.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    window_start_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(comment="Shanghai date, last day of the round")
    photo_asked: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12))
    excuse: Mapped[str | None] = mapped_column(String(16))
    excuse_words: Mapped[str | None] = mapped_column(String(300))
    cancel_reason: Mapped[str | None] = mapped_column(String(16))
    cancel_words: Mapped[str | None] = mapped_column(String(300))
    started_at: Mapped[datetime | None] = mapped_column(comment="UTC, the server's clock")
    redo_on: Mapped[date | None] = mapped_column(comment="last day for the visit asked for again")
    redo_words: Mapped[str | None] = mapped_column(String(300), comment="why it is asked for again")
    inspection_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    asset: Mapped[Asset] = relationship(lazy="joined")
    plan: Mapped[PatrolPlan] = relationship(lazy="joined")

    @property
    def last_day(self) -> date:
        """The Shanghai date by which somebody should have gone: the round's, or that of a second visit."""
        return self.redo_on or self.due_on
