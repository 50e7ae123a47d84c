"""Walking the rounds of the past year: each round's task, and the visit that answered it, into a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any
from uuid import UUID

from server.assets.register.rules import fence_of
from server.core.clock import today
from server.core.geo import METRES_PER_DEGREE, Point, fence_verdict
from server.core.ids import derived_id
from server.core.moves import move
from server.demo.album import put_picture
from server.demo.book import Book
from server.demo.chance import COUNTY, between, dated_id, pick
from server.demo.rounds import PLAN, Almanac, Round, day_of
from server.demo.size import IN_A_VILLAGE
from server.demo.standing import stands_apart
from server.demo.stories import story_keys
from server.demo.things import Seen, Thing, walk
from server.demo.troubles import Trouble, troubles_of
from server.demo.visits import AT_THE_THING, SENT_AFTER, asked_again, moment_of, visit_of, why_not
from server.field.inspections import rules as visits
from server.field.inspections.models import Defect, Inspection
from server.field.patrols import rules as tasks
from server.field.patrols.models import PatrolTask
from server.services.settings.rules import SETTINGS

PHOTO_EVERY = 4
GRACE_DAYS: int = SETTINGS["patrol_grace_days"].default
OVERDUE_DAYS: int = SETTINGS["patrol_close_days"].default
LATE_DAYS: int = SETTINGS["late_visit_days"].default
QUIET_DAYS = 28  # of late a thing with a tale is visited only by its tale
DONE_OF_TEN = 4
PLACES, FAR_M = 2, 3000
LEFT_OUT = frozenset({"1/2/street_light", "4/3/culture_sport", "8/4/canal", "11/5/greenhouse"})
"""Things that nobody went to last time."""
MISSED_PERCENT, EXCUSED_PERCENT, LATE_PERCENT = 4, 4, 3
CANCELLED, LATER_VOID = 99, 100  # of a hundred
SPECIAL = {3: "in_progress", 7: "excused", 11: "returned", 15: "submitted", 19: "approved"}
"""What became of this round's task at a few things, by their place in the count of all."""
SPECIAL_EVERY = 23
_SEASONS = {12: "snow", 1: "snow", 2: "snow", 7: "flood_danger", 8: "flood_danger"}
_BEING_MENDED = "正在修，修好了再来看"


@dataclass(frozen=True)
class Fate:
    """What became of a round's task, and on which day somebody came by; None: nobody did.

    verdict  what a person, or a later correction, did to the visit
    """

    events: tuple[str, ...]
    on: date | None = None
    excuse: tuple[str, str | None] | None = None
    trouble: Trouble | None = None
    verdict: str | None = None
    too_far: bool = False

    @property
    def passed(self) -> bool:
        """True when the visit passed by itself."""
        return self.on is not None and self.trouble is None and not self.too_far

    @property
    def counts(self) -> bool:
        """True unless the visit was sent back or made void: its thing tells of the one before."""
        return self.verdict not in {"reject", "void"}


def walk_rounds(book: Book, thing: Thing, almanac: Almanac) -> Seen:
    """Write a thing's tasks and visits of the past year; returns what the latest ones say of it."""
    if not thing.kind.tagged:
        return Seen()
    seen, troubles, places = Seen(), troubles_of(thing, almanac), _places(thing)
    for one in almanac.rounds[thing.kind.asset_type]:
        fate, visit_id = fate_of(thing, one, troubles), None
        if fate.on:
            place = _place(thing, FAR_M, "far") if fate.too_far else pick(places, "fix", one.start, thing.key)
            visit_id = _add_visit(book, thing, one, fate, place, almanac)
            if fate.counts and (seen.on is None or fate.on >= seen.on):
                seen = _seen(fate.on, fate.trouble)
        _add_task(book, thing, one, fate, visit_id)
    return seen


def _seen(on: date, trouble: Trouble | None) -> Seen:
    if trouble is None or trouble.path.needs_spot_fix:
        return Seen(on, "ok")
    return Seen(on, "problem", None if trouble.is_judged else "damaged")


def fate_of(thing: Thing, one: Round, troubles: list[Trouble]) -> Fate:
    """Return what became of one round at a thing."""
    for trouble in troubles:
        if trouble.round == one:
            events = ("submit", "accept") if trouble.is_judged else ("submit",)
            verdict = "approve" if trouble.is_judged else None
            return Fate(events, trouble.found_on, trouble=trouble, verdict=verdict)
    on = _day(thing, one)
    if any(trouble.found_on <= on <= trouble.ended_on for trouble in troubles):
        return _excused(one, "other", _BEING_MENDED)
    if (thing.key in story_keys() or stands_apart(thing.key)) and on > today() - timedelta(days=QUIET_DAYS):
        return _nobody(one)
    if thing.key in LEFT_OUT and one.due > today() - timedelta(days=LATE_DAYS + GRACE_DAYS):
        return _nobody(one)
    return _this_time(thing, one, on) if one.due >= today() else _last_time(thing, one, on)


