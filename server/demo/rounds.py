"""The rounds of the past year: which there were, and on which day a worker would go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from server.core.clock import today
from server.core.ids import derived_id
from server.demo.chance import COUNTY, between, demo_id
from server.demo.things import Thing
from server.demo.visits import sound_answers
from server.field.checklists.models import ChecklistTemplate
from server.field.checklists.queries import newest
from server.field.checklists.rules import items_for
from server.field.patrols.rules import round_of

PAST_DAYS = 365
IN_THE_FIRST_DAYS = 9
_GENERAL = ("G02", "G03", "G04", "G05")
PLAN = demo_id("plan")


@dataclass(frozen=True)
class Round:
    """One round of a kind of thing.

    given_on  the day on which its tasks were given out; a season may begin in the middle of a round
    """

    given_on: date
    start: date
    due: date

    def task_of(self, thing: Thing) -> UUID:
        """Return the id that the real plan gives this round's task for a thing."""
        return derived_id(PLAN, thing.id, self.start)


@dataclass(frozen=True)
class Almanac:
    """The questions of each type of thing, and its rounds of the past year up to today, oldest first."""

    templates: dict[str, ChecklistTemplate]
    rounds: dict[str, tuple[Round, ...]]

    @cached_property
    def asked(self) -> dict[str, list[dict[str, Any]]]:
        """What a worker is asked, by type."""
        return {name: items_for(one.body, "worker") for name, one in self.templates.items()}

    @cached_property
    def sound(self) -> dict[str, list[dict[str, Any]]]:
        """What a worker answers who finds everything as it should be, by type."""
        return {name: sound_answers(one) for name, one in self.templates.items()}

    @cached_property
    def may_break(self) -> dict[str, list[dict[str, Any]]]:
        """The questions that something harmless may be wrong with, by type: none that all types share."""
        return {name: [item for item in items if _may_break(item)] for name, items in self.asked.items()}


def _may_break(item: dict[str, Any]) -> bool:
    return item["type"] == "check" and item["code"] not in _GENERAL and item["severity"] != "critical"


def almanac() -> Almanac:
    """Return the almanac of the day."""
    templates = newest(COUNTY)
    return Almanac(
        templates, {name: _rounds(one.body.get("worker_frequency")) for name, one in templates.items()}
    )


def _rounds(frequency: dict[str, Any] | None) -> tuple[Round, ...]:
    found: dict[date, Round] = {}
    for ago in range(PAST_DAYS, -1, -1) if frequency else ():
        day = today() - timedelta(days=ago)
        start, due = round_of(frequency or {}, day)
        found.setdefault(start, Round(day, start, due))
    return tuple(found.values())


def day_of(thing: Thing, one: Round) -> date:
    """Return the day on which the village's worker usually comes by in a round."""
    spare = min(IN_THE_FIRST_DAYS, (one.due - one.given_on).days)
    return one.given_on + timedelta(days=between(0, spare, "day", thing.key, one.start))
