"""How large the county is: which villages it has for so many things, and how many things each."""

from __future__ import annotations

from collections.abc import Iterator

from server.demo.places import Village, village

USUAL, FEWEST, MOST = 600, 120, 36_000
THREAD_VILLAGES, THREAD_THINGS, IN_A_VILLAGE = 12, 10, 15
"""Ten things in each of twelve villages are the same in a county of any size: the tales happen there."""


def homes(assets: int) -> Iterator[tuple[Village, int]]:
    """Return the villages of a county of so many things, with how many things each has.

    First those of the thread; then these are filled up, then further villages are settled.
    """
    more = assets - THREAD_VILLAGES * THREAD_THINGS
    for number in range(1, THREAD_VILLAGES + 1):
        added = min(more, IN_A_VILLAGE - THREAD_THINGS)
        more -= added
        yield village(number), THREAD_THINGS + added
    while more > 0:
        number += 1
        yield village(number), min(more, IN_A_VILLAGE)
        more -= IN_A_VILLAGE
