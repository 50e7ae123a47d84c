"""The days on which a county differs from the week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Holiday(Base):
    """One day off, or one weekend day that is worked."""

    __tablename__ = "holidays"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), comment="holiday or workday")
    name: Mapped[str] = mapped_column(String(40))
