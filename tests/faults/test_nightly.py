"""A night that was interrupted goes on where it was, and does nothing twice."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.faults import nightly
from tests.faults.story import Told
from tests.faults.tiers import Task

ABOUT = {"code": "this code", "commit": "abc"}


class Killed(BaseException):
    """The run ended here."""


def done(task: Task) -> Future[Told]:
    future: Future[Told] = Future()
    future.set_result(Told(task.rounds))
    return future


def killed(_task: Task) -> Future[Told]:
    future: Future[Told] = Future()
    future.set_exception(Killed())
    return future


def test_an_interrupted_night_runs_only_what_is_not_written_down(tmp_path: Path) -> None:
    results = tmp_path / "nightly.jsonl"
    due = nightly.to_do("fast", "this code", [])
    nightly.run("fast", due[:3], done, ABOUT, results)
    with pytest.raises(Killed):
        nightly.run("fast", due[3:4], killed, ABOUT, results)
    with results.open("a") as file:
        file.write('{"code": "this code", "tier": "fast", "se')  # the power went in the middle of a line

    left = nightly.to_do("fast", "this code", nightly._lines(results))
    assert left == due[3:]
    nightly.run("fast", left[:1], done, ABOUT, results)
    assert nightly.to_do("fast", "this code", nightly._lines(results)) == due[4:]


def test_a_shard_that_broke_off_stops_no_other_and_is_run_again(tmp_path: Path) -> None:
    results = tmp_path / "nightly.jsonl"
    due = nightly.to_do("fast", "this code", [])[:3]

    def begin(task: Task) -> Future[Told]:
        future = done(task)
        if task is due[1]:
            future = Future()
            future.set_exception(AssertionError("no server answers"))
        return future

    nightly.run("fast", due, begin, ABOUT, results)
    assert nightly.to_do("fast", "this code", nightly._lines(results))[0] == due[1]
    assert len(nightly._lines(results)) == 2


def test_other_code_begins_the_night_anew(tmp_path: Path) -> None:
    results = tmp_path / "nightly.jsonl"
    due = nightly.to_do("fast", "this code", [])
    nightly.run("fast", due[:3], done, ABOUT, results)
    assert nightly.to_do("fast", "other code", nightly._lines(results)) == due
