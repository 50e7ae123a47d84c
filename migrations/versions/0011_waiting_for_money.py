"""An order may wait for money, pause, change hands and be called off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def columns() -> list[sa.Column]:
    """Return the new columns, made anew: one belongs to a single table."""
    return [
        sa.Column("budget_lines", JSON, nullable=True, comment="[{name, cost_fen}]"),
        sa.Column("stopped_at", MOMENT, nullable=True, comment="since when the clock stands still"),
        sa.Column(
            "paused_days", sa.Integer(), nullable=False, server_default="0", comment="that pauses have added"
        ),
        sa.Column("overdue_told", sa.String(8), nullable=True, comment="the highest level that was reminded"),
        sa.Column(
            "reason",
            sa.String(300),
            nullable=True,
            comment="why it waits for money or ended unmended, as people read it",
        ),
        sa.Column("fenced_at", MOMENT, nullable=True, comment="when no danger was left open"),
        sa.Column(
            "funds_fen", sa.BigInteger(), nullable=True, comment="what it needs while it waits for money"
        ),
        sa.Column("funds_arrived_fen", sa.BigInteger(), nullable=True),
        sa.Column(
            "funds_review_on",
            sa.Date(),
            nullable=True,
            comment="Shanghai date",
        ),
        sa.Column(
            "funds_told_on", sa.Date(), nullable=True, comment="the review day that was missed and told of"
        ),
        sa.Column("safety_measures", sa.String(300), nullable=True, comment="what stays where nobody mends"),
        sa.Column("follow_up", sa.String(16), nullable=True, comment="what becomes of the thing"),
        sa.Column("passed_up_at", MOMENT, nullable=True, comment="who accepts from then on"),
    ]


def upgrade() -> None:
    for column in columns():
        op.add_column("work_orders", column)


def downgrade() -> None:
    for column in reversed(columns()):
        op.drop_column("work_orders", column.name)
