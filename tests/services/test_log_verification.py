"""`flask audit verify` finds whatever somebody with the database's password does to a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.identity.accounts.models import User
from server.services.audit_log.archives import line_of, read
from server.services.audit_log.models import AuditRow
from server.services.audit_log.rules import START, Link, broken_links, digest_of
from tests.services.log import COUNTY, as_a_thief, head_now, make_rows, rows_now, steal


def verify(app: Flask, *options: str) -> tuple[int, list[str]]:
    """Run the command; returns its exit code and its lines."""
    db.session.rollback()
    ran = app.test_cli_runner().invoke(args=["audit", "verify", *options])
    return ran.exit_code, ran.output.splitlines()


def wrong_after(theft: Callable[[], None], app: Flask) -> list[tuple[int, str]]:
    """Return row and words of each line that the command prints after a theft from five rows."""
    make_rows(5)
    theft()
    code, lines = verify(app)
    assert code == 1
    return [(int(line.split()[2]), line.split("  ")[2]) for line in lines]


def forge(seq: int, follows: str) -> None:
    """Put in a row that fits the one before it."""
    with as_a_thief(), unit_of_work() as session:
        model = session.query(AuditRow).filter_by(seq=1).one()
        row = AuditRow(
            id=new_id(), county_code=COUNTY, seq=seq, at=model.at, actor_kind="system", algorithm="sm3",
            action="asset.register", object_kind="Asset", object_id="forged", detail={},
            previous_hash=follows,
        )  # fmt: skip
        row.hash = digest_of(row)
        session.add(row)


def test_a_changed_row_is_found(app):
    found = wrong_after(lambda: steal("UPDATE audit_log SET object_id = 'another' WHERE seq = 3"), app)
    assert found == [(3, "changed: what it says does not fit its digest")]


def test_a_row_replaced_together_with_its_digest_is_found(app):
    def replaced() -> None:
        second = rows_now()[1]
        steal("DELETE FROM audit_log WHERE seq = 3")
        forge(3, second.hash)

    found = wrong_after(replaced, app)
    assert found == [(4, "does not follow the row before it: one of the two was replaced")]


def test_a_removed_row_is_found(app):
    found = wrong_after(lambda: steal("DELETE FROM audit_log WHERE seq = 3"), app)
    assert found == [(4, "rows before it are missing: they were removed")]


@pytest.mark.parametrize(("kept", "next_one"), [(3, 4), (0, 1)])
def test_a_tail_cut_off_is_found(app, kept, next_one):
    found = wrong_after(lambda: steal("DELETE FROM audit_log WHERE seq > :kept", kept=kept), app)
    assert found == [(next_one, "was counted, but the log ends before it: its end was cut off")]


def test_a_last_row_replaced_with_its_digest_is_found(app):
    def replaced() -> None:
        fourth = rows_now()[3]
        steal("DELETE FROM audit_log WHERE seq = 5")
        forge(5, fourth.hash)

    assert [row for row, _ in wrong_after(replaced, app)] == [5]


def test_a_row_put_in_before_the_first_is_found(app):
    found = wrong_after(lambda: forge(0, START.hash), app)
    assert found == [(0, "stands twice or out of order: a row was put in")]


def test_a_row_put_in_after_the_last_is_found(app):
    found = wrong_after(lambda: forge(6, rows_now()[-1].hash), app)
    assert found == [(6, "comes after the head: it was put in, or the head was moved back")]


def test_rows_that_changed_places_are_found(app):
    def swapped() -> None:
        for old, new in ((3, -1), (4, 3), (-1, 4)):
            steal("UPDATE audit_log SET seq = :new WHERE seq = :old", new=new, old=old)

    assert [row for row, _ in wrong_after(swapped, app)] == [3, 3, 4, 4, 5]


def test_a_number_that_stands_twice_is_found(app):
    """The database's own constraint would have to fall first; an archive has none."""
    make_rows(3)
    first, second, third = (read(line_of(row)) for row in rows_now())
    double = replace(second, object_id="put in")
    found = list(
        broken_links([first, second, replace(double, hash=digest_of(double)), third], START, head_now())
    )
    assert [(one.seq, one.wrong) for one in found] == [(2, "twice")]


