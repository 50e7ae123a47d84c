"""Who cares for what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Custody(Base):
    """One person or unit caring for one asset for a time."""

    __tablename__ = "custody_assignments"
    __table_args__ = (Index(None, "asset_id"), Index(None, "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    kind: Mapped[str] = mapped_column(
        String(24), comment="village_cadre, public_welfare_post, department_unit …"
    )
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    is_primary: Mapped[bool]
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(comment="last day; None while it lasts")
