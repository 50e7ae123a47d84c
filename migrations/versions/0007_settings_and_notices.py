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

TABLES = ("notices", "setting_changes")
INDEXES = {
    "ix_setting_changes_county_code_name_version": ("setting_changes", ["county_code", "name", "version"]),
    "ix_notices_county_code_user_id_created_at": ("notices", ["county_code", "user_id", "created_at"]),
    "ix_notices_county_code_read_at": ("notices", ["county_code", "read_at"]),
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
    _notices()
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


def downgrade() -> None:
    for name, (table, _columns) in reversed(INDEXES.items()):
        op.drop_index(op.f(name), table_name=table)
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("sweep_leases", "failed_count")
    op.drop_column("sweep_leases", "last_failed_at")
    op.drop_column("settings", "version")
