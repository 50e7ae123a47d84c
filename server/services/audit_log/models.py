"""The log's one table."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class AuditRow(Base):
    """One act.  The database refuses to change or delete a row (migration 0001)."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "county_code", "object_id", "at"), Index(None, "county_code", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    at: Mapped[datetime] = mapped_column(comment="UTC, the server's clock")
    actor_id: Mapped[UUID | None] = mapped_column(comment="None for the system and for the public")
    actor_kind: Mapped[str] = mapped_column(String(16), comment="user, public or system")
    action: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]
