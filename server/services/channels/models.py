"""Channels and what is delivered through them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base


class Channel(Base):
    """A robot of a group, or a file for whoever sends short messages; address and secret are sealed."""

    __tablename__ = "channels"
    __table_args__ = (Index(None, "county_code", "active"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(12), comment="wecom, dingtalk or sms_file")
    name: Mapped[str] = mapped_column(String(40))
    host: Mapped[str] = mapped_column(String(255), comment="shown; the address is sealed")
    address_sealed: Mapped[str]
    secret_sealed: Mapped[str]
    region_path: Mapped[str] = mapped_column(String(80), comment="whose people it serves")
    dept_id: Mapped[UUID | None] = mapped_column(comment="None: everyone with a post there or below")
    active: Mapped[bool]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class Delivery(Base):
    """One message for one channel, once for each occasion."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "county_code", "state", "next_try_at"),
        Index(None, "county_code", "channel_id", "tried_at"),
        UniqueConstraint("channel_id", "occasion"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    occasion: Mapped[str] = mapped_column(String(80), comment="sent once: digest/2026-11-24 …")
    kind: Mapped[str] = mapped_column(String(12), comment="digest, urgent or test")
    facts: Mapped[dict[str, Any]] = mapped_column(comment="numbers and a path, no names")
    state: Mapped[str] = mapped_column(String(12))
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(64))

    channel: Mapped[Channel] = relationship(lazy="joined")
