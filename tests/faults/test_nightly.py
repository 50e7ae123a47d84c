"""A night that was interrupted goes on where it was, and does nothing twice."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import coverage
import pytest

from tests.faults import fast, forms, nightly
from tests.faults.checks import broken_promises
from tests.faults.history import History
from tests.faults.story import Told
from tests.faults.tiers import Task
from tests.makers import picture

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


def test_all_of_the_server_that_a_history_runs_begins_the_night_anew(tmp_path: Path) -> None:
    with fast.laid(tmp_path) as machine:
        run = files_run(lambda: troubled_week(History(machine.ground)))
    assert {"server/__init__.py", "server/web/sync/intake.py", "server/web/sessions.py"} <= run
    assert not {one for one in run if not is_named(one, nightly.SERVER_CODE)}


def test_every_path_that_names_code_is_there() -> None:
    for path in (*nightly.SERVER_CODE, *nightly.PHONE_CODE):
        assert (nightly.ROOT / path).exists(), path


def test_all_that_the_app_is_built_from_begins_the_night_anew() -> None:
    """Words and static files aside, which are texts and pictures."""
    listed = subprocess.run(
        ["git", "ls-files", "pwa"], cwd=nightly.ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    built = {one for one in listed if not one.startswith(("pwa/test/", "pwa/scripts/"))}
    assert not {one for one in built if not is_named(one, nightly.PHONE_CODE)}


def is_named(file: str, paths: tuple[str, ...]) -> bool:
    return any(file == path or file.startswith(f"{path}/") for path in paths)


def files_run(work: Callable[[], None]) -> set[str]:
    """Return the files of the server in which something ran meanwhile."""
    watch = coverage.Coverage(data_file=None, source=[str(nightly.ROOT / "server")])
    with watch.collect():
        work()
    seen = watch.get_data()
    ran = (file for file in seen.measured_files() if seen.lines(file))
    return {str(Path(file).relative_to(nightly.ROOT)) for file in ran}


def troubled_week(history: History) -> None:
    """Let a visit with a picture go its way, and another to a person who decides."""
    worker = history.phones["worker"]
    for name, shade in (("well", 3), ("far well", 4)):
        payload, photos = forms.visit("WE01"), {"problem/WE01/1": picture(shade)}
        asset_id = history.place.assets[name].id
        history.keep(worker, worker.save("inspection.file", asset_id, payload, photos=photos))
    history.revoke(worker)
    history.change_password("neighbour")
    history.set_suspended("worker", True)
    history.drain()
    found = broken_promises(history)
    history.close()
    assert not found
