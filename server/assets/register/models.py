"""Assets, their parts, their funds and the log of their states."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, Fen, Json
from server.core.geo import Point
from server.identity.organizations.models import Organization
from server.identity.regions.models import Region


class Asset(Base):
    """One thing in the books, which may have many parts (40 wells, 200 lights)."""

    __tablename__ = "assets"
    __table_args__ = (
        Index(None, "county_code", "region_path"),
        Index(None, "county_code", "lat", "lng"),
        Index(None, "county_code", "supervising_dept_id"),
        Index(None, "county_code", "asset_type"),
        CheckConstraint("original_value_fen >= 0", name="value_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_code: Mapped[str | None] = mapped_column(String(25), unique=True, comment="fixed once registered")
    name: Mapped[str] = mapped_column(String(100))
    category: Mapped[str] = mapped_column(String(2))
    subcategory: Mapped[str] = mapped_column(String(4))
    asset_type: Mapped[str] = mapped_column(String(32), comment="names the checklist")
    nature: Mapped[str] = mapped_column(String(16))
    ledger_tier: Mapped[str] = mapped_column(String(12))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    region_path: Mapped[str] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(200))
    spec: Mapped[str | None] = mapped_column(String(500))
    quantity: Mapped[float | None]
    unit: Mapped[str | None] = mapped_column(String(10))
    formed_year: Mapped[int | None]
    project_name: Mapped[str | None] = mapped_column(String(100))
    original_value_fen: Mapped[int | None] = mapped_column(Fen)
    owner_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    supervising_dept_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    lat: Mapped[float | None] = mapped_column(comment="WGS-84")
    lng: Mapped[float | None] = mapped_column(comment="WGS-84")
    accuracy_m: Mapped[float | None] = mapped_column(comment="metres, 95 % radius of the survey")
    coord_source: Mapped[str | None] = mapped_column(String(12), comment="tag_bind, survey, map_pick, import")
    line: Mapped[list[Any] | None] = mapped_column(Json, comment="[[lat, lng], …] of roads and canals")
    fence_m: Mapped[float | None] = mapped_column(comment="metres; None means the type's default")
    sensitive: Mapped[bool] = mapped_column(default=False, comment="its place is never public")
    lifecycle_status: Mapped[str] = mapped_column(String(12), default="draft")
    use_status: Mapped[str] = mapped_column(String(16), default="in_use")
    condition_grade: Mapped[str] = mapped_column(String(12), default="unknown")
    pending_condition: Mapped[str | None] = mapped_column(
        String(12), comment="said by a visit, not confirmed"
    )
    last_inspected_on: Mapped[date | None]
    last_result: Mapped[str | None] = mapped_column(String(8), comment="ok or problem")
    search_text: Mapped[str] = mapped_column(default="", comment="names, code and pinyin initials")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    units: Mapped[list[AssetUnit]] = relationship(order_by="AssetUnit.unit_no", lazy="select")
    funds: Mapped[list[AssetFund]] = relationship(lazy="select", order_by="AssetFund.year")
    region: Mapped[Region] = relationship()
    owner: Mapped[Organization | None] = relationship(foreign_keys="Asset.owner_org_id")
    supervising_dept: Mapped[Organization | None] = relationship(foreign_keys="Asset.supervising_dept_id")

    @property
    def asset(self) -> Asset:
        """The asset that predicates ask about: itself."""
        return self

    @property
    def point(self) -> Point | None:
        return Point(self.lat, self.lng) if self.lat is not None and self.lng is not None else None


class AssetUnit(Base):
    """A part with a number of its own: 3号井."""

    __tablename__ = "asset_units"
    __table_args__ = (Index(None, "asset_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    unit_no: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    condition_grade: Mapped[str] = mapped_column(String(12), default="unknown")


class AssetFund(Base):
    """One source of an asset's money."""

    __tablename__ = "asset_funds"
    __table_args__ = (Index(None, "asset_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    source: Mapped[str] = mapped_column(String(24))
    level: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(Fen)


class StateChange(Base):
    """One change of one dimension of an asset's state, with what caused it; only ever added."""

    __tablename__ = "asset_state_log"
    __table_args__ = (Index(None, "asset_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    dimension: Mapped[str] = mapped_column(String(16), comment="lifecycle, use, condition")
    event: Mapped[str] = mapped_column(String(24))
    old: Mapped[str | None] = mapped_column(String(16))
    new: Mapped[str] = mapped_column(String(16))
    source_kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[UUID | None]
    at: Mapped[datetime]
