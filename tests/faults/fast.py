"""The fast tier: made-up histories on one app without a network, by a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.ground import laid_ground, pages_of
from tests.faults.machine import Histories
from tests.faults.story import PAGE, Told
from tests.templates import SqliteTemplate

STEPS = 25
NEEDED = ("villages moved", "villages half moved")
ROWS_A_UNIT = 4
"""So few rows follow a village in one unit that a death comes between two."""
AT_A_TIME, MOST_RUNS = 20, 1000


@contextmanager
def laid(folder: Path) -> Iterator[type[Histories]]:
    """Give the histories an app and a ground to stand on."""
    with (
        laid_ground(SqliteTemplate(folder / "built.sqlite"), folder) as Histories.ground,
        pages_of(PAGE),
        patch("server.identity.regions.actions.ROWS_A_UNIT", ROWS_A_UNIT),
    ):
        yield Histories


def run(machine: type[Histories], histories: int, by_seed: int, shrink: bool = True) -> Told:
    """Run so many histories; it ends at the first that breaks a promise, with the shortest such one found.

    Raises whatever broke a history off before its promises were asked for.
    hypothesis begins with simple histories and goes on from what it had before, so few at a time see more.
    """
    machine.run, machine.seen, told = 0, Counter(), Told()
    for count in range(-(-histories // AT_A_TIME)):
        _run_some(machine, min(AT_A_TIME, histories - machine.run), by_seed * MOST_RUNS + count, shrink, told)
        if told.words or machine.run >= histories:
            break
    told.rounds, told.seen = machine.run, machine.seen
    return told


def _run_some(machine: type[Histories], histories: int, by_seed: int, shrink: bool, told: Told) -> None:
    machine.found = []
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck), print_blob=False,
        verbosity=Verbosity.normal if shrink else Verbosity.quiet,
        report_multiple_bugs=False,
    )  # fmt: skip
    try:
        run_state_machine_as_test(seed(by_seed)(machine), settings=chosen)
    except Exception as broken:
        if not machine.found:
            raise
        told.words = [str(broken)]
        told.found = Counter(one.what for one in machine.found)