def test_a_head_moved_back_is_found(app):
    def moved() -> None:
        steal("UPDATE county_heads SET audit_seq = 3, audit_hash = :hash", hash=rows_now()[2].hash)

    assert wrong_after(moved, app) == [(4, "comes after the head: it was put in, or the head was moved back")]


def test_a_head_that_was_removed_or_rewritten_is_found(app):
    rewritten = wrong_after(lambda: steal("UPDATE county_heads SET audit_hash = :hash", hash="f" * 64), app)
    assert [row for row, _ in rewritten] == [5]
    steal("DELETE FROM county_heads")
    assert verify(app)[1] == [f"{COUNTY}  row 0  the county has no head that says where its log ends"]


def test_a_whole_chain_made_anew_is_found_by_the_ledger_alone(app):
    """Whoever rewrites rows, digests and head leaves nothing wrong in the database; paper remembers."""
    make_rows(2)
    printed = f"2:{rows_now()[1].hash[:16]}"
    assert verify(app, "--county", COUNTY, "--ledger", printed)[0] == 0
    steal("DELETE FROM audit_log")
    steal("UPDATE county_heads SET audit_seq = 0, audit_hash = :hash", hash=START.hash)
    make_rows(2)
    assert verify(app, "--county", COUNTY)[0] == 0
    assert verify(app, "--county", COUNTY, "--ledger", printed) == (
        1, [f"{COUNTY}  row 2  is not the row that the ledger names"],
    )  # fmt: skip


def test_a_sound_log_is_told_with_its_head(app):
    make_rows(2)
    make_rows(1, "140698")
    ends = {county_code: head_now(county_code).hash for county_code in (COUNTY, "140698")}
    assert verify(app) == (0, [f"140698  sound  1 rows  head {ends['140698']}",
                               f"140699  sound  2 rows  head {ends[COUNTY]}"])  # fmt: skip
    assert verify(app, "--county", "140698")[1] == [f"140698  sound  1 rows  head {ends['140698']}"]


def test_a_wrong_county_does_not_hide_a_sound_one(app):
    make_rows(1, "140698")
    steal("UPDATE audit_log SET detail = '{}'")
    make_rows(1)
    code, lines = verify(app)
    assert code == 1
    assert [line.split("  ")[1] for line in lines] == ["row 1", "sound"]


def test_rows_are_exported_as_an_auditor_hashes_them(app):
    make_rows(2)
    ran = app.test_cli_runner().invoke(args=["audit", "export", "--county", COUNTY, "--from-seq", "2"])
    (line,) = ran.output.splitlines()
    row = read(line)
    assert (row.seq, digest_of(row)) == (2, head_now().hash)
    assert Link(row.seq, row.hash) == head_now()


def test_a_county_whose_log_and_head_are_gone_is_named_by_its_users(app):
    with unit_of_work() as session:
        session.add(User(id=new_id(), county_code=COUNTY, username="wang", display_name="王", version=1))
    make_rows(3)
    assert verify(app)[0] == 0
    steal("DELETE FROM audit_log")
    steal("DELETE FROM county_heads")
    assert verify(app) == (1, [f"{COUNTY}  row 0  the county has no head that says where its log ends"])


REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE seq = 2",
    "postgresql": "INSERT INTO audit_log SELECT * FROM audit_log WHERE seq = 2 "
    "ON CONFLICT (id) DO UPDATE SET object_id = 'another'",
}


def test_a_row_cannot_be_replaced_in_place(app):
    make_rows(2)
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text(REPLACE[db.engine.dialect.name]))
    assert verify(app)[0] == 0
