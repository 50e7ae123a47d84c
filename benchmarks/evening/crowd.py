"""The phones of an evening: what is saved when stands beforehand, what is shed comes back as phones do it.

Open loop: a visit waits from the moment that it was saved, not from the one at which its phone came to
send it, so that a server that stands still is not spared.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from benchmarks.evening.album import album
from benchmarks.evening.ground import Answer, Phone
from tests.makers import Item

BASE_S, MOST_S, MOST_WHEN_ASKED_S, LONGEST_NAP_S = 2.0, 600.0, 60.0, 1.0
PAGE_EVERY_S = 0.5
KEPT, SHED = {200, 201}, {429, 503, 507}


@dataclass
class Photo:
    """One picture of a visit, by its number in the album; due as seconds of the evening."""

    due: float
    number: int
    sha256: str


@dataclass
class Visit:
    """What a worker saved at a moment of the evening, and how far it is."""

    due: float
    item: Item
    photos: list[Photo]
    acknowledged: bool = False
    carried: int = 0
    settled: bool = False

    @property
    def next_due(self) -> float:
        """When its next photo is due; once all are carried it only asks what is still missing."""
        return self.photos[min(self.carried, len(self.photos) - 1)].due


@dataclass(frozen=True)
class Sample:
    """One thing that got through: when it was due, when it was there, and what the last answer took."""

    kind: str
    due: float
    done: float
    answer_s: float

    @property
    def seconds(self) -> float:
        return self.done - self.due


@dataclass
class Notes:
    """What happened in one evening; many threads append."""

    began: float = field(default_factory=time.monotonic)
    samples: list[Sample] = field(default_factory=list)
    shed: list[float] = field(default_factory=list)
    unanswered: list[float] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def now(self) -> float:
        return time.monotonic() - self.began


@dataclass
class Rest:
    """How long something waits after so many failures: full jitter, or once to twice what the server asks."""

    until: float = 0.0
    failures: int = 0

    def longer(self, now: float, asked_s: float) -> None:
        self.failures += 1
        most = MOST_WHEN_ASKED_S if asked_s else MOST_S
        jitter = min(most, random.uniform(0, min(MOST_S, BASE_S * 2 ** min(self.failures, 20))))  # noqa: S311
        self.until = now + max(asked_s * random.uniform(1, 2), jitter)  # noqa: S311

    def over(self) -> None:
        self.failures, self.until = 0, 0.0


class Sender(threading.Thread):
    """One phone, which sends one thing at a time: visits first, their photos after, photos rest alone."""

    def __init__(self, phone: Phone, visits: list[Visit], notes: Notes, ends: float) -> None:
        super().__init__(daemon=True)
        self.phone, self.notes, self.ends = phone, notes, ends
        self.fresh = deque(sorted(visits, key=lambda visit: visit.due))
        self.lacking: deque[Visit] = deque()
        self.line, self.photos = Rest(), Rest()

    def run(self) -> None:
        while (self.fresh or self.lacking) and self.notes.now() < self.ends:
            now, moment = self.notes.now(), self._next_moment()
            if now < moment:
                time.sleep(min(LONGEST_NAP_S, moment - now))
            elif self.fresh and self.fresh[0].due <= now:
                self._push(self.fresh[0])
            else:
                self._complete(self.lacking[0])

    def _next_moment(self) -> float:
        moments = [self.fresh[0].due] if self.fresh else []
        if self.lacking:
            moments.append(max(self.photos.until, self.lacking[0].next_due))
        return max(self.line.until, min(moments))

    def _push(self, visit: Visit) -> None:
        answer = self._answer(lambda: self.phone.push(visit.item), self.line)
        if answer is None:
            return
        self.fresh.popleft()
        told = json.loads(answer.body)
        self._note("item", visit.due, answer)
        visit.acknowledged = told["status"] == "accepted"
        if not visit.acknowledged:
            self.notes.odd.append(f"item {told['status']} {told['reason_code']}")
        elif visit.photos:
            self.lacking.append(visit)

    def _complete(self, visit: Visit) -> None:
        """Carry one photo of a visit; after the last one ask what it still lacks."""
        if visit.carried < len(visit.photos):
            photo = visit.photos[visit.carried]
            answer = self._answer(lambda: self.phone.carry(album().photo(photo.number)), self.photos)
            if answer is not None:
                visit.carried += 1
                self._note("photo", photo.due, answer)
            return
        answer = self._answer(lambda: self.phone.push(visit.item), self.line)
        if answer is not None:
            self.lacking.popleft()
            missing = json.loads(answer.body)["missing_files"]
            visit.settled = not missing
            self.notes.odd += [f"still missing {sha256}" for sha256 in missing]

    def _answer(self, ask: Callable[[], Answer], rest: Rest) -> Answer | None:
        """Return the answer that took it in; None when it is to come again after a rest."""
        try:
            answer = ask()
        except (OSError, http.client.HTTPException):
            self.notes.unanswered.append(self.notes.now())
            self.line.longer(self.notes.now(), 0)
            return None
        if answer.status in KEPT:
            rest.over()
            return answer
        if answer.status in SHED:
            self.notes.shed.append(self.notes.now())
        else:
            self.notes.odd.append(f"status {answer.status}")
        rest.longer(self.notes.now(), answer.retry_after_s)
        return None

    def _note(self, kind: str, due: float, answer: Answer) -> None:
        self.notes.samples.append(Sample(kind, due, self.notes.now(), answer.seconds))


class Villager(threading.Thread):
    """Somebody opens the page of a plate twice a second, each on a line of his own, and waits for nobody."""

    def __init__(self, port: int, tokens: list[str], notes: Notes) -> None:
        super().__init__(daemon=True)
        self.port, self.tokens, self.notes = port, tokens, notes
        self.over = threading.Event()

    def run(self) -> None:
        due, looking = self.notes.now(), list[threading.Thread]()
        while not self.over.is_set():
            looking.append(threading.Thread(target=self._look, args=(due,), daemon=True))
            looking[-1].start()
            due += PAGE_EVERY_S
            time.sleep(max(0.0, due - self.notes.now()))
        for one in looking:
            one.join()

    def _look(self, due: float) -> None:
        stranger = Phone(self.port, uuid4(), "", {})
        try:
            answer = stranger.ask("GET", f"/t/{random.choice(self.tokens)}")  # noqa: S311
        except (OSError, http.client.HTTPException):
            self.notes.odd.append("page unanswered")
            return
        finally:
            if stranger.line is not None:
                stranger.line.close()
        if answer.status not in KEPT:
            self.notes.odd.append(f"page {answer.status}")
        self.notes.samples.append(Sample("page", due, self.notes.now(), answer.seconds))
