"""County heads, feed rows, remembered scopes, items and their bytes."""

from __future__ import annotations

import builtins
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base

HELD = ("quarantined", "conflict")
"""States of an item that a person decides on."""


class CountyHead(Base):
    """The one row of a county that is locked to count: feed sequence, human numbers, the end of its log."""

    __tablename__ = "county_heads"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    feed_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    restore_epoch: Mapped[str] = mapped_column(String(16), comment="changes when a backup is restored")
    numbers: Mapped[dict[str, Any]] = mapped_column(comment="last number by kind and year, such as BX2026")
    audit_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    audit_hash: Mapped[str] = mapped_column(
        String(64), default="0" * 64, comment="of row audit_seq of the log"
    )


class FeedRow(Base):
    """That one audience was told of one thing, and when last in the county's count."""

    __tablename__ = "feed_rows"
    __table_args__ = (Index(None, "county_code", "seq"), Index(None, "county_code", "audience", "seq"))

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    audience: Mapped[str] = mapped_column(String(120), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    gone: Mapped[bool] = mapped_column(default=False)


class FeedScope(Base):
    """The audiences behind a scope version that a phone holds, to tell it what left when they change."""

    __tablename__ = "feed_scopes"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    scope_version: Mapped[str] = mapped_column(String(16), primary_key=True)
    audiences: Mapped[dict[str, Any]]


class Item(Base):
    """What one person saved on a phone, and what became of it.  The core never changes."""

    __tablename__ = "items"
    __table_args__ = (
        Index(None, "county_code", "author_id", "received_at"),
        Index(None, "county_code", "status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6), comment="the author's county")
    sha256: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[UUID]
    carrier_id: Mapped[UUID] = mapped_column(comment="whose sign-in brought it")
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    device_id: Mapped[str | None] = mapped_column(String(40))
    device_seq: Mapped[int | None]
    captured_at: Mapped[datetime | None] = mapped_column(comment="UTC, the phone's clock")
    received_at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    status: Mapped[str] = mapped_column(String(16))
    reason_code: Mapped[str | None] = mapped_column(String(64))
    reason_zh: Mapped[str | None]
    reason_en: Mapped[str | None]
    error: Mapped[str | None] = mapped_column(
        comment="what failed unexpectedly, for whoever mends the system"
    )
    decision: Mapped[dict[str, Any] | None] = mapped_column(comment="what a person decided, when one had to")
    handed: Mapped[dict[str, Any] | None] = mapped_column(comment="to whom it was given to decide")


class ItemBytes(Base):
    """The raw bytes of every authenticated item, other bytes under a used id included; erasable by law."""

    __tablename__ = "item_bytes"

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    carrier_id: Mapped[UUID]
    received_at: Mapped[datetime]
    bytes: Mapped[builtins.bytes | None] = mapped_column(LargeBinary)
