"""Sweeps: what is due is done once, by whoever holds the lease, and one failure stops nothing else."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from server.core.clock import as_of, now
from server.core.db import db, unit_of_work
from server.services.settings.actions import change
from server.services.settings.models import Setting, SettingChange
from server.services.sweeps import actions
from server.services.sweeps.actions import LEASE, sweep_all
from server.services.sweeps.models import SweepLease
from tests.services.sweepers import sweep_at_once

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
HERE = "140699"


def lease(name: str) -> SweepLease:
    db.session.expire_all()
    return db.session.get_one(SweepLease, name)


def once() -> object:
    """A sweep with one thing due, and then nothing."""
    left = [1, 0]
    return lambda limit: left.pop(0)


def test_lease_of_a_dead_process_is_taken_over_when_it_runs_out(app):
    with unit_of_work() as session:
        session.add(SweepLease(name="tidy", holder="dead", until=NOON + LEASE))
    with as_of(NOON + LEASE - timedelta(seconds=1)):
        assert sweep_all({"tidy": once()}, "alive") == 0
    with as_of(NOON + LEASE):
        assert sweep_all({"tidy": once()}, "alive") == 1
    assert (lease("tidy").holder, lease("tidy").last_finished_at) == ("alive", NOON + LEASE)


def test_failing_sweep_stops_no_other_and_is_told(app, caplog):
    def fails(limit: int) -> int:
        raise RuntimeError("王建国 13912345678")

    with as_of(NOON):
        assert sweep_all({"bad": fails, "good": once()}, "one") == 1
    (told,) = [entry.msg for entry in caplog.records if "sweep" in entry.msg]
    assert (told["event"], told["sweep"], told["failure"]) == ("sweep failed", "bad", "RuntimeError")
    assert "13912345678" not in str(told)
    assert (lease("bad").failed_count, lease("bad").last_failed_at) == (1, NOON)
    assert (lease("bad").last_finished_at, lease("good").last_finished_at) == (None, NOON)


def test_failed_sweep_is_tried_again_at_once_and_its_count_forgotten(app):
    tries = [RuntimeError, 1, 0]

    def recovers(limit: int) -> int:
        found = tries.pop(0)
        if found is RuntimeError:
            raise RuntimeError
        return found

    assert [sweep_all({"shaky": recovers}, name) for name in ("one", "other")] == [0, 1]
    assert (lease("shaky").failed_count, lease("shaky").last_finished_at is not None) == (0, True)


def test_lease_is_lengthened_while_a_long_drain_goes_on(app):
    clock, held = [NOON], []

    def slow(limit: int) -> int:
        clock[0] += LEASE * 0.9
        held.append(lease("slow").until)
        return 1 if len(held) < 4 else 0

    moments = iter(range(1000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "now", lambda: clock[0] + timedelta(microseconds=next(moments)))
        assert sweep_all({"slow": slow}, "one") == 3
    starts = [NOON + LEASE * 0.9 * step for step in range(1, 5)]
    assert all(until > start for until, start in zip(held, starts, strict=True))


def test_process_slower_than_its_lease_stops_when_another_has_taken_over(app):
    batches = []

    def overtaken(limit: int) -> int:
        batches.append(limit)
        with unit_of_work() as session:
            row = session.get_one(SweepLease, "late")
            row.holder, row.until = "other", now() + LEASE
        return limit

    assert sweep_all({"late": overtaken}, "slow") == len(batches) * 100
    assert (len(batches), lease("late").holder) == (1, "other")


def test_two_processes_at_once_do_each_due_thing_once(make_app):
    apps = [make_app(), make_app()]

    def count_up(limit: int) -> int:
        """Forty things are due; each is done slowly enough for two processes to meet."""
        with unit_of_work() as session:
            row = session.get(Setting, (HERE, "undo_s"))
            if row is not None and row.version >= 10:
                return 0
            time.sleep(0.01)
        change(HERE, "undo_s", 10 + (row.version if row else 0), row.version if row else 0)
        return 1

    assert sum(sweep_at_once(apps, {"count": count_up})) == 10
    with apps[0].app_context():
        versions = [row.version for row in db.session.query(SettingChange).order_by("version")]
        assert versions == list(range(1, 11))
