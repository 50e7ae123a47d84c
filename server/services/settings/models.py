"""The settings that a county has changed; the rest stand in rules.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Json


class Setting(Base):
    """One value that a county chose."""

    __tablename__ = "settings"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
