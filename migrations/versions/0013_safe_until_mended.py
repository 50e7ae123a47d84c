"""What keeps people away from danger until it is mended, and since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = (
    ("secured_at", sa.DateTime(timezone=True), "UTC; when somebody made the danger safe"),
    ("measure", sa.String(8), "how: see MEASURES"),
)


def upgrade() -> None:
    for name, kind, comment in COLUMNS:
        op.add_column("damage_reports", sa.Column(name, kind, nullable=True, comment=comment))


def downgrade() -> None:
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("damage_reports", name)
