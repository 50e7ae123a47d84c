"""The tiers of histories, and how each is run: in a process that has laid its own ground."""

from __future__ import annotations

import logging
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar

from tests import postgres
from tests.faults import fast, siege, walk
from tests.faults.ground import laid_ground
from tests.faults.planted import PLANTED
from tests.faults.story import Told
from tests.templates import PostgresTemplate, SqliteTemplate, Template

PROCESSES = 2


@dataclass(frozen=True)
class Task:
    """So many histories by a seed; with a bug planted, or on the code as it is.

    shrink  look for the shortest history that breaks the same promise, which takes up to five minutes
    """

    rounds: int
    seed: int
    planted: str = ""
    shrink: bool = True


@dataclass(frozen=True)
class Site:
    """Where processes lay their grounds; a PostgreSQL is there only for who asks for it."""

    folder: Path
    postgres_url: str = ""

    def template(self, folder: Path) -> Template:
        if self.postgres_url:
            return PostgresTemplate(self.postgres_url, f"{os.getpid()}", f"siege_{os.getpid()}")
        return SqliteTemplate(folder / "built.sqlite")


Run = Callable[[Task], Told]


@dataclass(frozen=True)
class Tier:
    """A kind of history.

    laid          makes ready what it needs in this process, and gives what runs it
    needs         what must have been seen over many histories; else nothing was proved
    on_postgresql  whether its site has one
    """

    laid: Callable[[Site], AbstractContextManager[Run]]
    needs: tuple[str, ...] = ()
    on_postgresql: bool = False

    @contextmanager
    def site(self) -> Iterator[Site]:
        server = postgres.start(durable=True) if self.on_postgresql else None
        try:
            with tempfile.TemporaryDirectory(prefix="guanhu-faults-") as folder:
                yield Site(Path(folder), server.url if server else "")
        finally:
            if server:
                server.stop()

    def unseen(self, told: Told) -> list[str]:
        """Return what should have befallen people and never did."""
        return [what for what in self.needs if not told.seen[what]]


@contextmanager
def _laid_fast(site: Site) -> Iterator[Run]:
    with own_folder(site) as folder, fast.laid(folder) as machine:

        def run(task: Task) -> Told:
            with PLANTED[task.planted]() if task.planted else nullcontext():
                return fast.run(machine, task.rounds, task.seed, shrink=task.shrink and not task.planted)

        yield run


@contextmanager
def _laid_siege(site: Site) -> Iterator[Run]:
    with own_folder(site) as folder, laid_ground(site.template(folder), folder) as ground:
        yield lambda task: siege.run(ground, task.rounds, task.seed, task.planted)


@contextmanager
def _laid_walks(site: Site) -> Iterator[Run]:
    def run(task: Task) -> Told:
        with own_folder(site) as folder:
            return walk.run(folder, task.rounds, task.seed, task.planted)

    yield run


@contextmanager
def own_folder(site: Site) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=site.folder) as name:
        yield Path(name)


TIERS = {
    "fast": Tier(_laid_fast, fast.NEEDED),
    "kill on SQLite": Tier(_laid_siege, siege.NEEDED),
    "kill on PostgreSQL": Tier(_laid_siege, siege.NEEDED, on_postgresql=True),
    "browser": Tier(_laid_walks, walk.NEEDED),
}


class Lane:
    """What a process that runs histories has laid; the folder it lies in is its starter's."""

    run: ClassVar[Run]
    laid: ClassVar[ExitStack] = ExitStack()


def _lay(tier: str, site: Site) -> None:
    logging.disable(logging.CRITICAL)  # the server tells of every failure that it is made to have
    Lane.run = Lane.laid.enter_context(TIERS[tier].laid(site))


class BrokeOff(Exception):
    """A task did not come to its end; says where, as what was raised may not reach another process."""


def _carry_out(task: Task) -> Told:
    begun = time.monotonic()
    try:
        told = Lane.run(task)
    except Exception as failure:
        raise BrokeOff("".join(traceback.format_exception(failure))) from None
    told.seconds = time.monotonic() - begun
    return told


@contextmanager
def lanes(tier: str) -> Iterator[Callable[[Task], Future[Told]]]:
    """Give what lets one of the tier's processes do a task."""
    with (
        TIERS[tier].site() as site,
        ProcessPoolExecutor(PROCESSES, get_context("fork"), _lay, (tier, site)) as pool,
    ):
        try:
            yield lambda task: pool.submit(_carry_out, task)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def shared(rounds: int, by_seed: int) -> Iterable[Task]:
    """Share so many rounds among the processes."""
    return [Task(-(-rounds // PROCESSES), by_seed + count) for count in range(PROCESSES)]
