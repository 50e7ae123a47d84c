"""The tickets that QR codes carry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Activation(Base):
    """One ticket shown for one person; only its hash is kept."""

    __tablename__ = "activations"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(12), comment="phone or password")
    shown_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), comment="None for the command line")
    shown_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="a newer one was shown")
