"""The settings that a county has changed, and each change; the rest stand in rules.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Json


class Setting(Base):
    """One value that a county chose."""

    __tablename__ = "settings"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1, comment="0 stands for the default")


class SettingChange(Base):
    """One change of one setting; only ever added."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index(None, "county_code", "name", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    old: Mapped[Any] = mapped_column(Json)
    new: Mapped[Any] = mapped_column(Json)
    changed_by: Mapped[UUID | None] = mapped_column(comment="None: the system")
    changed_at: Mapped[datetime]
