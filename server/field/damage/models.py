"""Reports, the voices behind them, what people say of the repair, and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.assets.register.models import Asset
from server.core.db import Base


class DamageReport(Base):
    """One problem at one asset; further people who see it join it."""

    __tablename__ = "damage_reports"
    __table_args__ = (
        Index(None, "asset_id", "status"),
        Index(None, "inspection_id"),
        Index(None, "county_code", "status", "reported_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    report_no: Mapped[str | None] = mapped_column(String(24), unique=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("asset_units.id"))
    channel: Mapped[str] = mapped_column(String(12), comment="patrol, custodian, qr_public, hotline")
    category: Mapped[str] = mapped_column(String(24), comment="a question's code, or a kind of public report")
    title: Mapped[str] = mapped_column(String(60), comment="what is wrong, as people read it")
    words: Mapped[str | None] = mapped_column(String(500))
    upward: Mapped[bool] = mapped_column(comment="goes to the township, never only to the village")
    level: Mapped[str] = mapped_column(String(8), comment="who acts: village, township, county")
    severity: Mapped[str | None] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16))
    under_review: Mapped[bool] = mapped_column(
        default=False, comment="past a limit: waits in the slower queue"
    )
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspections.id"))
    place: Mapped[dict[str, Any] | None]
    reported_at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(comment="UTC; by when it is to be mended")
    first_response_at: Mapped[datetime | None] = mapped_column(comment="UTC; somebody took it up or decided")
    clock_at: Mapped[datetime | None] = mapped_column(
        comment="UTC; the clocks begin anew: answered, appealed, not well mended; None: when reported"
    )
    question: Mapped[str | None] = mapped_column(String(300), comment="what the reporter is asked")
    asked_at: Mapped[datetime | None]
    nothing_found: Mapped[bool] = mapped_column(
        default=False, comment="whoever asked had looked on the spot and found nothing"
    )
    appealed_at: Mapped[datetime | None]
    instruction: Mapped[str | None] = mapped_column(String(300), comment="督办: what those above want")
    instruction_due_on: Mapped[date | None] = mapped_column(comment="Shanghai date")
    instructed_at: Mapped[datetime | None]
    secured_at: Mapped[datetime | None] = mapped_column(comment="UTC; when somebody made the danger safe")
    measure: Mapped[str | None] = mapped_column(String(8), comment="how: see MEASURES")
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(
        String(300), comment="why rejected or reopened, as told to people"
    )
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("damage_reports.id"))
    version: Mapped[int] = mapped_column(default=1)

    asset: Mapped[Asset] = relationship(lazy="joined")
    voices: Mapped[list[Voice]] = relationship(lazy="select", order_by="Voice.said_at")


class Voice(Base):
    """What one person said: the first reporter or 我家也是; without an account he keeps a 查询码 of his own.

    user_id names the speaker, who may say it again; it is None where an account told another's words.
    """

    __tablename__ = "report_voices"
    __table_args__ = (
        UniqueConstraint("report_id", "device_hash"),
        Index(None, "county_code", "query_code_hash"),
        Index(None, "device_hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("damage_reports.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    receipt_token: Mapped[str | None] = mapped_column(String(12), unique=True)
    query_code_hash: Mapped[str | None] = mapped_column(String(64))
    device_hash: Mapped[str | None] = mapped_column(String(64), comment="of the cookie set when it was said")
    words: Mapped[str | None] = mapped_column(String(500))
    phone: Mapped[str | None] = mapped_column(String(20), comment="deleted a year after closing")
    name: Mapped[str | None] = mapped_column(String(40), comment="only where a clerk recorded it for him")
    said_at: Mapped[datetime]


class Look(Base):
    """What a passer-by said of a repair; only two devices with a photo or words reopen a report."""

    __tablename__ = "report_looks"
    __table_args__ = (Index(None, "report_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("damage_reports.id"))
    device_hash: Mapped[str] = mapped_column(String(64))
    fixed: Mapped[bool]
    words: Mapped[str | None] = mapped_column(String(500))
    said_at: Mapped[datetime]


class ReportStep(Base):
    """One step of a report's life; only ever added."""

    __tablename__ = "report_steps"
    __table_args__ = (Index(None, "report_id", "at"), Index(None, "county_code", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("damage_reports.id"))
    event: Mapped[str] = mapped_column(String(24))
    old: Mapped[str | None] = mapped_column(String(16))
    new: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str | None] = mapped_column(String(500))
    outcome: Mapped[str | None] = mapped_column(String(16), comment="what a call brought, where it was sent")
    at: Mapped[datetime]


class ReportAlarm(Base):
    """A clock that ran out, told to one level above; each only once."""

    __tablename__ = "report_alarms"
    __table_args__ = (UniqueConstraint("report_id", "clock", "level", "since"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("damage_reports.id"))
    clock: Mapped[str] = mapped_column(String(12), comment="accept, confirm, instruction")
    level: Mapped[str] = mapped_column(String(8), comment="who was told")
    since: Mapped[datetime] = mapped_column(comment="UTC; from when the clock ran")
    at: Mapped[datetime]