def _day(thing: Thing, one: Round) -> date:
    """Return the day on which the worker comes by, in a few rounds after the last day."""
    late = one.due + timedelta(days=between(1, GRACE_DAYS - 2, "late", thing.key, one.start))
    is_late = between(1, 100, "is late", thing.key, one.start) <= LATE_PERCENT and late < today()
    return late if is_late else day_of(thing, one)


def _this_time(thing: Thing, one: Round, on: date) -> Fate:
    special = SPECIAL.get((thing.village.number * IN_A_VILLAGE + thing.place) % SPECIAL_EVERY)
    if special == "in_progress":
        return Fate(("start",))
    if special == "excused":
        return _excused(one, "ill", None)
    if on >= today():
        return Fate(())
    if special == "returned":
        return Fate(("submit", "reject"), on, verdict="reject", too_far=True)
    if special == "submitted":
        return Fate(("submit",), on, too_far=True)
    if special == "approved":
        return Fate(("submit", "accept"), on, verdict="approve", too_far=True)
    return Fate(("submit",), on) if between(1, 10, "done", thing.key) <= DONE_OF_TEN else Fate(())


def _last_time(thing: Thing, one: Round, on: date) -> Fate:
    chance = between(1, 100, "fate", thing.key, one.start)
    if chance <= MISSED_PERCENT:
        return _nobody(one)
    if chance <= MISSED_PERCENT + EXCUSED_PERCENT:
        reason = _SEASONS.get(on.month) or pick(("ill", "other"), "excuse", thing.key, one.start)
        return _excused(one, reason, None)
    if chance == CANCELLED:
        return Fate(("cancel",))
    return Fate(("submit",), on, verdict="void" if chance == LATER_VOID else None)


def _nobody(one: Round) -> Fate:
    """Nobody went: still open, overdue, noted as missed, or filed away, by the days since."""
    days = (today() - one.due).days
    passed = (days > GRACE_DAYS) + (days > OVERDUE_DAYS) + (days > LATE_DAYS)
    return Fate(("expire", "close_missed", "lapse")[:passed])


def _excused(one: Round, reason: str, words: str | None) -> Fate:
    over = one.due < today() - timedelta(days=LATE_DAYS)
    return Fate(("cannot_go", "lapse") if over else ("cannot_go",), excuse=(reason, words))


def _add_task(book: Book, thing: Thing, one: Round, fate: Fate, visit_id: UUID | None) -> None:
    """Write a task as giving it out and the acts upon it would have left it."""
    task_id, status, excuse = one.task_of(thing), "pending", fate.excuse or (None, None)
    at = moment_of(thing, fate.on or one.due)
    for event in fate.events:
        status = move(tasks.MOVES, status, event)
    if fate.passed:
        status = move(tasks.MOVES, status, "accept")
    book.add(
        PatrolTask,
        id=task_id,
        county_code=COUNTY,
        plan_id=PLAN,
        asset_id=thing.id,
        assignee_id=thing.carer,
        window_start_on=one.start,
        due_on=one.due,
        photo_asked=tasks.asks_photo(task_id, PHOTO_EVERY),
        status=status,
        excuse=excuse[0],
        excuse_words=excuse[1],
        inspection_id=visit_id,
        cancel_reason="road_closed" if status == "cancelled" else None,
        started_at=at - AT_THE_THING if visit_id else None,
        **asked_again(at, fate.verdict),
        version=1 + sum(event not in tasks.BY_TIME for event in fate.events),
    )
    book.share("task", task_id, f"user:{thing.carer}")


def _places(thing: Thing) -> list[dict[str, Any]]:
    """Return where the worker stands at a thing; measured once, for measuring is the dear part."""
    return [_place(thing, between(2, 9, "stray", thing.key, number), number) for number in range(PLACES)]


def _place(thing: Thing, metres: int, seed: object) -> dict[str, Any]:
    here = walk(thing.point, metres, between(0, 359, "stands", thing.key, seed))
    away = min(_metres(here, *two) for two in pairwise(thing.line)) if thing.line else float(metres)
    accuracy = float(between(6, 20, "fix", thing.key, seed))
    return {"lat": here.lat, "lng": here.lng, "accuracy_m": accuracy, "source": "gps", "distance_m": away}


