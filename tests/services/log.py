"""A log to look at: rows of a county, where its chain stands, and a thief with the database's password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from server.core.db import db, unit_of_work
from server.services.audit_log.actions import record
from server.services.audit_log.models import AuditRow
from server.services.audit_log.rules import Link
from server.services.feed.queries import head_of

COUNTY = "140699"
GUARDS = {
    "sqlite": [
        ("audit_log_no_update", "audit_log"), ("audit_log_no_delete", "audit_log"),
        ("audit_archives_no_update", "audit_archives"), ("audit_archives_no_delete", "audit_archives"),
        ("audit_archives_follow", "audit_archives"),
    ],
    "postgresql": [
        ("audit_log_append_only", "audit_log"), ("audit_log_archived_only", "audit_log"),
        ("audit_archives_append_only", "audit_archives"), ("audit_archives_follow", "audit_archives"),
    ],
}  # fmt: skip


def make_rows(count: int, county_code: str = COUNTY) -> None:
    """Let things happen, each in a unit of its own."""
    for number in range(1, count + 1):
        with unit_of_work():
            record(county_code, "asset.register", "Asset", f"thing {number}", name=f"{number}号井")


def rows_now(county_code: str = COUNTY) -> list[AuditRow]:
    """Return the county's rows as they stand, by number."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(AuditRow).filter_by(county_code=county_code).order_by(AuditRow.seq).all()


def head_now(county_code: str = COUNTY) -> Link:
    """Return where the county's head says that its chain stands."""
    db.session.rollback()
    db.session.expire_all()
    head = head_of(county_code)
    assert head is not None
    return Link(head.audit_seq, head.audit_hash)


@contextmanager
def as_a_thief() -> Iterator[None]:
    """Lift the triggers as whoever knows the database's password can, and put them back."""
    name = db.engine.dialect.name
    db.session.rollback()
    with db.engine.begin() as connection:
        if name == "sqlite":
            query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{}'"
            kept = [connection.scalar(text(query.format(trigger))) for trigger, _ in GUARDS[name]]
            lift = [f"DROP TRIGGER {trigger}" for trigger, _ in GUARDS[name]]
        else:
            lift = [f"ALTER TABLE {table} DISABLE TRIGGER {trigger}" for trigger, table in GUARDS[name]]
            kept = [statement.replace("DISABLE", "ENABLE") for statement in lift]
        for statement in lift:
            connection.execute(text(statement))
    yield
    with db.engine.begin() as connection:
        for statement in kept:
            connection.execute(text(statement))


def steal(statement: str, **values: object) -> None:
    """Run a statement of the thief's."""
    with as_a_thief(), db.engine.begin() as connection:
        connection.execute(text(statement), values)
