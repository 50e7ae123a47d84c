"""What the processes of one installation count for /metrics: numbers, no person and no place.

Each process counts for itself; with PROMETHEUS_MULTIPROC_DIR (scripts/serve.py) they are summed when read.
"""

from __future__ import annotations

from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

disable_created_metrics()  # type: ignore[no-untyped-call]
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

requests = Counter(
    "guanhu_requests", "Answers by method, route rule and class of status.", ["method", "route", "status"]
)
request_seconds = Histogram(
    "guanhu_request_seconds", "From the first look at a request to its answer.", ["route"], buckets=SECONDS
)
items = Counter("guanhu_items", "Items that phones brought, by what became of them.", ["status"])
files = Counter("guanhu_files_received", "Files whose bytes arrived and were new to their county.")
shed = Counter("guanhu_shed", "Requests put off for want of a slot or of room on the disk.", ["why"])
sweep_failures = Counter("guanhu_sweep_failures", "Rounds of a sweep that failed.", ["sweep"])
database_errors = Counter("guanhu_database_errors", "Refusals of the database by kind.", ["kind"])


def counted() -> CollectorRegistry:
    """Return what all processes of this host have counted since they started together."""
    together = CollectorRegistry()
    try:
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    except ValueError:  # no folder was named: this process is alone, as under `flask run`
        return REGISTRY
    return together


def watch(engine: Engine) -> None:
    """Count what the database refuses; IntegrityError is often two phones saying the same thing at once."""
    event.listen(engine, "handle_error", _count_error)


def _count_error(context: ExceptionContext) -> Any:
    found = context.sqlalchemy_exception or context.original_exception
    database_errors.labels(type(found).__name__).inc()
