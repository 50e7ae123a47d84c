"""The tree of regions."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Region(Base):
    """One place; `path` is the codes from the province down, by slashes, and carries the data scope."""

    __tablename__ = "regions"
    __table_args__ = (Index(None, "path"), Index(None, "county_code", "level"))

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    county_code: Mapped[str | None] = mapped_column(String(6), comment="None above the county")
    level: Mapped[str] = mapped_column(String(8), comment="province, city, county, township, village")
    name: Mapped[str] = mapped_column(String(64))
    parent_code: Mapped[str | None] = mapped_column(String(12))
    path: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float | None] = mapped_column(comment="WGS-84 centre, for demo maps and sorting only")
    lng: Mapped[float | None]
