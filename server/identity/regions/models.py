"""The tree of regions, what changed in it, and lists that wait to become part of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String
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
    is_statistical_only: Mapped[bool] = mapped_column(
        default=False, comment="counted by the statisticians, no unit of the state: a development zone"
    )
    valid_from_on: Mapped[date | None] = mapped_column(comment="None: since before the system")
    valid_to_on: Mapped[date | None] = mapped_column(comment="last day; None while it exists")
    merged_into: Mapped[str | None] = mapped_column(String(12), comment="code of the region that took it in")
    version: Mapped[int] = mapped_column(default=1)


class RegionChange(Base):
    """One renaming, merging or moving, and whether everything that lies there has followed it."""

    __tablename__ = "region_changes"
    __table_args__ = (Index(None, "county_code", "finished_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(8), comment="rename, merge, move")
    code: Mapped[str] = mapped_column(String(12))
    new_code: Mapped[str] = mapped_column(String(12), comment="of a merge: what took it in")
    old_name: Mapped[str] = mapped_column(String(64))
    new_name: Mapped[str] = mapped_column(String(64))
    old_path: Mapped[str] = mapped_column(String(80))
    new_path: Mapped[str] = mapped_column(String(80))
    since_seq: Mapped[int] = mapped_column(BigInteger, comment="the county's count before it")
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="None while rows still follow; posts reach both places until then"
    )


class StagedRegion(Base):
    """One line of an imported list that was checked and waits for the flip; nobody reads it but the flip."""

    __tablename__ = "staged_regions"

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    county_code: Mapped[str | None] = mapped_column(String(6), comment="None above the county")
    level: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(64))
    parent_code: Mapped[str | None] = mapped_column(String(12))
    path: Mapped[str] = mapped_column(String(80))
    is_statistical_only: Mapped[bool]
    staged_at: Mapped[datetime]
