"""A real server is killed under phones at work; `make faults` does it more often."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.siege import IN_TURN
from tests.faults.tiers import TIERS, Run, Task


@pytest.fixture(scope="module", params=["kill on SQLite", "kill on PostgreSQL"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    tier = TIERS[request.param]
    with tier.site() as site, tier.laid(site) as made:
        yield made


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_server_loses_nothing_and_does_nothing_twice(run: Run, seed: int) -> None:
    told = run(Task(1, seed))
    assert not told.words
    assert told.seen["receipts"]
    assert told.seen["requests cut"] + told.seen["answers cut"]
    assert sum(told.seen[f"deaths {kind}"] for kind in IN_TURN), "nobody was killed"
