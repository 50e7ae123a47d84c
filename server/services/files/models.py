"""Blobs, who holds them, and the files that records name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Json
from server.services.files.copies import Region


class Blob(Base):
    """Bytes by their SHA-256, stored once; shared by counties, so it has no county of its own."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int]
    mime: Mapped[str] = mapped_column(String(32))
    width: Mapped[int | None]
    height: Mapped[int | None]
    stored_at: Mapped[datetime]
    exif: Mapped[dict[str, Any] | None] = mapped_column(comment="facts read from the bytes; never served")
    likeness: Mapped[str | None] = mapped_column(
        String(16), comment="64 bits as hex; None: too plain to tell from others"
    )
    renditions_at: Mapped[datetime | None] = mapped_column(comment="when its copies were made ahead")
    renditions_fault: Mapped[str | None] = mapped_column(
        String(40), comment="why its copies cannot be made; not tried again"
    )


class CountyBlob(Base):
    """That a county holds a blob: only then may it be told that the bytes are already there."""

    __tablename__ = "county_blobs"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), primary_key=True)


class CountyLikeness(Base):
    """A part of a likeness that a county holds: near pictures share at least one, so an index finds them."""

    __tablename__ = "county_likenesses"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, comment="place and bits of one part of four")
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), primary_key=True)


class FileRow(Base):
    """A picture or paper that a record names; `arrived_at` is None while its bytes are still on the way."""

    __tablename__ = "files"
    __table_args__ = (
        Index(None, "county_code", "owner_kind", "owner_id"),
        Index(None, "county_code", "sha256"),
        Index(None, "county_code", "item_id"),
        Index(None, "county_code", "review"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    sha256: Mapped[str] = mapped_column(String(64))
    owner_kind: Mapped[str] = mapped_column(String(16), comment="inspection, report, order, asset, item …")
    owner_id: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[UUID | None] = mapped_column(comment="the item that named it; None for the public's")
    slot: Mapped[str] = mapped_column(String(64), comment="what it shows, such as problem/WE01/1")
    mime: Mapped[str] = mapped_column(String(32))
    taken_at: Mapped[datetime | None] = mapped_column(comment="UTC, the phone's clock")
    place: Mapped[dict[str, Any] | None] = mapped_column(comment="WGS-84 fix at that moment")
    exif: Mapped[dict[str, Any] | None] = mapped_column(comment="facts read before the resize; never served")
    named_at: Mapped[datetime] = mapped_column(comment="UTC, when a record named it")
    arrived_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None] = mapped_column(
        comment="UTC, when it was declared that the phone has no bytes any more"
    )
    lost_by: Mapped[UUID | None] = mapped_column(comment="the user who declared it")
    review: Mapped[str | None] = mapped_column(
        String(8), comment="waiting, shown, hidden; None: nobody means to show it to villagers"
    )
    reviewed_by: Mapped[UUID | None] = mapped_column(comment="the user who decided, a floor further up")
    reviewed_at: Mapped[datetime | None]
    review_reason: Mapped[str | None] = mapped_column(String(300), comment="why it is hidden")
    blur: Mapped[list[Any] | None] = mapped_column(
        Json, comment="regions that villagers do not see: fractions left, top, width, height"
    )
    version: Mapped[int] = mapped_column(default=1)

    @property
    def public(self) -> bool:
        """True when a reviewer let villagers see it."""
        return self.review == "shown"

    @property
    def regions(self) -> tuple[Region, ...]:
        """What is blurred in the copy that villagers see."""
        return tuple((left, top, wide, high) for left, top, wide, high in self.blur or [])
