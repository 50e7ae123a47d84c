"""Made-up histories of phones, a bad road and a dying server; `make faults` makes up more of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.tiers import TIERS, Run, Task

SHARE = 20


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with TIERS["fast"].site() as site, TIERS["fast"].laid(site) as made:
        yield made


@pytest.mark.parametrize("seed", range(5))
def test_what_was_recorded_survives_every_history(run: Run, seed: int) -> None:
    told = run(Task(SHARE, seed))
    assert not told.words
    assert told.rounds >= SHARE
