"""Regions that merge, units and people as the desk keeps them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), nullable=False, server_default="1")


def upgrade() -> None:
    with op.batch_alter_table("regions") as regions:
        regions.add_column(
            sa.Column(
                "is_statistical_only",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="counted by the statisticians, no unit of the state: a development zone",
            )
        )
        regions.add_column(sa.Column("valid_from_on", sa.Date(), comment="None: since before the system"))
        regions.add_column(sa.Column("valid_to_on", sa.Date(), comment="last day; None while it exists"))
        regions.add_column(
            sa.Column("merged_into", sa.String(length=12), comment="code of the region that took it in")
        )
        regions.add_column(_version())
    with op.batch_alter_table("organizations") as organizations:
        organizations.add_column(
            sa.Column("uscc", sa.String(length=18), comment="统一社会信用代码 (GB 32100)")
        )
        organizations.add_column(sa.Column("closed_on", sa.Date(), comment="last day; None while it exists"))
        organizations.add_column(_version())
    with op.batch_alter_table("users") as users:
        users.alter_column(
            "password_hash",
            existing_type=sa.String(length=160),
            nullable=True,
            comment="None until one is chosen",
        )
        users.add_column(sa.Column("suspended_why", sa.String(length=300)))
        users.add_column(
            sa.Column(
                "version",
                sa.Integer(),
                nullable=False,
                server_default="1",
                comment="counts changes of the person and of his posts",
            )
        )
    _create_region_changes()
    _create_staged_regions()


def _create_region_changes() -> None:
    op.create_table(
        "region_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="rename, merge, move"),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("new_code", sa.String(length=12), nullable=False, comment="of a merge: what took it in"),
        sa.Column("old_name", sa.String(length=64), nullable=False),
        sa.Column("new_name", sa.String(length=64), nullable=False),
        sa.Column("old_path", sa.String(length=80), nullable=False),
        sa.Column("new_path", sa.String(length=80), nullable=False),
        sa.Column("since_seq", sa.BigInteger(), nullable=False, comment="the county's count before it"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="None while rows still follow; posts reach both places until then",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_changes")),
    )
    op.create_index(
        op.f("ix_region_changes_county_code_finished_at"), "region_changes", ["county_code", "finished_at"]
    )


def _create_staged_regions() -> None:
    op.create_table(
        "staged_regions",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=True, comment="None above the county"),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("is_statistical_only", sa.Boolean(), nullable=False),
        sa.Column("staged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "code", name=op.f("pk_staged_regions")),
    )


def downgrade() -> None:
    op.drop_table("staged_regions")
    op.drop_index(op.f("ix_region_changes_county_code_finished_at"), table_name="region_changes")
    op.drop_table("region_changes")
    op.execute("UPDATE users SET password_hash = '' WHERE password_hash IS NULL")
    with op.batch_alter_table("users") as users:
        users.drop_column("version")
        users.drop_column("suspended_why")
        users.alter_column("password_hash", existing_type=sa.String(length=160), nullable=False)
    with op.batch_alter_table("organizations") as organizations:
        organizations.drop_column("version")
        organizations.drop_column("closed_on")
        organizations.drop_column("uscc")
    with op.batch_alter_table("regions") as regions:
        for name in ("version", "merged_into", "valid_to_on", "valid_from_on", "is_statistical_only"):
            regions.drop_column(name)
