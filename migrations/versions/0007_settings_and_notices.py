"""Settings with versions, holidays, notices and their deliveries; what sweeps need to read little."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("deliveries", "channels", "notices", "holidays", "setting_changes")
INDEXES = {
    "ix_setting_changes_county_code_name_version": ("setting_changes", ["county_code", "name", "version"]),
    "ix_notices_county_code_user_id_created_at": ("notices", ["county_code", "user_id", "created_at"]),
    "ix_notices_county_code_read_at": ("notices", ["county_code", "read_at"]),
    "ix_channels_county_code_active": ("channels", ["county_code", "active"]),
    "ix_deliveries_county_code_state_next_try_at": ("deliveries", ["county_code", "state", "next_try_at"]),
    "ix_deliveries_county_code_channel_id_tried_at": (
        "deliveries",
        ["county_code", "channel_id", "tried_at"],
    ),
    "ix_assets_county_code_asset_type": ("assets", ["county_code", "asset_type"]),
    "ix_patrol_tasks_county_code_plan_id_window_start_on_asset_id": (
        "patrol_tasks",
        ["county_code", "plan_id", "window_start_on", "asset_id"],
    ),
}


def upgrade() -> None:
    comment = "0 stands for the default"
    op.add_column(
        "settings", sa.Column("version", sa.Integer(), nullable=False, server_default="1", comment=comment)
    )
    op.add_column("sweep_leases", sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sweep_leases", sa.Column("failed_count", sa.Integer(), nullable=False, server_default="0"))
    _setting_changes()
    _holidays()
    _notices()
    _deliveries()
    for name, (table, columns) in INDEXES.items():
        op.create_index(op.f(name), table, columns)


def _setting_changes() -> None:
    op.create_table(
        "setting_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("old", JSON, nullable=False),
        sa.Column("new", JSON, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True, comment="None: the system"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_changes")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False, comment="names the words: notice.<kind>"),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False, comment="path of this server"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )


def _holidays() -> None:
    op.create_table(
        "holidays",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="holiday or workday"),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "day_on", name=op.f("pk_holidays")),
    )


def _deliveries() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="wecom, dingtalk or sms_file"),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False, comment="shown; the address is sealed"),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("region_path", sa.String(length=80), nullable=False, comment="whose people it serves"),
        sa.Column("dept_id", sa.Uuid(), nullable=True, comment="None: everyone with a post there or below"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False, comment="sent once: digest/2026-11-24 …"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="digest, urgent or test"),
        sa.Column("facts", JSON, nullable=False, comment="numbers and a path, no names"),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_deliveries_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("channel_id", "occasion", name=op.f("uq_deliveries_channel_id_occasion")),
    )


def downgrade() -> None:
    for name, (table, _columns) in reversed(INDEXES.items()):
        op.drop_index(op.f(name), table_name=table)
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("sweep_leases", "failed_count")
    op.drop_column("sweep_leases", "last_failed_at")
    op.drop_column("settings", "version")
