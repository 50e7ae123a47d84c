"""Running what is due, once, wherever the process stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError

from server.core import meters
from server.core.clock import now
from server.core.db import attempt, db, unit_of_work
from server.services.audit_log.actions import SYSTEM, acting_as
from server.services.sweeps.models import SweepLease

LEASE = timedelta(minutes=10)
BATCH = 100
log = structlog.get_logger()
Sweep = Callable[[int], int]
"""Takes at most so many due rows, changes each for good, returns how many it changed."""


def sweep_all(sweeps: Mapping[str, Sweep], holder: str) -> int:
    """Run every sweep whose lease is free until nothing is due; returns how many rows changed.

    A sweep that fails is logged and counted on its lease, and does not stop the others.
    """
    changed = 0
    for name, sweep in sweeps.items():
        try:
            with acting_as(SYSTEM):
                changed += _run(name, sweep, holder)
        except Exception:
            db.session.rollback()
            log.exception("sweep failed", sweep=name)
            meters.sweep_failures.labels(name).inc()
            _note_failure(name, holder)
    return changed


def _run(name: str, sweep: Sweep, holder: str) -> int:
    if not _take(name, holder):
        return 0
    total = 0
    while done := sweep(BATCH):
        total += done
        if not _take(name, holder):  # slower than its lease, and somebody else went on
            return total
    _give_back(name, holder)
    return total


def _take(name: str, holder: str) -> bool:
    """Take or lengthen the lease; False while somebody else holds it."""
    with unit_of_work():
        lease = _locked(name, holder)
        if lease.until > now() and lease.holder != holder:
            return False
        lease.holder, lease.until = holder, now() + LEASE
    return True


def _locked(name: str, holder: str) -> SweepLease:
    if db.session.get(SweepLease, name) is None:
        try:
            with attempt():
                db.session.add(SweepLease(name=name, holder=holder, until=now()))
                db.session.flush()
        except IntegrityError:  # another process came first by a hair
            db.session.expire_all()
    return db.session.get_one(SweepLease, name, with_for_update=True, populate_existing=True)


def _give_back(name: str, holder: str) -> None:
    with unit_of_work():
        lease = _locked(name, holder)
        if lease.holder == holder:
            lease.until = lease.last_finished_at = now()
            lease.failed_count = 0


def _note_failure(name: str, holder: str) -> None:
    with unit_of_work():
        lease = _locked(name, holder)
        lease.last_failed_at, lease.failed_count = now(), lease.failed_count + 1
        if lease.holder == holder:
            lease.until = now()
