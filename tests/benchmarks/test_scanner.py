"""The phone reads plates with both engines at least as well as with either alone, and never misreads one."""

from __future__ import annotations

import pytest

from benchmarks.scanner.hard_set import Shot, shots
from benchmarks.scanner.reading import Seen, false_reads, read_all, right, table

EACH, FOREIGN_EACH, SEED = 2, 1, 7
Read = tuple[list[Shot], list[Seen]]


@pytest.fixture(scope="module")
def read() -> Read:
    """A small hard set of another seed than the benchmark's, looked at by the phone's own code."""
    taken = list(shots(EACH, FOREIGN_EACH, SEED))
    return taken, read_all(taken)


def test_both_engines_together_read_at_least_what_each_reads_alone(read: Read) -> None:
    together = right(*read, "app")
    assert together >= max(right(*read, "qr"), right(*read, "zxing")), table(*read)
    assert together > len(read[0]) / 4, table(*read)


def test_nothing_is_read_that_a_picture_does_not_say(read: Read) -> None:
    assert not false_reads(*read)


def test_a_misread_plate_is_caught(read: Read) -> None:
    """Planted: another plate, and a foreign code taken for one of ours."""
    seen = {"qr": None, "zxing": None, "app": "7k3mw9q2xad0"}
    planted = [Seen(seen, {}), Seen(seen, {})]
    ours, foreign = read[0][0], read[0][-1]
    assert foreign.token is None
    assert len(false_reads([ours, foreign], planted)) == len(planted)


def test_the_hard_set_is_the_same_for_everybody() -> None:
    one, other = (next(iter(shots(1, 0, SEED))) for _ in range(2))
    assert one.token == other.token
