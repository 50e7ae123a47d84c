"""What /metrics reads from the database at that moment: what waits, and how long ago each sweep was done."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from math import inf
from pathlib import Path

import structlog
from flask import current_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from server.core.clock import now
from server.core.db import db
from server.services.sweeps.queries import finished_at
from server.web.quarantine.queries import waiting_by_county

log = structlog.get_logger()


class State(Collector):
    """Gauges of this moment; when the database does not answer, they say so instead of failing."""

    def collect(self) -> Iterator[Metric]:
        yield _build()
        yield _free()
        try:
            found = [*_sweeps(), *_quarantine()]
        except SQLAlchemyError:
            log.exception("the database does not answer")
            found = []
        yield GaugeMetricFamily("guanhu_database_up", "1 when the database answers.", float(bool(found)))
        yield from found


def _build() -> Metric:
    labels = ["version", "commit", "python", "database"]
    family = GaugeMetricFamily("guanhu_build", "What is running; always 1.", labels=labels)
    version, commit = current_app.config["VERSION"], commit_of(Path(current_app.root_path).parent)
    family.add_metric([version, commit, platform.python_version(), db.engine.dialect.name], 1)
    return family


@cache
def commit_of(folder: Path) -> str:
    """Return the commit that `make dist` wrote down, or "source" for a working copy."""
    written = folder / "COMMIT"
    return written.read_text().strip() if written.exists() else "source"


def _free() -> Metric:
    free = shutil.disk_usage(current_app.config["DATA"]).free
    return GaugeMetricFamily("guanhu_data_free_bytes", "Room left where the data folder lies.", free)


def _sweeps() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "guanhu_sweep_age_seconds",
        "Since a sweep last finished; +Inf before the first time.",
        labels=["sweep"],
    )
    finished = finished_at()
    for name in current_app.extensions["sweeps"]:
        family.add_metric([name], _age(finished.get(name)))
    yield family


def _quarantine() -> Iterator[Metric]:
    count = GaugeMetricFamily(
        "guanhu_quarantine_waiting", "Items that wait for a person's decision.", labels=["county"]
    )
    age = GaugeMetricFamily(
        "guanhu_quarantine_oldest_seconds", "Age of the item that waits longest.", labels=["county"]
    )
    for county_code, waiting, oldest in waiting_by_county():
        count.add_metric([county_code], waiting)
        age.add_metric([county_code], _age(oldest))
    yield count
    yield age


def _age(moment: datetime | None) -> float:
    return inf if moment is None else (now() - moment).total_seconds()
