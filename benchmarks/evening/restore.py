"""Prints RPO and RTO of a server that dies while phones push: `python -m benchmarks.evening.restore`.

Phones push visits; a backup is made meanwhile; the whole server is killed; the backup is restored into an
empty place; the phones offer again what was acknowledged.  Whatever is then missing ends it with 1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from benchmarks.evening.ground import Phone, Place, serving, settle, sign_in
from server.services.backups.queries import newest
from server.services.feed.models import Item as Kept
from tests import postgres
from tests.makers import Item

PHONES = 3


@dataclass
class Told:
    """What the phones know: which items were acknowledged, and the server's epoch."""

    epoch: str = ""
    acknowledged: list[Item] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def push(self, phone: Phone, place: Place) -> None:
        """Push one visit after the other until the server is gone."""
        while not self.over.is_set():
            item = phone.visit(place.asset_id, [])
            try:
                answer = phone.push(item)
            except (OSError, http.client.HTTPException):
                continue
            if answer.status == 200 and json.loads(answer.body)["status"] == "accepted":
                self.acknowledged.append(item)


def load_until_killed(place: Place, folder: Path, seconds: float) -> tuple[Told, float]:
    """Push, make a backup in the middle, kill the server; returns what was acknowledged and when it died."""
    told = Told()
    with serving(place) as (port, server):
        first = sign_in(port)
        told.epoch = epoch_of(first)
        pushing = [threading.Thread(target=told.push, args=(first.another(), place)) for _ in range(PHONES)]
        for one in pushing:
            one.start()
        time.sleep(seconds / 2)
        place.flask("backup", str(folder))
        time.sleep(seconds / 2)
        os.killpg(server.pid, signal.SIGKILL)
        died = time.time()
        told.over.set()
        for one in pushing:
            one.join()
    return told, died


def restore(folder: Path, target: Place) -> None:
    [backup] = folder.glob("2*")
    target.flask("restore", str(backup), "--into", str(target.data))


def offer_again(target: Place, told: Told) -> float:
    """Start on the restored place and offer everything, as phones do at a new epoch; returns when it rose."""
    with serving(target) as (port, _server):
        up, phone = time.time(), sign_in(port)
        assert epoch_of(phone) != told.epoch, "no phone would have known that the server is an older one"
        for item in told.acknowledged:
            answer = phone.push(item)
            assert answer.status == 200, answer
            assert json.loads(answer.body)["status"] == "accepted", answer.body
    return up


def epoch_of(phone: Phone) -> str:
    return str(json.loads(phone.ask("GET", "/api/v1/feed").body.splitlines()[-1])["restore_epoch"])


def missing_from(place: Place, told: Told) -> int:
    with create_engine(place.database, poolclass=NullPool).connect() as line:
        here = {str(one) for one in line.scalars(select(Kept.id))}
    return sum(item.id not in here for item in told.acknowledged)


def drill(name: str, place: Place, target: Place, seconds: float) -> int:
    """Print one line; returns how many acknowledged items are missing in the end."""
    folder = place.data.parent / "backups"
    told, died = load_until_killed(place, folder, seconds)
    began = time.time()
    restore(folder, target)
    missing = missing_from(target, told)
    up = offer_again(target, told)
    made, lost = newest(folder), missing_from(target, told)
    assert made is not None
    print(f"{name:12} acknowledged {len(told.acknowledged):5}   RPO {died - made.made_at.timestamp():5.1f} s "
          f"({missing} items, offered again)   RTO {up - began:5.1f} s   lost {lost}")  # fmt: skip
    return lost


@contextmanager
def database(kind: str) -> Iterator[tuple[str, str]]:
    """Lend two empty databases, the one that dies and the one restored into; empty urls for SQLite."""
    if kind == "sqlite":
        yield "", ""
        return
    server = postgres.start(durable=True)
    try:
        with create_engine(f"{server.url}/postgres", isolation_level="AUTOCOMMIT").connect() as line:
            for name in ("guanhu_dies", "guanhu_lives"):
                line.execute(text(f"CREATE DATABASE {name}"))
        yield f"{server.url}/guanhu_dies", f"{server.url}/guanhu_lives"
    finally:
        server.stop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--seconds", type=float, default=20, help="how long phones push; the backup is made halfway"
    )
    asked.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    chosen = asked.parse_args()
    lost = 0
    for kind in chosen.database or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="guanhu-drill-") as folder, database(kind) as (dies, lives):
            place = settle(Path(folder, "dies"), dies)
            target = replace(place, data=Path(folder, "lives"), database_url=lives)
            lost += drill(kind, place, target, chosen.seconds)
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
