"""Made-up histories of phones, a bad road and a dying server; `make faults` makes up more of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.faults import fast
from tests.faults.planted import PLANTED
from tests.faults.planted_real import REAL
from tests.faults.tiers import TIERS, Run, Task

SHARE = 20


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with TIERS["fast"].site() as site, TIERS["fast"].laid(site) as made:
        yield made


@pytest.mark.parametrize("seed", range(5))
def test_what_was_recorded_survives_every_history(run: Run, seed: int) -> None:
    told = run(Task(SHARE, seed, shrink=False))
    assert not told.words
    assert told.rounds >= SHARE


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("bug", PLANTED | REAL)
def test_a_planted_bug_still_finds_what_it_breaks(bug: str) -> None:
    """What `make faults` plants bears the names of the code as it is; else entering it fails."""
    with (PLANTED | REAL)[bug]():
        pass


class Drawn(RuleBasedStateMachine):
    """Histories in which nothing happens but that a number is drawn."""

    run = 0
    numbers: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__()
        type(self).run += 1

    @rule(number=st.integers(0, 10**9))
    def draw(self, number: int) -> None:
        self.numbers.append(number)


def drawn(histories: int, seed: int) -> list[int]:
    Drawn.numbers = []
    fast.run(Drawn, histories, seed)
    return Drawn.numbers


def test_a_seed_gives_the_same_histories_and_another_seed_others() -> None:
    """Where CI is set hypothesis makes up the same ones again and again, unless it is told a seed."""
    first = drawn(fast.AT_A_TIME, 1)
    assert drawn(fast.AT_A_TIME, 1) == first
    assert len({*first} & {*drawn(fast.AT_A_TIME, 2)}) < len({*first}) / 4
    assert len({*drawn(3 * fast.AT_A_TIME, 1)}) > 2 * len({*first})
