"""Published templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class ChecklistTemplate(Base):
    """One version of the questions for one type of asset in one county."""

    __tablename__ = "checklist_templates"
    __table_args__ = (UniqueConstraint("county_code", "asset_type", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_type: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
