"""Users, posts and sessions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base
from server.core.ids import new_id


class Role(StrEnum):
    """The roles of the plan and of the system's three administrators (domain/enums.json, role)."""

    HOUSEHOLD_REP = "household_rep"  # 农户代表
    PATROL_WORKER = "patrol_worker"  # 巡查员（公益性岗位）
    CUSTODIAN = "custodian"  # 管护责任人
    MAINTAINER = "maintainer"  # 维修单位/人员
    OPERATOR = "operator"  # 经营主体
    VILLAGE_ADMIN = "village_admin"  # 村级管理员
    VILLAGE_LEADER = "village_leader"  # 村主要负责人
    VILLAGE_SUPERVISOR = "village_supervisor"  # 村务监督委员会成员
    TOWNSHIP_STAFF = "township_staff"  # 乡镇经办
    TOWNSHIP_APPROVER = "township_approver"  # 乡镇审批
    DEPT_STAFF = "dept_staff"  # 行业主管部门经办
    DEPT_APPROVER = "dept_approver"  # 行业主管部门审批
    COUNTY_STAFF = "county_staff"  # 县级经办
    COUNTY_APPROVER = "county_approver"  # 县级审批
    FINANCE = "finance"  # 财政
    AUDITOR = "auditor"  # 审计
    EVALUATOR = "evaluator"  # 第三方评估
    ARCHIVIST = "archivist"  # 档案专管员
    PUBLICITY_CHECKER = "publicity_checker"  # 政务公开审核人
    CITY_VIEWER = "city_viewer"  # 市级
    SYS_ADMIN = "sys_admin"  # 系统管理员
    SEC_ADMIN = "sec_admin"  # 安全管理员
    AUDIT_ADMIN = "audit_admin"  # 审计管理员


FIELD_ROLES = frozenset({Role.PATROL_WORKER, Role.CUSTODIAN, Role.MAINTAINER})
"""Who works at the assets: signed in for 180 rolling days, by a QR code and without a password."""

PRESETS: dict[str, tuple[Role, ...]] = {
    "worker": (Role.PATROL_WORKER, Role.CUSTODIAN),
    "maintainer": (Role.MAINTAINER,),
    "village": (Role.VILLAGE_ADMIN, Role.VILLAGE_LEADER),
    "village_supervisor": (Role.VILLAGE_SUPERVISOR, Role.HOUSEHOLD_REP),
    "township": (Role.TOWNSHIP_STAFF,),
    "county": (Role.COUNTY_STAFF,),
}
"""The six presets that a cadre chooses from (security.md): 管护员, 维修, 村, 村监委, 乡镇, 县."""


class User(Base):
    """A person with an account; never deleted, only suspended."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "county_code", "status"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    username: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    password_hash: Mapped[str | None] = mapped_column(String(160), comment="None until one is chosen")
    status: Mapped[str] = mapped_column(String(12), default="active", comment="active or suspended")
    suspended_at: Mapped[datetime | None]
    suspended_why: Mapped[str | None] = mapped_column(String(300))
    large_text: Mapped[bool] = mapped_column(default=False, comment="大字版")
    demo: Mapped[bool] = mapped_column(default=False, comment="works in demo mode only")
    version: Mapped[int] = mapped_column(default=1, comment="counts changes of the person and of his posts")

    posts: Mapped[list[Post]] = relationship(lazy="selectin", order_by="Post.from_on")


class SignInTry(Base):
    """Wrong passwords under one typed name, whether or not somebody has it, or from one address.

    Of no county; kept under a keyed hash, so that neither can be read from it, and swept after a day.
    """

    __tablename__ = "sign_in_tries"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed_count: Mapped[int]
    next_try_at: Mapped[datetime] = mapped_column(comment="UTC")
    last_failed_at: Mapped[datetime] = mapped_column(comment="UTC")


class Post(Base):
    """A role that a user holds in a place, or for a department, for a time."""

    __tablename__ = "posts"
    __table_args__ = (Index(None, "user_id"), Index(None, "region_path"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(24))
    region_path: Mapped[str] = mapped_column(String(80))
    dept_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(comment="last day; None while it lasts")


class SignIn(Base):
    """A session of one device; its cookie carries a secret whose hash is the key here."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "user_id"),)

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=new_id, comment="may be shown; the secret may not")
    county_code: Mapped[str] = mapped_column(String(6))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    device_id: Mapped[str | None] = mapped_column(String(40))
    user_agent: Mapped[str] = mapped_column(String(200))
    upload_only: Mapped[bool] = mapped_column(
        default=False, comment="a suspended user brings what he recorded"
    )
    opened_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), comment="whose QR code opened it; None by password"
    )
    signed_in_at: Mapped[datetime]
    last_seen_on: Mapped[date]
    last_seen_at: Mapped[datetime | None] = mapped_column(comment="kept only where staff are signed out idle")
    proved_at: Mapped[datetime | None] = mapped_column(comment="when the person last proved to be himself")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(comment="ended before its time")
    revoked_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), comment="None: its own browser, by signing out or in anew"
    )
