"""A worker's phone in a real browser, among misfortunes; `make faults` walks further."""

from __future__ import annotations

from pathlib import Path

from tests.faults.walk import run

ROUNDS = 6


def test_nothing_is_lost_or_twice_whatever_befalls_the_phone(tmp_path: Path) -> None:
    told = run(tmp_path, ROUNDS, by_seed=1)
    assert not told.words
    assert told.rounds == ROUNDS
    assert told.seen["saved"] >= ROUNDS
    assert told.seen["kill_server"], "the server was not killed"
    assert told.seen["kill_browser"] + told.seen["kill_browser_while_saving"], "the browser was not killed"
    assert told.seen["lose_line"], "the line was always there"
