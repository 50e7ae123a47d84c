"""Defects know their report, a phone speaks once of a report, tries are counted by typed name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONE_VOICE = "uq_report_voices_report_id_device_hash"


def upgrade() -> None:
    op.add_column(
        "inspection_defects",
        sa.Column("report_id", sa.Uuid(), comment="the report it opened or joined, a floor further up"),
    )
    op.create_index(
        op.f("ix_inspection_defects_county_code_report_id"),
        "inspection_defects",
        ["county_code", "report_id"],
    )
    with op.batch_alter_table("report_voices") as voices:
        voices.create_unique_constraint(ONE_VOICE, ["report_id", "device_hash"])
    op.create_table(
        "sign_in_tries",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_tries")),
    )
    with op.batch_alter_table("users") as users:
        users.drop_column("failed_count")
        users.drop_column("next_try_at")


def downgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("failed_count", sa.Integer(), nullable=False, server_default="0"))
        users.add_column(sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_table("sign_in_tries")
    with op.batch_alter_table("report_voices") as voices:
        voices.drop_constraint(ONE_VOICE, type_="unique")
    op.drop_index(op.f("ix_inspection_defects_county_code_report_id"), table_name="inspection_defects")
    op.drop_column("inspection_defects", "report_id")
