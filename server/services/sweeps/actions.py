"""Running what is due, once, wherever the process stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.services.audit_log.actions import SYSTEM, acting_as
from server.services.sweeps.models import SweepLease

LEASE = timedelta(minutes=10)
BATCH = 100
log = structlog.get_logger()
Sweep = Callable[[int], int]
"""Takes at most so many due rows, changes each for good, returns how many it changed."""


def sweep_all(sweeps: Mapping[str, Sweep], holder: str) -> int:
    """Run every sweep whose lease is free until nothing is due; returns how many rows changed.

    A sweep that fails is logged and does not stop the others.
    """
    changed = 0
    for name, sweep in sweeps.items():
        if not _take(name, holder):
            continue
        try:
            with acting_as(SYSTEM):
                changed += _drain(sweep)
        except Exception:
            db.session.rollback()
            log.exception("sweep failed", sweep=name)
        _give_back(name, holder)
    return changed


def _drain(sweep: Sweep) -> int:
    total = 0
    while done := sweep(BATCH):
        total += done
    return total


def _take(name: str, holder: str) -> bool:
    with unit_of_work() as session:
        lease = session.get(SweepLease, name, with_for_update=True)
        if lease is None:
            lease = SweepLease(name=name, holder=holder, until=now())
            session.add(lease)
        if lease.until > now() and lease.holder != holder:
            return False
        lease.holder, lease.until = holder, now() + LEASE
    return True


def _give_back(name: str, holder: str) -> None:
    with unit_of_work() as session:
        lease = session.get(SweepLease, name, with_for_update=True)
        if lease is not None and lease.holder == holder:
            lease.until, lease.last_finished_at = now(), now()
