"""Visits and the problems they found."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.assets.register.models import Asset
from server.core.db import Base, Json


class Inspection(Base):
    """One visit to one asset.  The id is minted on the phone, so a retry can't duplicate."""

    __tablename__ = "inspections"
    __table_args__ = (
        Index(None, "asset_id", "done_at"),
        Index(None, "inspector_id", "done_at"),
        Index(None, "county_code", "status", "received_at"),
        CheckConstraint("accuracy_m >= 0", name="accuracy_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_tasks.id"))
    template: Mapped[str] = mapped_column(String(32))
    template_version: Mapped[str] = mapped_column(String(16))
    inspector_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    captured_at: Mapped[datetime] = mapped_column(comment="UTC, the phone's clock, as told")
    started_at: Mapped[datetime | None] = mapped_column(comment="UTC, the phone's clock, as told")
    received_at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    done_at: Mapped[datetime] = mapped_column(
        comment="UTC, when it was done by the server's clock: the phone's last beacon and how long since; "
        "without one what the phone said, but never later than its receipt"
    )
    lat: Mapped[float | None] = mapped_column(comment="WGS-84")
    lng: Mapped[float | None] = mapped_column(comment="WGS-84")
    accuracy_m: Mapped[float | None] = mapped_column(comment="metres, 95 % radius; None without a fix")
    distance_m: Mapped[float | None] = mapped_column(comment="metres to the asset; None without a fix")
    fence_verdict: Mapped[str] = mapped_column(String(12))
    scanned_by: Mapped[str | None] = mapped_column(String(8))
    scanned_token: Mapped[str | None] = mapped_column(String(12))
    answers: Mapped[list[Any]] = mapped_column(Json)
    all_normal: Mapped[bool]
    problem_count: Mapped[int]
    max_severity: Mapped[str | None] = mapped_column(String(8))
    flags: Mapped[list[Any]] = mapped_column(
        Json, comment="too_far, time_odd, photo_reused: facts for a person"
    )
    status: Mapped[str] = mapped_column(String(16))
    verdict_reason: Mapped[str | None] = mapped_column(String(16), comment="of a void one: see VOID_REASONS")
    verdict_words: Mapped[str | None] = mapped_column(String(300), comment="why sent back or made void")

    asset: Mapped[Asset] = relationship(lazy="joined")
    defects: Mapped[list[Defect]] = relationship(lazy="selectin", order_by="Defect.id")


class Defect(Base):
    """One thing that a visit marked 有问题."""

    __tablename__ = "inspection_defects"
    __table_args__ = (
        Index(None, "inspection_id"),
        Index(None, "report_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"))
    item_code: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("asset_units.id"))
    title: Mapped[str] = mapped_column(String(60), comment="the question, as people read it")
    severity: Mapped[str | None] = mapped_column(String(8), comment="None: graded when it is confirmed")
    words: Mapped[str | None] = mapped_column(String(500))
    fixed_on_spot: Mapped[bool]
    report_id: Mapped[UUID | None] = mapped_column(
        comment="the report it opened or joined, a floor further up"
    )
    chainage_m: Mapped[float | None] = mapped_column(comment="metres from the start of the line")
