"""The log: each row seals the one before it; its oldest rows may go to an archive.

Columns and rows change in one transaction: between the two the log would stand unprotected.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives import hashes

from server.core.db import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 500
ZEROS = "0" * 64
ALGORITHM = "sm3"
LOG = sa.table(
    "audit_log",
    sa.column("id", sa.Uuid()),
    sa.column("county_code", sa.String()),
    sa.column("seq", sa.BigInteger()),
    sa.column("at", UtcDateTime()),
    sa.column("actor_id", sa.Uuid()),
    sa.column("actor_kind", sa.String()),
    sa.column("action", sa.String()),
    sa.column("object_kind", sa.String()),
    sa.column("object_id", sa.String()),
    sa.column("detail", Json),
    sa.column("algorithm", sa.String()),
    sa.column("previous_hash", sa.String()),
    sa.column("hash", sa.String()),
)
HEADS = sa.table(
    "county_heads",
    sa.column("county_code", sa.String()),
    sa.column("feed_seq", sa.BigInteger()),
    sa.column("restore_epoch", sa.String()),
    sa.column("numbers", Json),
    sa.column("audit_seq", sa.BigInteger()),
    sa.column("audit_hash", sa.String()),
)


def upgrade() -> None:
    _allow_changes("audit_log", "no_update", "no_delete")
    with op.batch_alter_table("county_heads") as heads:
        heads.add_column(sa.Column("audit_seq", sa.BigInteger(), nullable=False, server_default="0"))
        heads.add_column(
            sa.Column(
                "audit_hash", sa.String(length=64), nullable=False, server_default=ZEROS,
                comment="of row audit_seq of the log",
            )
        )  # fmt: skip
    _add_columns()
    for county_code in op.get_bind().scalars(sa.select(LOG.c.county_code).distinct()).all():
        _chain(county_code)
    with op.batch_alter_table("audit_log") as log:
        for column in ("seq", "algorithm", "previous_hash", "hash"):
            log.alter_column(column, nullable=False)
        log.create_unique_constraint("uq_audit_log_county_code_seq", ["county_code", "seq"])
    _create_archives()
    _refuse_changes()


def _add_columns() -> None:
    op.add_column(
        "audit_log",
        sa.Column("seq", sa.BigInteger(), comment="counts the county's rows without a gap"),
    )
    op.add_column("audit_log", sa.Column("algorithm", sa.String(length=16)))
    op.add_column("audit_log", sa.Column("previous_hash", sa.String(length=64)))
    op.add_column(
        "audit_log",
        sa.Column("hash", sa.String(length=64), comment="of the text that rules.text_of gives"),
    )


def _chain(county_code: str) -> None:
    """Number and chain a county's rows in the order in which they were written, a chunk at a time."""
    seq, previous = 0, ZEROS
    while rows := _unchained(county_code):
        for row in rows:
            seq += 1
            link = {"seq": seq, "algorithm": ALGORITHM, "previous_hash": previous}
            previous = _digest({**row, **link})
            op.execute(sa.update(LOG).where(LOG.c.id == row["id"]).values(**link, hash=previous))
    _note_head(county_code, seq, previous)


def _unchained(county_code: str) -> list[dict[str, Any]]:
    columns = [column for column in LOG.c if column.name not in {"seq", "algorithm", "previous_hash", "hash"}]
    query = sa.select(*columns).where(LOG.c.county_code == county_code, LOG.c.seq.is_(None))
    found = op.get_bind().execute(query.order_by(LOG.c.at, LOG.c.id).limit(CHUNK))
    return [dict(row) for row in found.mappings().all()]


