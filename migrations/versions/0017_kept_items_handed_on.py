"""A kept item may be handed on to another person to decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("items", sa.Column("handed", JSON, nullable=True, comment="to whom it was given to decide"))


def downgrade() -> None:
    op.drop_column("items", "handed")
