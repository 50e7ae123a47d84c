"""How gunicorn serves Guanhu; scripts/serve.py starts it with this.

Two workers, for more only queue for SQLite's one writer; of twelve threads, as photos and records that
come at once wait in ten of them (server/web/shedding) and leave two for pages.  A body that comes slowly
holds its thread all the same, where no proxy takes it in beforehand.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers import gthread
from prometheus_client.multiprocess import mark_process_dead

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import Config
from server.core import logs
from server.web import shedding


class OneVoice(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Lets gunicorn speak through our formatter; of requests server/web/request_log tells: no access log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        logs.configure()
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class ClosedAside(gthread.TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection whose end nobody waits for.

    Whoever was answered before all he sent was read is given up to two seconds to hang up (RFC 9112, 9.6);
    gunicorn waits for it where all requests of a worker are handed out, and everybody else with it.
    """

    def close(self, graceful: bool = False) -> None:
        Thread(target=self._close, args=(graceful,), daemon=True).start()

    def _close(self, graceful: bool) -> None:
        with suppress(OSError):  # it has broken meanwhile
            super().close(graceful)


def child_exit(_server: Any, worker: Any) -> None:
    """Let no dead worker count as a living one; what it has counted up stays in the sums."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(worker.pid)


gthread.TConn = ClosedAside
workers = 2
threads = shedding.threads(Config.from_env().upload_slots)
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"
accesslog = None
logger_class = OneVoice
