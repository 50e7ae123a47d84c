"""Sweep processes as a test sees them: threads with connections and clocks of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

from flask import Flask

from server.core.db import db
from server.services.sweeps.actions import Sweep, sweep_all


def sweep_at_once(apps: list[Flask], sweeps: Mapping[str, Sweep]) -> list[int]:
    """Let each app's process sweep the same things at the same moment; returns what each changed."""
    start = Barrier(len(apps))

    def process(number: int) -> int:
        with apps[number].app_context():
            start.wait()
            changed = sweep_all(sweeps, f"process {number}")
            db.session.remove()
            return changed

    with ThreadPoolExecutor(len(apps)) as pool:
        return list(pool.map(in_own_context(process), range(len(apps))))


def in_own_context(work: Callable[[int], int]) -> Callable[[int], int]:
    return lambda number: Context().run(work, number)
