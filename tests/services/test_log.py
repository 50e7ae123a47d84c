"""Whatever is done leaves a row, chained to the one before it, in the transaction of the act itself."""

from __future__ import annotations

import hashlib
import subprocess
from contextlib import suppress

import flask_migrate
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.core.db import attempt, db, unit_of_work
from server.services.audit_log.actions import record
from server.services.audit_log.rules import START, Link, broken_links, digest_of, text_of
from server.services.feed.actions import touch
from tests.services.log import COUNTY, head_now, make_rows, rows_now

ADD = (
    "INSERT INTO audit_log (id, county_code, at, actor_kind, action, object_kind, object_id, detail) "
    "VALUES (:id, :county, :at, 'user', 'asset.register', 'Asset', :object, :detail)"
)


def test_rows_of_a_county_are_chained_and_its_head_is_the_last(app):
    make_rows(3)
    first, second, third = rows_now()
    assert [row.seq for row in (first, second, third)] == [1, 2, 3]
    assert [row.previous_hash for row in (first, second, third)] == [START.hash, first.hash, second.hash]
    assert head_now() == Link(3, third.hash)
    assert {row.algorithm for row in (first, second, third)} == {"sm3"}


def test_each_county_has_a_chain_of_its_own(app):
    with unit_of_work():
        for county_code in ("140699", "140698", "140699"):
            record(county_code, "asset.register", "Asset", "1")
    assert [row.seq for row in rows_now("140699")] == [1, 2]
    assert [(row.seq, row.previous_hash) for row in rows_now("140698")] == [(1, START.hash)]


def test_an_auditor_recomputes_a_row_with_an_sm3_tool_alone(app):
    make_rows(1)
    (row,) = rows_now()
    openssl = ["openssl", "dgst", "-sm3", "-r"]
    told = subprocess.run(openssl, input=text_of(row).encode(), capture_output=True, check=True).stdout
    assert told.decode().split()[0] == row.hash
    assert text_of(row).startswith('{"action":"asset.register","actor_id":null,"actor_kind":"system",')


def test_a_digest_lasts_whatever_an_action_told(app):
    with unit_of_work():
        facts = {
            "z": 1,
            "a": {"b": [1.5, 1e16, None, True], "a": -0.0},
            "words": "井\x00坏了\ud800",
            "n": 2**70,
        }
        record(COUNTY, "asset.register", "Asset", "1", **facts)
    (row,) = rows_now()
    assert digest_of(row) == row.hash
    assert row.detail["words"] == "井坏了"
    assert row.detail["a"]["b"] == ["1.5", "1e+16", None, True]


def test_what_an_undone_part_did_is_not_logged(app):
    with unit_of_work():
        record(COUNTY, "asset.register", "Asset", "kept")
        with suppress(ValueError), attempt():
            record(COUNTY, "asset.register", "Asset", "undone")
            raise ValueError
    assert [row.object_id for row in rows_now()] == ["kept"]
    assert head_now().seq == 1


def test_rows_vanish_with_a_transaction_that_fails_at_its_seal(app, monkeypatch):
    make_rows(1)
    monkeypatch.delattr("server.services.feed.actions._tell")
    with suppress(NameError), unit_of_work():
        record(COUNTY, "asset.register", "Asset", "2")
        touch(COUNTY, "asset", "2")
    assert [row.seq for row in rows_now()] == [1]
    assert head_now().seq == 1


def test_nothing_is_logged_outside_a_unit_of_work(app):
    with pytest.raises(RuntimeError, match="outside a unit"):
        record(COUNTY, "asset.register", "Asset", "1")


ARCHIVE = (
    "INSERT INTO audit_archives (county_code, from_seq, to_seq, last_hash, rows, file, sha256, archived_at) "
    "SELECT county_code, {from_seq}, seq, {last_hash}, 1, 'none', 'none', at FROM audit_log WHERE seq = 2"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET detail = '{}'",
        "DELETE FROM audit_log WHERE seq = 1",
        "DELETE FROM audit_log",
        ARCHIVE.format(from_seq=1, last_hash="'made up'"),
        ARCHIVE.format(from_seq=2, last_hash="hash"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(app, statement):
    make_rows(2)
    with pytest.raises(DBAPIError, match=r"append-only|must follow"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert [row.seq for row in rows_now()] == [1, 2]


def test_rows_from_before_the_chain_are_chained_in_their_order(app):
    flask_migrate.downgrade(revision="0002")
    with db.engine.begin() as connection:
        for number in (2, 1, *range(3, 703)):
            row_id = hashlib.md5(str(number).encode()).hexdigest()  # noqa: S324 - any id
            moment = f"2026-11-24 {number // 60:02}:{number % 60:02}:00.000000+00:00"
            facts = {
                "id": row_id,
                "county": COUNTY,
                "at": moment,
                "object": str(number),
                "detail": '{"a":"井"}',
            }
            connection.execute(text(ADD), facts)
    flask_migrate.upgrade()
    rows = rows_now()
    assert [int(row.object_id) for row in rows] == list(range(1, 703))
    assert list(broken_links(rows, START, head_now())) == []
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_log"))
