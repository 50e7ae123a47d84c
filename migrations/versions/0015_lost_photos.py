"""A photo that its phone has lost is declared lost, with when and by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("files") as batch:
        comment = "UTC, when it was declared that the phone has no bytes any more"
        batch.add_column(sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True, comment=comment))
        batch.add_column(sa.Column("lost_by", sa.Uuid(), nullable=True, comment="the user who declared it"))


def downgrade() -> None:
    with op.batch_alter_table("files") as batch:
        batch.drop_column("lost_by")
        batch.drop_column("lost_at")
