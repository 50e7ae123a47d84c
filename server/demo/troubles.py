"""What went wrong in the past year, thing by thing: when it was found, by whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import count
from uuid import UUID

from server.core.clock import local, start_of, today
from server.core.ids import derived_id
from server.demo.chance import between, dated_id, pick
from server.demo.paths import LATELY, PAST, PUBLIC_ONLY, UPWARD, Path
from server.demo.people import user_id
from server.demo.rounds import Almanac, Round
from server.demo.size import THREAD_THINGS, THREAD_VILLAGES
from server.demo.standing import stands_apart
from server.demo.stories import story_keys
from server.demo.things import Thing, things
from server.demo.visits import SENT_AFTER, moment_of
from server.services.settings.rules import SETTINGS

EIGHT, BETWEEN_STEPS = timedelta(hours=8), timedelta(minutes=37)
SETTLED_DAYS = 32  # more than the longest path that ends: what was found before is over by today
LATELY_ONE_IN = 24
TROUBLED_OF_TWENTY, PUBLIC_OF_TEN = 7, 4
OCCUPIED = "occupied"
_SPOT_FIXABLE = frozenset({"rural_road", "canal"})
VERDICTS = frozenset({"confirm", "reject", "transfer"})
SAMPLED_PERCENT: int = SETTINGS["spot_fix_review_percent"].default
WORDS = (
    "下过雨以后就这样了", "看着有些日子了", "昨天还好好的", "得赶紧弄，要不越来越厉害", "老人娃娃路过不方便",
    "一到晚上就犯毛病", "去年修过一回，又坏了", "拍了照片，就在路边上", "用的人多，都在说",
    "先拿绳子拦了一下",
)  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """One trouble with one thing; `number` counts the thing's troubles from 0.

    code    the question that was answered 有问题, or a kind of public report
    round   the round whose visit found it; None: a villager told
    steps   what happened, each with its moment; the first one is the finding
    """

    thing: Thing
    number: int
    code: str
    severity: str | None
    words: str
    round: Round | None
    path: Path
    steps: tuple[tuple[str, datetime], ...]

    @property
    def found_on(self) -> date:
        return local(self.steps[0][1]).date()

    @property
    def ended_on(self) -> date:
        """The day of the last step; the last day of all while something is left to do."""
        return local(self.steps[-1][1]).date() if self.path.is_over else date.max

    @property
    def is_judged(self) -> bool:
        """True when somebody has given a verdict, or looked at what was mended on the spot."""
        return self.path.is_over if self.path.needs_spot_fix else not VERDICTS.isdisjoint(dict(self.steps))

    @property
    def confirmed(self) -> tuple[UUID, datetime] | None:
        """Who confirmed it, having looked at the pictures, and when; None: nobody did."""
        home, at = self.thing.village, dict(self.steps).get("confirm")
        at_home = first_level(self.thing, self.code) == "village"
        name = f"village{home.number}" if at_home else f"township{home.township.number}"
        return (user_id(name), at) if at else None

    @property
    def unit_id(self) -> UUID | None:
        """The part that it is about: what a worker's visit names; a villager speaks of the whole."""
        return (
            pick(self.thing.parts, "part", self.code, self.number)
            if self.round and self.thing.parts
            else None
        )

    @cached_property
    def visit_id(self) -> UUID:
        """The visit that found it; of what was mended on the spot the county samples a few, for a look."""
        at, waits = self.steps[0][1], not self.path.is_over
        tries = (dated_id(at, "visit", self.thing.key, self.number, attempt) for attempt in count())
        if not self.path.needs_spot_fix:
            return next(tries)
        return next(one for one in tries if (self._report_of(one).int % 100 < SAMPLED_PERCENT) == waits)

    @property
    def defect_id(self) -> UUID:
        return derived_id(self.visit_id, self.code, self.unit_id or "")

    @cached_property
    def report_id(self) -> UUID:
        if self.round:
            return self._report_of(self.visit_id)
        return dated_id(self.steps[0][1], "report", self.thing.key, self.number)

    def _report_of(self, visit_id: UUID) -> UUID:
        return derived_id(derived_id(visit_id, self.code, self.unit_id or ""), "report")


def first_level(thing: Thing, code: str) -> str:
    """Return whose case it is at first: what goes upward, or is not the village's own, is the township's."""
    return "village" if thing.kind.tier == "village" and code != OCCUPIED else "township"


