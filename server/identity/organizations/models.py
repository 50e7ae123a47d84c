"""The table of organisations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Organization(Base):
    """A unit that owns, cares for, supervises or mends."""

    __tablename__ = "organizations"
    __table_args__ = (Index(None, "county_code", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(24), comment="department, township_gov, village_committee …")
    name: Mapped[str] = mapped_column(String(100))
    region_code: Mapped[str] = mapped_column(String(12))
    duty_phone: Mapped[str | None] = mapped_column(String(20), comment="may be shown to villagers")
    uscc: Mapped[str | None] = mapped_column(String(18), comment="统一社会信用代码 (GB 32100)")
    closed_on: Mapped[date | None] = mapped_column(comment="last day; None while it exists")
    version: Mapped[int] = mapped_column(default=1)