def _metres(here: Point, start: Point, end: Point) -> float:
    """Return the metres from a point to a piece of a line as on a plain: quick, and near enough here."""
    shrink = cos(radians(here.lat))
    x, y = (here.lng - start.lng) * shrink, here.lat - start.lat
    dx, dy = (end.lng - start.lng) * shrink, end.lat - start.lat
    along = min(1.0, max(0.0, (x * dx + y * dy) / (dx * dx + dy * dy)))
    return hypot(x - along * dx, y - along * dy) * METRES_PER_DEGREE


def _slots(thing: Thing, one: Round, trouble: Trouble | None) -> dict[str, str]:
    """Return the slots of a visit's photos, with what each picture shows."""
    if trouble is None:
        return {"plan/1": "sound"} if tasks.asks_photo(one.task_of(thing), PHOTO_EVERY) else {}
    if trouble.path.needs_spot_fix:
        return {f"before/{trouble.code}/1": "broken", f"after/{trouble.code}/1": "mended"}
    return {f"problem/{trouble.code}/1": "broken"}


def _wrong(trouble: Trouble, slots: dict[str, str]) -> dict[str, Any]:
    answer = {"code": trouble.code, "value": "problem", "words": trouble.words, "slots": sorted(slots)}
    if trouble.unit_id:
        answer["unit_id"] = str(trouble.unit_id)
    return {**answer, "fixed_on_spot": True} if trouble.path.needs_spot_fix else answer


def _add_visit(
    book: Book, thing: Thing, one: Round, fate: Fate, place: dict[str, Any], almanac: Almanac
) -> UUID:
    """Write a visit as filing it, and judging it where a person did, would have left it."""
    at, trouble, slots = moment_of(thing, fate.on or one.due), fate.trouble, _slots(thing, one, fate.trouble)
    answers, kind = almanac.sound[thing.kind.asset_type], thing.kind.asset_type
    if trouble:
        answers = [a for a in answers if a["code"] != trouble.code] + [_wrong(trouble, slots)]
    visit = visit_of(thing, almanac.templates[kind], at, answers, set(slots), one.task_of(thing), place)
    found = visits.problems_of(almanac.asked[kind], answers, set(slots))
    visit_id = trouble.visit_id if trouble else dated_id(at, "visit", visit.task_id)
    book.add(Inspection, id=visit_id, **_told(visit, place), **_judged(thing, fate, found, place))
    for defect in found:
        _add_defect(book, visit_id, defect, trouble)
    for slot, shows in slots.items():
        shown = trouble.confirmed if trouble else None
        put_picture(book, "inspection", visit_id, slot, kind, shows, at + SENT_AFTER, shown)
    return visit_id


def _told(visit: visits.Visit, place: dict[str, Any]) -> dict[str, Any]:
    return {
        "county_code": COUNTY,
        "asset_id": visit.asset_id,
        "task_id": visit.task_id,
        "template": visit.template,
        "template_version": visit.template_version,
        "inspector_id": visit.inspector_id,
        "captured_at": visit.captured_at,
        "started_at": visit.started_at,
        "received_at": visit.captured_at + SENT_AFTER,
        "done_at": visit.told_at,
        "lat": place["lat"],
        "lng": place["lng"],
        "accuracy_m": place["accuracy_m"],
        "distance_m": place["distance_m"],
        "scanned_by": visit.scanned_by,
        "scanned_token": visit.scanned_token,
        "answers": visit.answers,
        "all_normal": visit.all_normal,
    }


def _judged(thing: Thing, fate: Fate, found: list[visits.Found], place: dict[str, Any]) -> dict[str, Any]:
    fence_m = fence_of(thing.kind.asset_type, None)
    verdict = fence_verdict(place["distance_m"], place["accuracy_m"], fence_m)
    status = move(visits.MOVES, "received", "auto" if fate.passed else "flag")
    return {
        "fence_verdict": str(verdict),
        "problem_count": len(found),
        "max_severity": found[0].severity if found else None,
        "flags": ["too_far"] if verdict == "outside" else [],
        "status": move(visits.MOVES, status, fate.verdict) if fate.verdict else status,
        **why_not(fate.verdict),
    }


def _add_defect(book: Book, visit_id: UUID, found: visits.Found, trouble: Trouble | None) -> None:
    book.add(
        Defect,
        id=derived_id(visit_id, found.code, found.unit_id or ""),
        county_code=COUNTY,
        inspection_id=visit_id,
        item_code=found.code,
        unit_id=UUID(found.unit_id) if found.unit_id else None,
        title=found.title,
        severity=found.severity,
        words=found.words,
        fixed_on_spot=found.fixed_on_spot,
        report_id=trouble.report_id if trouble else None,
    )
