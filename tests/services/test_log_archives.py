"""Old rows of the log go into files that are on the disk before the rows go, and can still be checked."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.core.clock import as_of
from server.core.db import db
from server.core.disk import put
from server.services.audit_log import archives
from server.services.audit_log.archives import archive, line_of, lines_of, path_of
from server.services.audit_log.queries import archives_of
from server.services.audit_log.rules import Link, digest_of
from server.services.settings.actions import change
from tests.services.log import COUNTY, head_now, make_rows, rows_now, steal
from tests.services.test_log_verification import verify

BEGAN = datetime(2026, 1, 15, 4, tzinfo=UTC)
KEPT_DAYS = 1095


@contextmanager
def later(days: int) -> Iterator[None]:
    """Let it be so many days after the first row."""
    with as_of(BEGAN + timedelta(days=days)):
        yield


def drain(limit: int = 100) -> list[int]:
    """Sweep until nothing is due; returns what each call did."""
    done = []
    while changed := archive(limit):
        done.append(changed)
    return done


def aged(count: int, days: int = KEPT_DAYS + 1) -> list[str]:
    """Leave a log whose rows are all too old but one, and sweep it; returns the digests of the old ones."""
    with later(0):
        make_rows(count)
    with later(days):
        make_rows(1)
        digests = [row.hash for row in rows_now()[:count]]
        drain()
    return digests


def only_file(app) -> Path:
    (path,) = Path(app.config["ARCHIVE_ROOT"]).rglob("*.gz")
    return path


def test_rows_stay_online_for_three_years(app):
    with later(0):
        make_rows(3)
    with later(KEPT_DAYS):
        assert drain() == []
    with later(KEPT_DAYS + 1):
        assert drain() == [1, 3]
    assert [row.action for row in rows_now()] == ["log.archive"]


def test_old_rows_lie_in_a_file_named_by_its_rows_and_its_own_hash(app):
    digests = aged(4)
    (held,) = archives_of(COUNTY)
    raw = path_of(held).read_bytes()
    assert (held.from_seq, held.to_seq, held.rows, held.last_hash) == (1, 4, 4, digests[-1])
    assert held.sha256 == hashlib.sha256(raw).hexdigest()
    assert path_of(held).name == f"1-4-{held.sha256}.jsonl.gz"
    assert [(line.seq, digest_of(line)) for line in lines_of(path_of(held))] == list(enumerate(digests, 1))


def test_at_most_a_hundred_rows_go_in_one_commit(app):
    with later(0):
        make_rows(7)
    with later(KEPT_DAYS + 1):
        assert drain(limit=3) == [1, 3, 3, 1]


def test_large_logs_go_into_several_files_that_follow_each_other(app, monkeypatch):
    monkeypatch.setattr(archives, "ROWS_IN_A_FILE", 3)
    aged(7)
    assert [(held.from_seq, held.to_seq) for held in archives_of(COUNTY)] == [(1, 3), (4, 6), (7, 7)]
    assert verify(app, "--archives")[0] == 0


def test_a_younger_row_keeps_the_rows_after_it_online(app):
    """A part of the log moves from its beginning on, or not at all: else the chain would have holes."""
    with later(300):
        make_rows(1)
    with later(0):
        make_rows(2)
    with later(KEPT_DAYS + 100):
        assert drain() == []


def test_the_chain_goes_on_over_the_archive(app):
    aged(5)
    rows = rows_now()
    assert [(row.seq, row.action) for row in rows] == [(6, "asset.register"), (7, "log.archive")]
    assert head_now() == Link(7, rows[-1].hash)
    assert verify(app) == (0, [f"{COUNTY}  sound  7 rows  head {rows[-1].hash}"])
    assert rows[-1].detail["sha256"] == archives_of(COUNTY)[0].sha256


def test_a_log_that_is_archived_to_its_last_row_is_sound(app):
    with later(0):
        make_rows(2)
    with later(KEPT_DAYS + 1):
        drain()
    with later(2 * KEPT_DAYS + 9):
        drain()
    assert verify(app, "--archives")[0] == 0


def test_rows_on_their_way_out_are_still_checked(app):
    with later(0):
        make_rows(6)
    with later(KEPT_DAYS + 1):
        assert [archive(2), archive(2)] == [1, 2]
    assert verify(app, "--archives")[0] == 0
    steal("DELETE FROM audit_log WHERE seq = 6")
    code, lines = verify(app)
    assert (code, [line.split("  ")[1] for line in lines]) == (1, ["row 6"])


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "begins an archive whose file is not there"),
        (lambda path: path.write_bytes(gzip.compress(b"{}")), "begins an archive whose file was changed"),
        (lambda path: shutil.copy(__file__, path), "begins an archive whose file was changed"),
    ],
)
def test_a_lost_or_changed_file_is_found(app, harm, told):
    aged(3)
    harm(only_file(app))
    assert verify(app, "--archives") == (1, [f"{COUNTY}  row 1  {told}"])


@pytest.mark.parametrize("lines", [b"{}\n", b"not even json\n", b""])
def test_a_file_that_was_replaced_together_with_its_hash_is_found(app, lines):
    aged(3)
    packed = gzip.compress(lines)
    only_file(app).write_bytes(packed)
    steal("UPDATE audit_archives SET sha256 = :sha256", sha256=hashlib.sha256(packed).hexdigest())
    code, found = verify(app, "--archives")
    assert code == 1
    assert found[0].startswith(f"{COUNTY}  row 1  ")


def test_an_archive_that_was_removed_is_found(app, monkeypatch):
    monkeypatch.setattr(archives, "ROWS_IN_A_FILE", 2)
    aged(4)
    steal("DELETE FROM audit_archives WHERE from_seq = 1")
    code, found = verify(app)
    assert (code, found[0].split("  ")[1]) == (1, "row 1")


def test_a_ledger_finds_its_row_in_the_archive(app):
    digests = aged(3)
    assert verify(app, "--county", COUNTY, "--ledger", f"2:{digests[1][:16]}")[0] == 0
    assert verify(app, "--county", COUNTY, "--ledger", f"2:{digests[0][:16]}")[0] == 1


def test_a_county_may_keep_its_log_online_for_a_shorter_time(app):
    with later(0):
        change(COUNTY, "audit_online_days", 180, 0)
    with later(180):
        assert drain() == []
    with later(181):
        assert drain() == [1, 1]


@pytest.mark.parametrize("statement", ["DELETE FROM audit_archives", "UPDATE audit_archives SET to_seq = 9"])
def test_the_database_refuses_to_change_what_it_says_of_archives(app, statement):
    aged(2)
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_log WHERE seq = 3"))


def remove_everything(sha256: str) -> None:
    """Do, with the triggers in place, what they allow: name rows as archived, then delete them."""
    last = rows_now()[-1]
    line = {"county": COUNTY, "last": last.seq, "hash": last.hash, "sha256": sha256}
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_archives VALUES "
                "(:county, 1, :last, :hash, :last, 'forged.gz', :sha256, '2026-11-24 00:00:00')"
            ),
            line,
        )
        connection.execute(text("DELETE FROM audit_log"))


def test_a_log_removed_behind_an_archive_without_a_file_is_not_sound(app):
    make_rows(5)
    remove_everything("0" * 64)
    code, lines = verify(app)
    assert (code, [line.split("  ")[2] for line in lines]) == (
        1,
        ["begins an archive whose file is not there", "begins an archive that no row of the log tells of"],
    )


@pytest.mark.parametrize("options", [(), ("--archives",)])
def test_a_log_removed_behind_a_forged_file_is_not_sound(app, options):
    make_rows(5)
    forged = gzip.compress("".join(line_of(row) for row in rows_now()).encode())
    put(Path(app.config["ARCHIVE_ROOT"]) / "audit" / "forged.gz", forged)
    remove_everything(hashlib.sha256(forged).hexdigest())
    code, told = verify(app, *options)
    assert (code, [line.split("  ")[2] for line in told]) == (
        1, ["begins an archive that no row of the log tells of"],
    )  # fmt: skip


def test_a_missing_file_is_found_without_walking_the_archives(app):
    aged(3)
    only_file(app).unlink()
    assert verify(app)[0] == 1
