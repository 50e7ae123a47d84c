"""A real server in its own process group, to be killed at any moment and started again."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

from config import environment
from tests.faults import doomed
from tests.postgres import free_port

START_SECONDS = 60
LOOK_SECONDS = 0.05

# It has imported the server already, so that a start after a kill takes a moment and not ten seconds.
READY = get_context("forkserver")
READY.set_forkserver_preload(["tests.faults.doomed"])


@dataclass
class Server:
    """gunicorn on a data folder and a database, started as often as it is killed.

    planted  the bug that it has; "" for none
    port     where it listens now
    """

    data: Path
    database_url: str
    secret_key: str
    planted: str = ""
    port: int = 0
    process: BaseProcess | None = None

    @property
    def fuses(self) -> Path:
        return self.data / "fuses"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def start(self) -> None:
        """Start it on a free port, and wait until it is this very server that answers."""
        self.fuses.mkdir(parents=True, exist_ok=True)
        self.port, instance = free_port(), uuid4().hex
        told = environment(
            data=self.data, database_url=self.database_url, secret_key=self.secret_key, instance=instance
        )
        told |= {doomed.FUSES: str(self.fuses), doomed.PLANTED: self.planted}
        self.process = READY.Process(target=doomed.serve, args=(self.port, self.log, told))
        self.process.start()
        self._wait(instance)

    def _wait(self, instance: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            with (
                contextlib.suppress(OSError, http.client.HTTPException, ValueError),
                contextlib.closing(asked),
            ):
                asked.request("GET", "/healthz")
                if json.loads(asked.getresponse().read())["instance"] == instance:
                    return
            time.sleep(LOOK_SECONDS)
        raise AssertionError(f"no server answers: {self.log.read_text()[-2000:]}")

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def kill(self) -> None:
        """Kill the whole group, by the number that was noted when it was started."""
        if self.process is not None and self.process.pid is not None and self.is_up:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.join(START_SECONDS)

    def kill_worker(self, chance: random.Random) -> bool:
        """Kill one of the workers that left their numbers; False when none of those lives."""
        living = [pid for pid in self._workers() if self.is_up and _group_of(pid) == self.process_id]
        if living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(living), signal.SIGKILL)
                return True
        return False

    @property
    def process_id(self) -> int:
        return (self.process and self.process.pid) or 0

    def _workers(self) -> list[int]:
        return sorted(int(left.name.partition("-")[2]) for left in self.fuses.glob("worker-*"))

    def lay_fuse(self, moment: str, everybody: bool) -> None:
        """Let somebody who comes to a moment die there, alone or with everybody."""
        draft = self.fuses / "draft"
        draft.write_text(doomed.EVERYBODY if everybody else "")
        draft.rename(self.fuses / doomed.name_of(moment))

    def has_burnt(self, moment: str, within_s: float) -> bool:
        """True once somebody has died of the fuse; it is taken away when nobody has for so long."""
        fuse = self.fuses / doomed.name_of(moment)
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if not fuse.exists():
                return True
            time.sleep(LOOK_SECONDS)
        try:
            fuse.unlink()
        except FileNotFoundError:
            return True
        return False


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
