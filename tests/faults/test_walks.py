"""A worker's phone in a real browser, among misfortunes; `make faults` walks further."""

from __future__ import annotations

from pathlib import Path

from tests.faults.walk import take_walk

ROUNDS = 6


def test_nothing_is_lost_or_twice_whatever_befalls_the_phone(tmp_path: Path) -> None:
    walk = take_walk(tmp_path, range(1, ROUNDS + 1))
    assert walk.found == []
    assert walk.shown >= ROUNDS
    assert walk.town.kills >= 2, "the server was hardly killed"
    assert walk.done["kill_browser"] + walk.done["kill_browser_while_saving"] >= 2
    assert walk.done["lose_line"] >= 2
