"""Files: renditions made ahead, likeness, and what a reviewer decided or blurred."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    _blobs()
    op.create_table(
        "county_likenesses",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False, comment="place and bits of one part of four"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_county_likenesses_sha256_blobs")),
        sa.PrimaryKeyConstraint("county_code", "part", "sha256", name=op.f("pk_county_likenesses")),
    )
    _files()


def _blobs() -> None:
    for column in (
        sa.Column("exif", JSON, nullable=True, comment="facts read from the bytes; never served"),
        sa.Column(
            "likeness",
            sa.String(length=16),
            nullable=True,
            comment="64 bits as hex; None: too plain to tell from others",
        ),
        sa.Column(
            "renditions_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its copies were made ahead",
        ),
        sa.Column(
            "renditions_fault",
            sa.String(length=40),
            nullable=True,
            comment="why its copies cannot be made; not tried again",
        ),
    ):
        op.add_column("blobs", column)


def _files() -> None:
    for column in (
        sa.Column(
            "named_at", sa.DateTime(timezone=True), nullable=True, comment="UTC, when a record named it"
        ),
        sa.Column(
            "review",
            sa.String(length=8),
            nullable=True,
            comment="waiting, shown, hidden; None: nobody means to show it to villagers",
        ),
        sa.Column(
            "reviewed_by", sa.Uuid(), nullable=True, comment="the user who decided, a floor further up"
        ),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_reason", sa.String(length=300), nullable=True, comment="why it is hidden"),
        sa.Column(
            "blur",
            JSON,
            nullable=True,
            comment="regions that villagers do not see: fractions left, top, width, height",
        ),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("files", column)
    op.execute("UPDATE files SET named_at = COALESCE(arrived_at, taken_at, CURRENT_TIMESTAMP)")
    op.execute("UPDATE files SET review = 'shown' WHERE public")
    with op.batch_alter_table("files") as files:
        files.alter_column("named_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        files.alter_column("version", existing_type=sa.Integer(), server_default=None)
        files.drop_column("public")
    op.create_index(op.f("ix_files_county_code_review"), "files", ["county_code", "review"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_files_county_code_review"), table_name="files")
    op.add_column(
        "files",
        sa.Column(
            "public",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="a reviewer let villagers see it",
        ),
    )
    op.execute("UPDATE files SET public = true WHERE review = 'shown' AND blur IS NULL")
    with op.batch_alter_table("files") as files:
        files.alter_column("public", existing_type=sa.Boolean(), server_default=None)
        for name in (
            "version", "blur", "review_reason", "reviewed_at", "reviewed_by", "review", "named_at",
        ):  # fmt: skip
            files.drop_column(name)
    op.drop_table("county_likenesses")
    with op.batch_alter_table("blobs") as blobs:
        for name in ("renditions_fault", "renditions_at", "likeness", "exif"):
            blobs.drop_column(name)
