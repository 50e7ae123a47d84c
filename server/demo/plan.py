"""The order of all troubles, and their human numbers: counted year by year, as things happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from server.core.clock import local
from server.demo.chance import COUNTY
from server.demo.journal import Number
from server.demo.past import BEFORE_THE_JOINING
from server.demo.rounds import Almanac
from server.demo.size import homes
from server.demo.things import things_in
from server.demo.troubles import Trouble, troubles_of

REPORT, ORDER = "BX", "WX"


@dataclass(frozen=True, order=True)
class Found:
    """One trouble by its moment and its place: the trouble itself is thought out anew when it is told."""

    at: datetime
    village: int
    place: int
    number: int


@dataclass
class Plan:
    """All troubles in the order of their finding, and what each report and order is called.

    last  the last number of each year's series, such as BX2026
    """

    found: list[Found] = field(default_factory=list)
    numbers: dict[tuple[str, Found, datetime], str] = field(default_factory=dict)
    last: Counter[str] = field(default_factory=Counter)

    def number_of(self, one: Found) -> Number:
        """Return what gives the numbers of one trouble's reports and orders."""
        return lambda kind, at: self.numbers[kind, one, at]


def plan_of(assets: int, days: Almanac) -> Plan:
    """Return the plan of a county's troubles; a few hundred bytes for each of them are all it holds."""
    plan, begun = Plan(), []
    for home, count in homes(assets):
        for thing in things_in(home, count):
            for trouble in troubles_of(thing, days):
                one = Found(trouble.steps[0][1], home.number, thing.place, trouble.number)
                plan.found.append(one)
                begun += [(at, one, kind) for kind, at in _begun(trouble)]
    plan.found.sort()
    for at, one, kind in sorted(begun):
        series = f"{kind}{local(at).year}"
        plan.last[series] += 1
        plan.numbers[kind, one, at] = f"{series}-{COUNTY}-{plan.last[series]:06d}"
    return plan


def _begun(trouble: Trouble) -> Iterator[tuple[str, datetime]]:
    """Return when each report and each order of a trouble began."""
    yield REPORT, trouble.steps[0][1]
    for step, at in trouble.steps:
        if step == "twin":
            yield REPORT, at - BEFORE_THE_JOINING
        if step in {"confirm", "not_fixed"}:
            yield ORDER, at
