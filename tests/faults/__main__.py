"""`make faults`: many histories, then the bugs planted on purpose; the last two lines are the verdict."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import Future

from tests.faults.phone_bugs import PHONE_BUGS
from tests.faults.planted import PLANTED
from tests.faults.planted_real import REAL
from tests.faults.story import Told
from tests.faults.tiers import TIERS, Task, lanes, shared

KINDS = ("lost", "duplicated", "corrupt", "stalled")
MOST = 500
"""In so many histories every planted bug must have been caught."""
SIEGES = 25
MOST_SIEGES = 75
"""Two servers at once are a matter of chance: most bugs need one siege, some fifteen."""
WALKS = 24
PLANTS = {"fast": (PLANTED, MOST), "kill on PostgreSQL": (REAL, MOST_SIEGES), "browser": (PHONE_BUGS, WALKS)}


def main() -> int:
    """Run what is asked for; 0 only if nothing was found and every planted bug was."""
    asked = _asked()
    whole, wrong, planted, caught = Told(), list[str](), 0, 0
    rounds = {"fast": asked.histories, "browser": asked.walks}
    for tier in TIERS:
        told = _sound(tier, rounds.get(tier, asked.sieges), asked.seed)
        whole.add(told)
        wrong += [*told.words, *(f"{tier}: no {what}" for what in TIERS[tier].unseen(told))]
    print(*wrong, sep="\n", flush=True)
    for tier, (bugs, most) in PLANTS.items():
        planted += len(bugs)
        caught += _caught(tier, [Task(most, asked.seed, name) for name in bugs])
    broke_off = [f"broke_off={whole.broke_off}"] if whole.broke_off else []
    print(f"histories={whole.rounds}", *(f"{kind}={whole.found[kind]}" for kind in KINDS), *broke_off)
    print(f"planted={planted} caught={caught}")
    return 0 if not whole.found and not wrong and caught == planted else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--histories", type=int, default=MOST)
    parser.add_argument("--sieges", type=int, default=SIEGES, help="on each database")
    parser.add_argument("--walks", type=int, default=WALKS, help="rounds of a phone in a browser")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _sound(tier: str, rounds: int, by_seed: int) -> Told:
    """Run a tier on the code as it is, and print what befell it."""
    whole = Told()
    with lanes(tier) as begin:
        for running in [begin(task) for task in shared(rounds, by_seed)]:
            whole.add(_told(running))
    seen = ", ".join(f"{what} {count}" for what, count in sorted(whole.seen.items()))
    print(f"{tier}: {whole.rounds} histories", *([seen] if seen else []), sep="; ", flush=True)
    return whole


def _told(running: Future[Told]) -> Told:
    """Return what a task told, or that it broke off."""
    failure = running.exception()
    if isinstance(failure, Exception):
        return Told(broke_off=1, words=[f"broke off: {failure}"])
    return running.result()


def _caught(tier: str, tasks: list[Task]) -> int:
    """Plant each bug; print in how many histories it was caught, and return how many were."""
    caught = 0
    with lanes(tier) as begin:
        for task, running in [(task, begin(task)) for task in tasks]:
            told = _told(running)
            caught += bool(told.found)
            what = ", ".join(sorted(told.found)) or ("BROKE OFF" if told.broke_off else "NOT CAUGHT")
            print(f"| {task.planted} | {told.rounds} | {what} |", flush=True)
            if told.broke_off:
                print(*told.words, sep="\n", flush=True)
    return caught


if __name__ == "__main__":
    sys.exit(main())
