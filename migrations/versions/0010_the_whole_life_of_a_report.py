"""A report may be claimed, handed on, hurried, asked about and appealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIMES = {
    "first_response_at": "UTC; somebody took it up or decided",
    "clock_at": "UTC; the clocks begin anew: answered, appealed, not well mended; None: when reported",
    "asked_at": None,
    "appealed_at": None,
    "instructed_at": None,
}
WORDS = {"question": "what the reporter is asked", "instruction": "督办: what those above want"}


def upgrade() -> None:
    for name, comment in TIMES.items():
        op.add_column("damage_reports", sa.Column(name, sa.DateTime(timezone=True), comment=comment))
    for name, comment in WORDS.items():
        op.add_column("damage_reports", sa.Column(name, sa.String(length=300), comment=comment))
    op.add_column("damage_reports", sa.Column("instruction_due_on", sa.Date(), comment="Shanghai date"))
    nothing_found = sa.Column(
        "nothing_found", sa.Boolean(), nullable=False, server_default=sa.false(),
        comment="whoever asked had looked on the spot and found nothing",
    )  # fmt: skip
    op.add_column("damage_reports", nothing_found)
    op.add_column(
        "report_voices",
        sa.Column("name", sa.String(length=40), comment="only where a clerk recorded it for him"),
    )
    op.add_column(
        "report_steps",
        sa.Column("outcome", sa.String(length=16), comment="what a call brought, where it was sent"),
    )
    op.create_table(
        "report_alarms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.String(length=12), nullable=False, comment="accept, confirm, instruction"),
        sa.Column("level", sa.String(length=8), nullable=False, comment="who was told"),
        sa.Column(
            "since", sa.DateTime(timezone=True), nullable=False, comment="UTC; from when the clock ran"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["damage_reports.id"], name=op.f("fk_report_alarms_report_id_damage_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_alarms")),
        sa.UniqueConstraint(
            "report_id", "clock", "level", "since", name="uq_report_alarms_report_id_clock_level_since"
        ),
    )
    op.create_index(
        op.f("ix_report_alarms_county_code_report_id"), "report_alarms", ["county_code", "report_id"]
    )


def downgrade() -> None:
    op.drop_table("report_alarms")
    op.drop_column("report_steps", "outcome")
    op.drop_column("report_voices", "name")
    for name in ("nothing_found", "instruction_due_on", *WORDS, *TIMES):
        op.drop_column("damage_reports", name)
