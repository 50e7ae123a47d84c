"""`make faults`: many histories, then the bugs planted on purpose; the last two lines are the verdict."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

from tests.faults.fast import Told, laid, run
from tests.faults.machine import Histories
from tests.faults.phone_bugs import PHONE_BUGS, bug
from tests.faults.planted import PLANTED
from tests.faults.walk import take_walk

KINDS = ("lost", "duplicated", "corrupt", "stalled")
WALKS = 24
MOST = 500
"""In so many histories every planted bug must have been caught."""
PROCESSES = 2
SOUND = ""
Task = tuple[str, int, int]
_ground = ExitStack()
_machines: list[type[Histories]] = []


def main() -> int:
    """Run what is asked for; 0 only if nothing was found and every planted bug was."""
    asked = _asked()
    with get_context("fork").Pool(PROCESSES, _lay) as pool:
        told = _sound(pool, asked)
        print(f"sound code: {told.histories} histories", *told.words, sep="\n", flush=True)
        caught = _caught(pool, asked.seed) + _caught_in_a_browser(asked.seed)
    planted = len(PLANTED) + len(PHONE_BUGS)
    print(f"histories={told.histories}", *(f"{kind}={told.found[kind]}" for kind in KINDS))
    print(f"planted={planted} caught={caught}")
    return 0 if not told.found and not told.words and caught == planted else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--histories", type=int, default=MOST)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _lay() -> None:
    """Give this process a ground of its own."""
    logging.disable(logging.CRITICAL)  # the server tells of every failure that it is made to have
    _machines.append(_ground.enter_context(laid()))


def _one(task: Task) -> tuple[str, Told]:
    name, histories, by_seed = task
    with PLANTED[name]() if name else nullcontext():
        return name, run(_machines[0], histories, by_seed, shrink=not name)


def _sound(pool: Pool, asked: argparse.Namespace) -> Told:
    """Make up histories on the code as it is, shared among the processes."""
    share = -(-asked.histories // PROCESSES)
    whole = Told()
    for _, told in pool.map(_one, [(SOUND, share, asked.seed + count) for count in range(PROCESSES)]):
        whole.histories += told.histories
        whole.found += Counter(told.found)
        whole.words += told.words
    return whole


def _caught(pool: Pool, by_seed: int) -> int:
    """Plant each bug; print in how many histories it was caught, and return how many were."""
    caught = 0
    tasks: Iterator[Task] = ((name, MOST, by_seed) for name in PLANTED)
    for name, told in pool.imap(_one, tasks):
        caught += bool(told.found)
        what = ", ".join(sorted(told.found)) or "NOT CAUGHT"
        print(f"| {name} | {told.histories} | {what} |", flush=True)
    return caught


def _caught_in_a_browser(by_seed: int) -> int:
    """Plant each bug of the phone app; print what it was found as, and return how many were."""
    caught = 0
    for name in PHONE_BUGS:
        with tempfile.TemporaryDirectory(prefix="guanhu-walk-") as folder:
            found = take_walk(Path(folder) / name, range(by_seed, by_seed + WALKS), bug(name)).found
        caught += bool(found)
        print(f"| {name} | {', '.join(sorted({one.what for one in found})) or 'NOT CAUGHT'} |", flush=True)
    return caught


if __name__ == "__main__":
    sys.exit(main())
