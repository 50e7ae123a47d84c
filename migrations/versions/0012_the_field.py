"""What the field needs beside visits: why a plate, a visit or a round ended as it did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = {
    "asset_tags": (
        ("revoked_reason", sa.String(300), None),
        ("damaged_on", sa.Date(), "Shanghai date of the visit that found it broken"),
    ),
    "inspections": (
        ("verdict_reason", sa.String(16), "of a void one: see VOID_REASONS"),
        ("verdict_words", sa.String(300), "why sent back or made void"),
    ),
    "patrol_tasks": (
        ("started_at", sa.DateTime(timezone=True), "UTC, the server's clock"),
        ("redo_on", sa.Date(), "last day for the visit asked for again"),
        ("redo_words", sa.String(300), "why it is asked for again"),
        ("cancel_reason", sa.String(16), None),
        ("cancel_words", sa.String(300), None),
    ),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, comment in columns:
                batch.add_column(sa.Column(name, kind, nullable=True, comment=comment))


def downgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _, _ in reversed(columns):
                batch.drop_column(name)
