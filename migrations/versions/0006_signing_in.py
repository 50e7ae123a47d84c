"""Signing in: activation by QR code, sign-ins that may be shown, second factors, tries by address."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sign_ins()
    op.drop_table("sign_in_tries")
    op.create_table(
        "sign_in_tries",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False, comment="UTC"),
        sa.Column("last_failed_at", MOMENT, nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_tries")),
    )
    _activations()
    _second_factors()


def _sign_ins() -> None:
    by = sa.Column("opened_by", sa.Uuid(), comment="whose QR code opened it; None by password")
    gone = sa.Column("revoked_by", sa.Uuid(), comment="None: its own browser, by signing out or in anew")
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.add_column(sa.Column("id", sa.Uuid(), comment="may be shown; the secret may not"))
        sign_ins.add_column(by)
        sign_ins.add_column(
            sa.Column("last_seen_at", MOMENT, comment="kept only where staff are signed out idle")
        )
        sign_ins.add_column(
            sa.Column("proved_at", MOMENT, comment="when the person last proved to be himself")
        )
        sign_ins.add_column(gone)
    _number_sign_ins()
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.alter_column("id", existing_type=sa.Uuid(), nullable=False)
        sign_ins.alter_column("revoked_at", existing_type=MOMENT, comment="ended before its time")
        sign_ins.create_unique_constraint(op.f("uq_sign_ins_id"), ["id"])
        for column in ("opened_by", "revoked_by"):
            sign_ins.create_foreign_key(op.f(f"fk_sign_ins_{column}_users"), "users", [column], ["id"])


def _number_sign_ins() -> None:
    """Give the sessions that are open now their ids, so that nobody has to sign in anew."""
    table = sa.table("sign_ins", sa.column("secret_hash", sa.String()), sa.column("id", sa.Uuid()))
    connection = op.get_bind()
    for (secret_hash,) in connection.execute(sa.select(table.c.secret_hash)).all():
        connection.execute(table.update().where(table.c.secret_hash == secret_hash).values(id=uuid.uuid4()))


def _activations() -> None:
    op.create_table(
        "activations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False, comment="phone or password"),
        sa.Column("shown_by", sa.Uuid(), nullable=True, comment="None for the command line"),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True, comment="a newer one was shown"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_activations_user_id_users")),
        sa.ForeignKeyConstraint(["shown_by"], ["users.id"], name=op.f("fk_activations_shown_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activations")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_activations_ticket_hash")),
    )
    op.create_index(
        op.f("ix_activations_county_code_user_id"), "activations", ["county_code", "user_id"], unique=False
    )


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("sealed", sa.String(length=200), nullable=False, comment="the secret, encrypted"),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True, comment="None until a first code was right"),
        sa.Column("last_step", sa.Integer(), nullable=True, comment="half minute of the last code taken"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(
        op.f("ix_recovery_codes_county_code_user_id"), "recovery_codes", ["county_code", "user_id"],
        unique=False,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("activations")
    op.drop_table("sign_in_tries")
    op.create_table(
        "sign_in_tries",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_tries")),
    )
    with op.batch_alter_table("sign_ins") as sign_ins:
        for column in ("opened_by", "revoked_by"):
            sign_ins.drop_constraint(op.f(f"fk_sign_ins_{column}_users"), type_="foreignkey")
        sign_ins.drop_constraint(op.f("uq_sign_ins_id"), type_="unique")
        for column in ("id", "opened_by", "last_seen_at", "proved_at", "revoked_by"):
            sign_ins.drop_column(column)
        sign_ins.alter_column("revoked_at", existing_type=MOMENT, comment=None)
