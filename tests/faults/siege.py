"""One round of the kill tier: phones at work at once, while the server is killed under them."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.services.feed.models import Item, ItemBytes
from server.services.files.models import CountyBlob
from tests.faults.checks import broken_promises
from tests.faults.deaths import MOMENTS
from tests.faults.ground import SECRET, Ground
from tests.faults.hands import WORKING, save_something
from tests.faults.phone import Phone, Receipt
from tests.faults.place import secret_of, wire_of
from tests.faults.proxy import BadRoad
from tests.faults.real import Server
from tests.faults.road import Road
from tests.faults.story import RECORDS, Finding, Story, Told
from tests.faults.wire import Inside

CUT = 0.25
EVERYBODY, WORKER = "of everybody", "of a worker"
IN_TURN = (EVERYBODY, *MOMENTS[:2], WORKER, *MOMENTS[2:])
STRIKES = 5
"""Of each round, so that all of them come up in two rounds, and somebody is killed outright in each."""
FUSE_SECONDS = 5.0
PATIENCE_SECONDS = 60.0
"""In so long some phone has a receipt after a death, and everything is through after the faults (I16)."""
PAGES = 3
SHELF = 3
"""Whoever has so many items waiting saves no more."""
NEEDED = ("receipts", "requests cut", "answers cut", *(f"deaths {kind}" for kind in IN_TURN))


class Siege(Story):
    """A place behind a real server; phones reach it over the bad road only."""

    def __init__(self, ground: Ground, server: Server, road: BadRoad) -> None:
        super().__init__(ground.app, ground.fresh())
        self.server, self.road, self.over = server, road, threading.Event()
        self.seen: Counter[str] = Counter()
        for phone in self.phones.values():
            assert isinstance(phone.wire, Inside)
            phone.wire = Road(road, phone.wire.secret, phone.wire.csrf)

    def sign_in(self, phone: Phone) -> None:
        with self.app.app_context():
            inside = wire_of(self.app, secret_of(phone.user_id, phone.name))
        phone.wire, phone.signed_out = Road(self.road, inside.secret, inside.csrf), False

    def has_bytes(self, item_id: str, sha256: str) -> bool:
        with self.app.app_context():
            return db.session.get(ItemBytes, (UUID(item_id), sha256)) is not None

    def blobs_of(self, county_code: str) -> set[str]:
        with self.app.app_context():
            return set(db.session.scalars(select(CountyBlob.sha256).filter_by(county_code=county_code)))

    def heard(self, phone: Phone, receipt: Receipt) -> None:
        super().heard(phone, receipt)
        self.seen["receipts"] += 1

    def start(self) -> None:
        self.server.start()
        self.road.target = self.server.port

    # ---- faults

    def rage(self, strikes: list[str], chance: random.Random) -> None:
        """Let everybody work while the server is killed so, then let the faults end."""
        self.road.cut = CUT
        with ThreadPoolExecutor(len(WORKING)) as hands:
            seeds = {name: chance.random() for name in WORKING}
            working = [hands.submit(self._work, name, random.Random(seeds[name])) for name in WORKING]  # noqa: S311
            try:
                for kind in strikes:
                    self._await_life()
                    self.over.wait(chance.random() / 3)
                    self._strike(kind, chance)
                self._await_life()
            finally:
                self.over.set()
        for one in working:
            one.result()
        self.road.cut = 0.0
        self.seen += Counter({f"{way}s cut": count for way, count in self.road.cuts.items()})

    def _await_life(self) -> None:
        """Return once some phone has had another receipt; without one the server has stalled."""
        before, deadline = self.seen["receipts"], time.monotonic() + PATIENCE_SECONDS
        while self.seen["receipts"] == before:
            if not self.server.is_up:  # a fuse for everybody may have been taken a moment ago
                self.start()
            if time.monotonic() > deadline:
                self.find("stalled", f"no receipt in {PATIENCE_SECONDS:.0f} s")
                return
            time.sleep(0.01)

    def _strike(self, kind: str, chance: random.Random) -> None:
        if kind == EVERYBODY:
            self.server.kill()
            died = True
        elif kind == WORKER:
            died = self.server.kill_worker(chance)
        else:
            self.server.lay_fuse(kind, everybody=chance.random() < 0.25)
            died = self.server.has_burnt(kind, FUSE_SECONDS)
        self.seen[f"deaths {kind}"] += died

    def _work(self, name: str, chance: random.Random) -> None:
        phone = self.phones[name]
        while not self.over.is_set():
            if len(phone.outbox) < SHELF:
                save_something(self, phone, chance)
            phone.push_items(phone.waiting())
            for item_id in phone.lacking():
                self.carry(phone, item_id)
            for _ in range(PAGES):
                if not phone.pull():
                    break
            time.sleep(chance.random() / 20)

    # ---- peace

    def end(self) -> list[Finding]:
        """Return what is broken after everything was sent."""
        if not self.server.is_up:
            self.start()
        begun = time.monotonic()
        self.drain()
        if (took := time.monotonic() - begun) > PATIENCE_SECONDS:
            self.find("stalled", f"it took {took:.0f} s until everything was sent")
        return [*broken_promises(self), *self._kept_aside()]

    def _kept_aside(self) -> Iterator[Finding]:
        """A death is no reason to keep a record aside for a person to look at."""
        with self.app.app_context():
            query = select(Item.id, Item.kind, Item.status).where(Item.kind.in_(RECORDS))
            for item_id, kind, status in db.session.execute(query):
                if str(item_id) in self.made and status != "accepted":
                    yield Finding("corrupt", f"a {kind} became {status}")


@contextmanager
def besieged(ground: Ground, by_seed: str, planted: str) -> Iterator[Siege]:
    """Put the place behind a server of its own; all of it is gone afterwards."""
    road = BadRoad(by_seed)
    server = Server(ground.data, "", SECRET, planted)
    try:
        siege = Siege(ground, server, road)
        server.database_url = ground.standing.url
        siege.start()
        yield siege
    finally:
        server.kill()
        road.close()
        ground.standing.rest()
        ground.built.drop(server.database_url)


def run(ground: Ground, rounds: int, by_seed: int, planted: str = "") -> Told:
    """Run so many rounds; it ends at the first that breaks a promise."""
    told, turn = Told(), islice(cycle(IN_TURN), by_seed % len(IN_TURN), None)
    for count in range(rounds):
        name = f"{by_seed}-{count}"
        with besieged(ground, name, planted) as siege:
            siege.rage(list(islice(turn, STRIKES)), random.Random(name))  # noqa: S311  no secret
            found = siege.end()
        kinds, words = Counter(one.what for one in found), [f"{one.what}: {one.words}" for one in found]
        told.add(Told(1, found=kinds, words=words, seen=siege.seen))
        if found:
            break
    return told
