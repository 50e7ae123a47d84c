"""A plan of patrols may be a campaign: called for a place, some kinds of things and some days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
ADDED = (
    ("region_path", sa.String(80), "of a campaign: the place"),
    ("asset_types", JSON, "of a campaign: which kinds; None: all"),
    ("starts_on", sa.Date(), "of a campaign, Shanghai date"),
    ("ends_on", sa.Date(), "of a campaign: its last day, Shanghai date"),
)


def upgrade() -> None:
    with op.batch_alter_table("patrol_plans") as batch:
        for name, kind, comment in ADDED:
            batch.add_column(sa.Column(name, kind, nullable=True, comment=comment))


def downgrade() -> None:
    with op.batch_alter_table("patrol_plans") as batch:
        for name, _, _ in reversed(ADDED):
            batch.drop_column(name)