def troubles_of(thing: Thing, almanac: Almanac) -> list[Trouble]:
    """Return a thing's troubles of the past year, oldest first; never two at the same time."""
    items = almanac.may_break[thing.kind.asset_type]
    if not items or not thing.kind.tagged or thing.key in story_keys() or stands_apart(thing.key):
        return []
    found: list[Trouble] = []
    for path, day in _plan(thing):
        if found and day < found[-1].ended_on:
            continue
        one = _round_of(thing, len(found), path, day, almanac)
        taken = one is not None and one in [trouble.round for trouble in found]
        if not taken and (trouble := _trouble(thing, len(found), path, day, one, items)):
            found.append(trouble)
    return found


def _plan(thing: Thing) -> list[tuple[Path, date]]:
    """Return which paths begin on which days, oldest first: some long ago, for a few things one of late."""
    lately = shown(thing)
    since = lately.days + lately.at_rest_for if lately else 0
    plan = [(lately, since)] if lately else []
    for half, span in enumerate(((since + SETTLED_DAYS, 175), (180, 350))):
        if between(1, 20, "trouble", thing.key, half) <= TROUBLED_OF_TWENTY:
            plan.append((pick(PAST, "path", thing.key, half), between(*span, "trouble day", thing.key, half)))
    return [(path, today() - timedelta(days=ago)) for path, ago in reversed(plan)]


def shown(thing: Thing) -> Path | None:
    """Return the path that a thing is on these days: one each in the thread's villages, elsewhere a few."""
    if thing.village.number <= THREAD_VILLAGES:
        return _shown().get(thing.key) if thing.place < THREAD_THINGS else None
    if between(1, LATELY_ONE_IN, "lately", thing.key) == 1:
        return pick(LATELY, "lately", thing.key)
    return None


@cache
def _shown() -> dict[str, Path]:
    quiet = [
        thing
        for thing in things()
        if thing.village.number > 1 and thing.kind.tagged and thing.key not in story_keys()
        and not stands_apart(thing.key) and thing.kind.asset_type not in {"greenhouse", "drinking_water"}
    ]  # fmt: skip
    shown_on: dict[str, Path] = {}
    for path, thing in zip(LATELY, quiet[:: len(quiet) // len(LATELY)], strict=False):
        suits = not path.needs_spot_fix or thing.kind.asset_type in _SPOT_FIXABLE
        one = thing if suits else next(
            other for other in quiet if other.kind.asset_type in _SPOT_FIXABLE and other.key not in shown_on
        )  # fmt: skip
        shown_on[one.key] = path
    return shown_on


def _round_of(thing: Thing, number: int, path: Path, day: date, almanac: Almanac) -> Round | None:
    """Return the round whose visit finds it; None when a villager does."""
    if path in PUBLIC_ONLY:
        return None
    if path.may_be_public and between(1, 10, "public", thing.key, number) <= PUBLIC_OF_TEN:
        return None
    rounds = almanac.rounds[thing.kind.asset_type]
    return next((one for one in reversed(rounds) if one.given_on <= day <= one.due), None)


def _trouble(
    thing: Thing, number: int, path: Path, day: date, one: Round | None, items: list[dict[str, str]]
) -> Trouble | None:
    fit = [item for item in items if item.get("spot_fix")] if path.needs_spot_fix else items
    if not fit or (one is None and not path.may_be_public):
        return None
    item = pick(fit, "code", thing.key, number)
    code, severity = (OCCUPIED, None) if path in UPWARD else (item["code"], item["severity"])
    words, steps = pick(WORDS, "words", thing.key, number), _moments(thing, number, path, day, one)
    return Trouble(thing, number, code, severity, words, one, path, steps)


def _moments(
    thing: Thing, number: int, path: Path, day: date, one: Round | None
) -> tuple[tuple[str, datetime], ...]:
    """Return when each step was taken: the first by the visit's own moment, later ones in office hours."""
    told = start_of(day) + EIGHT + timedelta(minutes=between(0, 600, "told", thing.key, number))
    found = moment_of(thing, day) + SENT_AFTER if one else told
    moments, at = [(path.steps[0][0], found)], day
    for place, (step, later) in enumerate(path.steps[1:], 1):
        at += timedelta(days=later)
        moments.append((step, start_of(at) + EIGHT + place * BETWEEN_STEPS))
    return tuple(moments)
