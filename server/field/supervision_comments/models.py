"""Supervision comments and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.assets.register.models import Asset
from server.core.db import Base, Json


class SupervisionComment(Base):
    """One concern of one person, at one asset; who said it stands nowhere that the village can read."""

    __tablename__ = "supervision_comments"
    __table_args__ = (
        Index(None, "asset_id", "category"),
        Index(None, "county_code", "status", "received_at"),
        Index(None, "county_code", "query_code_hash"),
        Index(None, "device_hash"),
        Index(None, "inspection_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    comment_no: Mapped[str | None] = mapped_column(String(24), unique=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    channel: Mapped[str] = mapped_column(String(12), comment="qr_public, custodian, patrol, hotline, system")
    category: Mapped[str] = mapped_column(String(24), comment="a kind of CATEGORIES, or a question's code")
    title: Mapped[str] = mapped_column(String(60), comment="what it is about, as people read it")
    words: Mapped[str | None] = mapped_column(String(500))
    about: Mapped[str] = mapped_column(String(10), comment="village, township, county or other")
    about_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    about_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    first_level: Mapped[str] = mapped_column(String(10), comment="where it began")
    level: Mapped[str] = mapped_column(String(10), comment="who acts now: township, county, city")
    status: Mapped[str] = mapped_column(String(32))
    under_review: Mapped[bool] = mapped_column(default=False, comment="past a limit: stands last in the list")
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    device_hash: Mapped[str | None] = mapped_column(String(64), comment="of the cookie set when it was said")
    receipt_token: Mapped[str | None] = mapped_column(String(12), unique=True)
    query_code_hash: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(20), comment="deleted a year after closing")
    on_behalf_of: Mapped[str | None] = mapped_column(String(40), comment="whose words staff took down")
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("damage_reports.id"), unique=True)
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspections.id"))
    received_at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    accept_due_at: Mapped[datetime] = mapped_column(comment="UTC; by when somebody accepts it")
    answer_due_at: Mapped[datetime] = mapped_column(comment="UTC; by when it is answered")
    dept_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), comment="None: the office")
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    handled_by: Mapped[list[Any]] = mapped_column(Json, comment="people, departments, levels that had it")
    question: Mapped[str | None] = mapped_column(String(300), comment="what the reporter is asked to add")
    asked_at: Mapped[datetime | None]
    no_clue_agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    findings: Mapped[str | None] = mapped_column(String(500), comment="what was looked into")
    action: Mapped[str | None] = mapped_column(String(500), comment="what is done about it")
    done_by: Mapped[str | None] = mapped_column(String(100), comment="by when, in words")
    answered_at: Mapped[datetime | None]
    failed_calls: Mapped[int] = mapped_column(default=0)
    instruction: Mapped[str | None] = mapped_column(String(300), comment="of the level above")
    instruction_due_on: Mapped[date | None]
    refer_reason: Mapped[str | None] = mapped_column(String(12), comment="lawsuit, petition, discipline")
    refer_to: Mapped[str | None] = mapped_column(String(200), comment="where to go instead")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    asset: Mapped[Asset] = relationship(lazy="joined")


class CommentStep(Base):
    """One step of a comment's life; only ever added."""

    __tablename__ = "comment_steps"
    __table_args__ = (Index(None, "comment_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_comments.id"))
    event: Mapped[str] = mapped_column(String(24))
    old: Mapped[str | None] = mapped_column(String(32))
    new: Mapped[str] = mapped_column(String(32))
    level: Mapped[str] = mapped_column(String(10), comment="who had it after this step")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str | None] = mapped_column(String(1200))
    at: Mapped[datetime]
