"""The verdict of `make faults`: its two last lines, and whether it lets a change pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import chain

import pytest

from tests.faults import __main__ as faults
from tests.faults.story import Told
from tests.faults.tiers import TIERS, BrokeOff, Task

BUGS = [*chain.from_iterable(bugs for bugs, _ in faults.PLANTS.values())]
ALL_CAUGHT = f"planted={len(BUGS)} caught={len(BUGS)}"
ONE_MISSED = f"planted={len(BUGS)} caught={len(BUGS) - 1}"
NOTHING = "lost=0 duplicated=0 corrupt=0 stalled=0"
Answer = Callable[[str, Task], Told]


def well(tier: str, task: Task) -> Told:
    """Everything befalls people and nothing is found, but for every bug."""
    if task.planted:
        return Told(3, found=Counter(lost=1), words=["lost: a visit"])
    return Told(task.rounds, seen=Counter(TIERS[tier].needs))


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Return what is printed, and the exit code as its last line, when the lanes answer so."""

    def judged(answer: Answer) -> list[str]:
        @contextmanager
        def lanes(tier: str) -> Iterator[Callable[[Task], Future[Told]]]:
            def begin(task: Task) -> Future[Told]:
                future: Future[Told] = Future()
                try:
                    future.set_result(answer(tier, task))
                except BrokeOff as failure:
                    future.set_exception(failure)
                return future

            yield begin

        monkeypatch.setattr(faults, "lanes", lanes)
        monkeypatch.setattr("sys.argv", ["faults", "--histories", "40", "--sieges", "6", "--walks", "4"])
        code = faults.main()
        return [*capsys.readouterr().out.splitlines(), str(code)]

    return judged


def test_all_well(verdict: Callable[[Answer], list[str]]) -> None:
    said = verdict(well)
    assert said[-3:] == [f"histories=56 {NOTHING}", ALL_CAUGHT, "0"]


def test_something_found_in_one_tier_fails(verdict: Callable[[Answer], list[str]]) -> None:
    def answer(tier: str, task: Task) -> Told:
        told = well(tier, task)
        if (tier, task.seed, task.planted) == ("kill on SQLite", 2, ""):
            told.found, told.words = Counter(lost=2, stalled=1), ["lost: a visit of worker"]
        return told

    said = verdict(answer)
    assert said[-3:] == ["histories=56 lost=2 duplicated=0 corrupt=0 stalled=1", ALL_CAUGHT, "1"]
    assert "lost: a visit of worker" in said


@pytest.mark.parametrize("missed", [next(iter(bugs)) for bugs, _ in faults.PLANTS.values()])
def test_a_bug_that_ran_free_fails(verdict: Callable[[Answer], list[str]], missed: str) -> None:
    said = verdict(lambda tier, task: Told(5) if task.planted == missed else well(tier, task))
    assert f"| {missed} | 5 | NOT CAUGHT |" in said
    assert said[-3:] == [f"histories=56 {NOTHING}", ONE_MISSED, "1"]


@pytest.mark.parametrize("tier", [name for name, tier in TIERS.items() if tier.needs])
def test_what_never_befell_anybody_proves_nothing(verdict: Callable[[Answer], list[str]], tier: str) -> None:
    never = TIERS[tier].needs[0]

    def answer(of: str, task: Task) -> Told:
        told = well(of, task)
        if of == tier:
            del told.seen[never]
        return told

    said = verdict(answer)
    assert f"{tier}: no {never}" in said
    assert said[-3:] == [f"histories=56 {NOTHING}", ALL_CAUGHT, "1"]


def test_a_sound_run_that_broke_off_fails_and_is_no_finding(
    verdict: Callable[[Answer], list[str]],
) -> None:
    def answer(tier: str, task: Task) -> Told:
        if (tier, task.seed, task.planted) == ("fast", 1, ""):
            raise BrokeOff("KeyError: 'an item'")
        return well(tier, task)

    said = verdict(answer)
    assert said[-3:] == [f"histories=36 {NOTHING} broke_off=1", ALL_CAUGHT, "1"]
    assert "broke off: KeyError: 'an item'" in said


def test_a_bug_that_only_broke_the_run_off_is_not_caught(
    verdict: Callable[[Answer], list[str]],
) -> None:
    def answer(tier: str, task: Task) -> Told:
        if task.planted == BUGS[0]:
            raise BrokeOff("KeyError: 'an item'")
        return well(tier, task)

    said = verdict(answer)
    assert f"| {BUGS[0]} | 0 | BROKE OFF |" in said
    assert said[-3:] == [f"histories=56 {NOTHING}", ONE_MISSED, "1"]
