"""Orders and their steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.assets.register.models import Asset
from server.core.db import Base, Fen, Json


class WorkOrder(Base):
    """One repair of one asset, born when damage is confirmed."""

    __tablename__ = "work_orders"
    __table_args__ = (
        Index(None, "county_code", "status"),
        Index(None, "asset_id"),
        Index(None, "mender_id"),
        Index(None, "report_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    order_no: Mapped[str | None] = mapped_column(String(24), unique=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("damage_reports.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    title: Mapped[str] = mapped_column(String(60))
    words: Mapped[str | None] = mapped_column(String(500))
    severity: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), comment="who confirmed the damage")
    level: Mapped[str] = mapped_column(String(8), comment="who accepts: village or township and above")
    estimate_fen: Mapped[int | None] = mapped_column(Fen)
    budget_lines: Mapped[list[Any] | None] = mapped_column(Json, comment="[{name, cost_fen}]")
    fund_channel: Mapped[str | None] = mapped_column(String(24))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    mender_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    dispatcher_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), comment="dispatched it last")
    due_on: Mapped[date] = mapped_column(comment="Shanghai date")
    stopped_at: Mapped[datetime | None] = mapped_column(comment="since when the clock stands still")
    paused_days: Mapped[int] = mapped_column(default=0, server_default="0", comment="that pauses have added")
    overdue_told: Mapped[str | None] = mapped_column(String(8), comment="the highest level that was reminded")
    reason: Mapped[str | None] = mapped_column(
        String(300), comment="why it waits for money or ended unmended, as people read it"
    )
    fenced_at: Mapped[datetime | None] = mapped_column(comment="when no danger was left open")
    funds_fen: Mapped[int | None] = mapped_column(Fen, comment="what it needs while it waits for money")
    funds_arrived_fen: Mapped[int | None] = mapped_column(Fen)
    funds_review_on: Mapped[date | None] = mapped_column(comment="Shanghai date")
    funds_told_on: Mapped[date | None] = mapped_column(comment="the review day that was missed and told of")
    safety_measures: Mapped[str | None] = mapped_column(String(300), comment="what stays where nobody mends")
    follow_up: Mapped[str | None] = mapped_column(String(16), comment="what becomes of the thing")
    passed_up_at: Mapped[datetime | None] = mapped_column(comment="who accepts from then on")
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    actual_cost_fen: Mapped[int | None] = mapped_column(Fen)
    materials: Mapped[list[Any] | None] = mapped_column(Json)
    defects: Mapped[str | None] = mapped_column(String(500), comment="what the acceptor found wanting")
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    asset: Mapped[Asset] = relationship(lazy="joined")
    steps: Mapped[list[OrderStep]] = relationship(lazy="select", order_by="OrderStep.at")


class OrderStep(Base):
    """One step of an order's life, with who took it; only ever added.  Separation of duty is read from it."""

    __tablename__ = "order_steps"
    __table_args__ = (Index(None, "order_id", "at"), Index(None, "county_code", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("work_orders.id"))
    event: Mapped[str] = mapped_column(String(24))
    old: Mapped[str | None] = mapped_column(String(20))
    new: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    mender_id: Mapped[UUID | None] = mapped_column(comment="who mended at that step, where it names one")
    words: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]
