"""A campaign may end before its day, and says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    why = sa.Column("end_words", sa.String(300), nullable=True, comment="why a campaign ended before its day")
    op.add_column("patrol_plans", why)


def downgrade() -> None:
    op.drop_column("patrol_plans", "end_words")
