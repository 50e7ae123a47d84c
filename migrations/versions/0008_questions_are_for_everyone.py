"""Questions are shared with everyone below the county; an asset's news stay with those who see its place."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE feed_rows SET audience = 'everyone:' || substr(audience, 5)"
        " WHERE kind = 'template' AND audience LIKE 'all:%'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE feed_rows SET audience = 'all:' || substr(audience, 10)"
        " WHERE kind = 'template' AND audience LIKE 'everyone:%'"
    )
