"""Prints the county's evening, on SQLite and on PostgreSQL: `python -m benchmarks.evening`.

13 visits and 40 photos a second for ten minutes, then four times that for one, from 200 phones to what
`make run` runs; a villager opens a page twice a second.  Ends with 1 when anything that was acknowledged is
lost or twice, or a page did not come.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from math import nan
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from benchmarks.evening import county as counties
from benchmarks.evening.album import album
from benchmarks.evening.county import Carried, County
from benchmarks.evening.crowd import Notes, Photo, Sample, Sender, Villager, Visit
from benchmarks.evening.ground import Place, serving
from benchmarks.evening.restore import database
from benchmarks.evening.verdict import Verdict, count, judge
from tests.makers import Signed, note_of, visit_of

ITEMS_A_S, PHOTOS_A_S, TIMES = 13.0, 40.0, 4
QUIET_SHARE = 0.1
PHOTO_AFTER_S = 1.0  # one photo after the other, as the phone comes to them
WITH_PROBLEM = 10  # every so many visits
Figures = dict[str, tuple[float, float]]
HEADING = "          asked/s      done/s      visit p50, p95 (times)    photo    page    shed"
DRAIN_S, TELL_EVERY_S = 3600, 10


@dataclass(frozen=True)
class Part:
    """A stretch of the evening, in seconds from its beginning; share of 13 and 40 a second."""

    name: str
    begins: float
    ends: float
    share: float

    @property
    def seconds(self) -> float:
        return self.ends - self.begins

    def holds(self, moment: float) -> bool:
        return self.begins <= moment < self.ends


@dataclass
class Evening:
    """What one evening showed; `busy` is the part of one processor that the phones took while it lasted."""

    parts: list[Part]
    visits: list[Visit]
    notes: Notes
    busy: float
    drained: float
    verdict: Verdict


def parts_of(quiet: float, seconds: float, burst: float, share: float) -> list[Part]:
    return [
        Part("quiet", 0, quiet, QUIET_SHARE * share),
        Part("evening", quiet, quiet + seconds, share),
        Part("burst", quiet + seconds, quiet + seconds + burst, TIMES * share),
    ]


def saved(phones: list[Carried], parts: list[Part]) -> dict[int, list[Visit]]:
    """Return what each phone saves when; every photo is another one."""
    chance = random.Random(7)  # noqa: S311  every run saves the same
    made: dict[int, list[Visit]] = {number: [] for number in range(len(phones))}
    photos = 0
    for part in parts:
        moments = sorted(
            chance.uniform(part.begins, part.ends)
            for _ in range(round(ITEMS_A_S * part.share * part.seconds))
        )
        for number, due in enumerate(moments):
            many = int(PHOTOS_A_S / ITEMS_A_S * (number + 1)) - int(PHOTOS_A_S / ITEMS_A_S * number)
            which = chance.randrange(len(phones))
            made[which].append(_visit(phones[which], due, range(photos, photos + many)))
            photos += many
    return made


def _visit(who: Carried, due: float, numbers: range) -> Visit:
    problem = "WE01" if numbers.start % WITH_PROBLEM == 0 else None
    signed = Signed(None, who.user_id, who.county_code, "")  # type: ignore[arg-type]  only its name is used
    raws = [album().photo(number) for number in numbers]
    slots = [
        f"problem/{problem}/1" if problem and not place else f"overview/{place}" for place in range(len(raws))
    ]
    notes = [note_of(slot, raw) for slot, raw in zip(slots, raws, strict=True)]
    item = visit_of(signed, who.well, problem).changed(files=notes)
    photos = [
        Photo(due + PHOTO_AFTER_S * (place + 1), number, hashlib.sha256(raw).hexdigest())
        for place, (number, raw) in enumerate(zip(numbers, raws, strict=True))
    ]
    return Visit(due, item, photos)


def spend(county: County, parts: list[Part]) -> Evening:
    """Let the evening happen, wait until every phone is empty, and look what is there."""
    made = saved(county.phones, parts)
    visits = [visit for each in made.values() for visit in each]
    engine = create_engine(county.place.database, poolclass=NullPool)
    with engine.connect() as line:
        before = count(line)
    with serving(county.place, sweeps=True) as (port, _server):
        notes = Notes()
        villager = Villager(port, county.tokens, notes)
        senders = [
            Sender(carried.phone(port), made[number], notes, parts[-1].ends + DRAIN_S)
            for number, carried in enumerate(county.phones)
        ]
        for thread in (villager, *senders):
            thread.start()
        busy = _busy(notes, parts[1])
        _wait_for(senders, visits, notes)
        drained = max(0.0, notes.now() - parts[-1].ends)
        villager.over.set()
        villager.join()
    with engine.connect() as line:
        verdict = judge(line, county.place.data / "files", visits, before)
    return Evening(parts, visits, notes, busy, drained, verdict)


def _wait_for(senders: list[Sender], visits: list[Visit], notes: Notes) -> None:
    """Return once every phone is empty; tell how far they are meanwhile."""
    told = 0.0
    while any(sender.is_alive() for sender in senders):
        time.sleep(0.2)
        if notes.now() - told > TELL_EVERY_S:
            told, settled = notes.now(), sum(visit.settled for visit in visits)
            print(
                f"  {told:5.0f} s: {settled} of {len(visits)} settled, {len(notes.shed)} shed",
                file=sys.stderr,
            )


def _busy(notes: Notes, part: Part) -> float:
    time.sleep(max(0.0, part.begins - notes.now()))
    began = time.process_time()
    time.sleep(max(0.0, part.ends - notes.now()))
    return (time.process_time() - began) / part.seconds


def show(name: str, evening: Evening) -> None:
    """Print a line for each part, milliseconds from when it was due; in brackets how many times the quiet."""
    notes, verdict = evening.notes, evening.verdict
    print(f"{name}: {len(evening.visits)} visits, {sum(len(one.photos) for one in evening.visits)} photos")
    print(HEADING)
    quiet = _figures(evening, evening.parts[0])
    for part in evening.parts:
        own = _figures(evening, part)
        took = [f"{own[kind][0]:7.0f} {own[kind][1]:7.0f} {_times(own, quiet, kind):>8}" for kind in own]
        asked = f"{ITEMS_A_S * part.share:4.1f} {PHOTOS_A_S * part.share:5.1f}"
        done = f"{_rate(evening, part, 'item'):5.1f} {_rate(evening, part, 'photo'):5.1f}"
        print(f"{part.name:8} {asked}   {done}", *took, f"{sum(map(part.holds, notes.shed)):6}")
    print(f"shed {len(notes.shed)}, unanswered {len(notes.unanswered)}, all here {evening.drained:.0f} s "
          f"after the burst, lost {len(verdict.lost)}, duplicated {len(verdict.duplicated)}, "
          f"phones took {evening.busy:.0%} of a processor", flush=True)  # fmt: skip
    for wrong, times in Counter([*notes.odd, *verdict.lost, *verdict.duplicated]).most_common(10):
        print(f"  {times} times: {wrong}")


def _times(own: Figures, quiet: Figures, kind: str) -> str:
    return f"({own[kind][1] / quiet[kind][1]:.1f})"


def _figures(evening: Evening, part: Part) -> Figures:
    """Return the median and the slowest twentieth of what was due in a part, in milliseconds."""
    return {kind: _of(evening.notes.samples, kind, part) for kind in ("item", "photo", "page")}


def _of(samples: list[Sample], kind: str, part: Part) -> tuple[float, float]:
    took = sorted(one.seconds * 1000 for one in samples if one.kind == kind and part.holds(one.due))
    return (statistics.median(took), took[int(len(took) * 0.95)]) if took else (nan, nan)


def _rate(evening: Evening, part: Part, kind: str) -> float:
    return sum(one.kind == kind and part.holds(one.done) for one in evening.notes.samples) / part.seconds


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=600, help="how long the evening lasts")
    asked.add_argument("--burst", type=float, default=60, help="how long four times as much comes")
    asked.add_argument(
        "--quiet", type=float, default=30, help="how long a tenth comes beforehand, to compare"
    )
    asked.add_argument("--db", choices=["sqlite", "postgresql"], action="append")
    asked.add_argument(
        "--assets", type=int, default=3000, help="things of the county, 15 a village and worker"
    )
    asked.add_argument("--share", type=float, default=1, help="of 13 and 40 a second, on a machine in use")
    asked.add_argument("--phones", type=int, default=200)
    chosen = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # no server outlives it
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    clean = True
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="guanhu-evening-") as folder, database(kind) as (url, _other):
            place = Place(Path(folder, "data"), url, demo=True)
            evening = spend(
                counties.load(place, chosen.assets, chosen.phones),
                parts_of(chosen.quiet, chosen.seconds, chosen.burst, chosen.share),
            )
            show(kind, evening)
            clean = clean and evening.verdict.is_clean and not evening.notes.odd
    sys.exit(not clean)


if __name__ == "__main__":
    main()
