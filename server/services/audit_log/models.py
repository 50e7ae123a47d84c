"""The log, and what of it has moved into files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class AuditRow(Base):
    """One act, chained to the one before it in its county.

    The database refuses to change a row, and to delete one that no archive holds (migration 0003).
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        UniqueConstraint("county_code", "seq"),
        Index(None, "county_code", "object_id", "at"),
        Index(None, "county_code", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    seq: Mapped[int] = mapped_column(BigInteger, comment="counts the county's rows without a gap")
    at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    actor_id: Mapped[UUID | None] = mapped_column(comment="None for the system and for the public")
    actor_kind: Mapped[str] = mapped_column(String(16), comment="user, public or system")
    action: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]
    algorithm: Mapped[str] = mapped_column(String(16))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), comment="of the text that rules.text_of gives")


class AuditArchive(Base):
    """One file of old rows.  The rows may go once this stands here; it is only ever added to, too."""

    __tablename__ = "audit_archives"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    from_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    to_seq: Mapped[int] = mapped_column(BigInteger)
    last_hash: Mapped[str] = mapped_column(String(64), comment="digest of row to_seq")
    rows: Mapped[int]
    file: Mapped[str] = mapped_column(String(200), comment="below the folder of archives")
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file's bytes")
    archived_at: Mapped[datetime]
