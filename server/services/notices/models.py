"""The inbox of each person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Notice(Base):
    """One thing that one person should hear of; its sentence stands under notice.<kind>."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "county_code", "user_id", "created_at"),
        Index(None, "county_code", "read_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    user_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(32), comment="names the words: notice.<kind>")
    facts: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(String(200), comment="path of this server")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
