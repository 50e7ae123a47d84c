"""A visit keeps when it was done by the server's clock: the phone's own no longer orders visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FIRST = ("asset_id", "inspector_id")
COMMENT = (
    "UTC, when it was done by the server's clock: the phone's last beacon and how long since; "
    "without one what the phone said, but never later than its receipt"
)


def upgrade() -> None:
    with op.batch_alter_table("inspections") as batch:
        batch.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment=COMMENT))
    op.execute(
        "UPDATE inspections SET done_at = CASE WHEN captured_at < received_at"
        " THEN captured_at ELSE received_at END"
    )
    with op.batch_alter_table("inspections") as batch:
        batch.alter_column("done_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _order_by("done_at", instead_of="captured_at")


def downgrade() -> None:
    _order_by("captured_at", instead_of="done_at")
    with op.batch_alter_table("inspections") as batch:
        batch.drop_column("done_at")


def _order_by(moment: str, instead_of: str) -> None:
    with op.batch_alter_table("inspections") as batch:
        for column in FIRST:
            batch.drop_index(batch.f(f"ix_inspections_county_code_{column}_{instead_of}"))
            batch.create_index(
                batch.f(f"ix_inspections_county_code_{column}_{moment}"), ["county_code", column, moment]
            )