def _digest(row: dict[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_written)
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()


def _written(value: UUID | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def _note_head(county_code: str, seq: int, digest: str) -> None:
    chained = {"audit_seq": seq, "audit_hash": digest}
    known = sa.select(HEADS.c.county_code).where(HEADS.c.county_code == county_code)
    if op.get_bind().scalar(known):
        op.execute(sa.update(HEADS).where(HEADS.c.county_code == county_code).values(**chained))
        return
    new = {"county_code": county_code, "feed_seq": 0, "restore_epoch": secrets.token_hex(4), "numbers": {}}
    op.execute(sa.insert(HEADS).values(**new, **chained))


def _create_archives() -> None:
    op.create_table(
        "audit_archives",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False, comment="digest of row to_seq"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False, comment="below the folder of archives"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the file's bytes"),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "from_seq", name=op.f("pk_audit_archives")),
    )


ARCHIVED = (
    "SELECT 1 FROM audit_archives AS held "
    "WHERE held.county_code = OLD.county_code AND OLD.seq BETWEEN held.from_seq AND held.to_seq"
)
FOLLOWS = (  # an archive goes on where the one before it ended, and ends at a row that stands here
    "NEW.from_seq = 1 + coalesce((SELECT max(to_seq) FROM audit_archives "
    "WHERE county_code = NEW.county_code), 0) AND EXISTS (SELECT 1 FROM audit_log AS chained WHERE "
    "chained.county_code = NEW.county_code AND chained.seq = NEW.to_seq AND chained.hash = NEW.last_hash)"
)


def _refuse_changes() -> None:
    """Let rows of the log go only once an archive holds them; archives only follow each other."""
    if op.get_bind().dialect.name == "sqlite":
        for name, on, when, saying in (
            ("audit_log_no_update", "UPDATE ON audit_log", "", "audit_log is append-only"),
            ("audit_log_no_delete", "DELETE ON audit_log", f"WHEN NOT EXISTS ({ARCHIVED})",
             "audit_log is append-only"),
            ("audit_archives_no_update", "UPDATE ON audit_archives", "", "audit_archives is append-only"),
            ("audit_archives_no_delete", "DELETE ON audit_archives", "", "audit_archives is append-only"),
            ("audit_archives_follow", "INSERT ON audit_archives", f"WHEN NOT ({FOLLOWS})",
             "an archive must follow the one before it"),
        ):  # fmt: skip
            op.execute(f"CREATE TRIGGER {name} BEFORE {on} {when} BEGIN SELECT RAISE(ABORT, '{saying}'); END")
        return
    _refuse_on_postgresql()


def _refuse_on_postgresql() -> None:
    for name, body in (
        ("audit_log_refuse", "RAISE EXCEPTION 'audit_log is append-only';"),
        ("audit_log_refuse_unarchived",
         f"IF NOT EXISTS ({ARCHIVED}) THEN RAISE EXCEPTION 'audit_log is append-only'; END IF; RETURN OLD;"),
        ("audit_archives_refuse", "RAISE EXCEPTION 'audit_archives is append-only';"),
        ("audit_archives_follow",
         f"IF NOT ({FOLLOWS}) THEN RAISE EXCEPTION 'an archive must follow the one before it'; END IF; "
         "RETURN NEW;"),
    ):  # fmt: skip
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    for name, when, each, function in (
        ("audit_log_append_only", "UPDATE OR TRUNCATE ON audit_log", "STATEMENT", "audit_log_refuse"),
        ("audit_log_archived_only", "DELETE ON audit_log", "ROW", "audit_log_refuse_unarchived"),
        ("audit_archives_append_only", "UPDATE OR DELETE OR TRUNCATE ON audit_archives", "STATEMENT",
         "audit_archives_refuse"),
        ("audit_archives_follow", "INSERT ON audit_archives", "ROW", "audit_archives_follow"),
    ):  # fmt: skip
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each} EXECUTE FUNCTION {function}()")


def _allow_changes(table: str, *sqlite_names: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in sqlite_names:
            op.execute(f"DROP TRIGGER {table}_{name}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(f"DROP FUNCTION {table}_refuse()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_archived_only ON audit_log")
        op.execute("DROP FUNCTION audit_log_refuse_unarchived()")
        op.execute("DROP TRIGGER audit_archives_follow ON audit_archives")
        op.execute("DROP FUNCTION audit_archives_follow()")
    _allow_changes("audit_log", "no_update", "no_delete")
    _allow_changes("audit_archives", "no_update", "no_delete", "follow")
    op.drop_table("audit_archives")
    with op.batch_alter_table("audit_log") as log:
        log.drop_constraint("uq_audit_log_county_code_seq", type_="unique")
        for column in ("hash", "previous_hash", "algorithm", "seq"):
            log.drop_column(column)
    with op.batch_alter_table("county_heads") as heads:
        heads.drop_column("audit_hash")
        heads.drop_column("audit_seq")
    _refuse_all_changes()


def _refuse_all_changes() -> None:
    """Protect the log as migration 0001 did."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_log_no_{verb.lower()} BEFORE {verb} ON audit_log "
                "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()"
    )
