"""Secrets for the codes of a phone, and the codes for the day when that phone is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class SecondFactor(Base):
    """One person's second factor; it counts once a first code has confirmed it."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    sealed: Mapped[str] = mapped_column(String(200), comment="the secret, encrypted")
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="None until a first code was right")
    last_step: Mapped[int | None] = mapped_column(comment="half minute of the last code taken")

    @property
    def id(self) -> UUID:
        """The person it belongs to, as the log names it."""
        return self.user_id


class RecoveryCode(Base):
    """A code that works once, in place of the phone's."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
