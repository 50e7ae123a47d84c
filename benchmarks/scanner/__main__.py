"""Prints how many plates of the hard set each engine reads, alone and together, and how long it takes.

`python -m benchmarks.scanner [plates of each kind]`; times are told as ratios of the same run.
"""

from __future__ import annotations

import sys

from benchmarks.scanner.hard_set import EACH, FOREIGN_EACH, shots
from benchmarks.scanner.reading import read_all, table


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else EACH
    taken = list(shots(each, FOREIGN_EACH if each == EACH else 2))
    print(table(taken, read_all(taken)))


if __name__ == "__main__":
    main()
