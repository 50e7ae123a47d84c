"""The app as gunicorn serves it, with fuses: at a named moment a worker is killed, or every process.

A fuse is a file that bears a moment's name.  Whoever comes to the moment may take it away, and dies then.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from gunicorn.app.wsgiapp import run

from server import create_app
from tests.faults.deaths import halve, moments
from tests.faults.planted_real import REAL
from tests.faults.story import PAGE

ROOT = Path(__file__).parent.parent.parent
FUSES, PLANTED = "GUANHU_FAULT_FUSES", "GUANHU_FAULT_PLANTED"
EVERYBODY = "everybody"
TAKEN = 0.3
"""How likely it is; else of all the writes of a request only the first would ever be somebody's last."""
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_bugs = ExitStack()


def serve(port: int, log: Path, environment: dict[str, str]) -> None:
    """Become gunicorn in a group of its own; it does not outlive whoever started it."""
    os.setsid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.chdir(ROOT)
    os.environ.update(environment)
    sys.argv = ["gunicorn", "tests.faults.doomed:app()", "--bind", f"127.0.0.1:{port}"]
    sys.argv += ["--config", "scripts/gunicorn_conf.py"]
    run()


def app() -> Flask:
    """Return a worker's app, once the worker has left its number where the fuses lie."""
    made, fuses = create_app(), Path(os.environ[FUSES])

    def burn(moment: str, handle: int) -> None:
        burnt = fuses / f"burnt-{os.getpid()}"
        try:
            if random.random() > TAKEN:  # noqa: S311  no secret
                return
            (fuses / name_of(moment)).rename(burnt)
        except FileNotFoundError:
            return
        halve(handle)
        if burnt.read_text() == EVERYBODY:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    if planted := os.environ[PLANTED]:
        _bugs.enter_context(REAL[planted]())
    for module in ("server.services.feed.queries", "server.web.sync.feed"):
        _bugs.enter_context(patch(f"{module}.PAGE", PAGE))
    _bugs.enter_context(moments(burn))
    (fuses / f"worker-{os.getpid()}").touch()
    return made


def name_of(moment: str) -> str:
    return moment.replace(" ", "-")
