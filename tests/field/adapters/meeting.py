"""What a machine's adapter has to say, and how the papers' relations are read for a person of the crowd."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from server.core.moves import Moves
from server.identity.access.models import Actor, Permission
from server.sweeping import SWEEPS
from tests.field.machines import Departure, Guard
from tests.makers import County
from tests.web.crowd import DEPARTMENTS

NO_BOND = ""
SEVERITY_UNGRADED = "minor"


@dataclass
class World:
    """The small county with its crowd: every role at the place itself, above, below, beside and far."""

    app: Flask
    county: County
    crowd: dict[str, Actor]


@dataclass
class Case:
    """One record in one state, as the permission is asked about it; `notes` are the adapter's own."""

    subject: Any
    notes: dict[str, Any] = field(default_factory=dict)


def swept(sweep: Callable[[int], int], age: Callable[[Any], None]) -> Callable[[World, Case], None]:
    """Return what lets a record be old (`age`, by its id) and a sweep come until nothing is left."""

    def come(_world: World, case: Case) -> None:
        age(case.subject.id)
        assert sweep in SWEEPS.values()
        while sweep(100):
            pass

    return come


class Adapter(ABC):
    """One machine.

    asks        by event: the permissions of which one must allow it; an event that only the public or the
                system takes has none
    doors       by event of the public: the endpoint, which anyone may ask
    variants    records that differ in what conditions look at; the first is the plain one
    bonds       relations between one person and one record, which `tie` makes; NO_BOND is always tried
    judged      conditions of a whole row that the permission itself judges (the others are the action's)
    systems     by event: makes the record due and lets the sweep or the listener come
    """

    machine: str
    moves: Moves
    departures: tuple[Departure, ...] = ()
    asks: Mapping[str, tuple[Permission, ...]]
    doors: Mapping[str, str] = {}
    variants: tuple[str, ...] = ("plain",)
    bonds: tuple[str, ...] = ()
    judged: frozenset[str] = frozenset()
    systems: Mapping[str, Callable[[World, Case], None]] = {}

    @abstractmethod
    def make(self, world: World, state: str, variant: str) -> Case:
        """Return a record in a state, committed; for (new) what the permission is asked about."""

    @abstractmethod
    def state_of(self, case: Case) -> str:
        """Return the state in which the record is now, read anew."""

    def subject(self, case: Case, event: str) -> Any:
        """Return what the permission of this event is asked about: the record, unless said otherwise."""
        return case.subject

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        """Tie a person to the record by one bond, and by no other; False where this cannot be.

        bond  NO_BOND unties whoever was tied
        """
        return bond == NO_BOND

    def relation(self, name: str, place: str, bond: str) -> bool:
        """True when a person posted at such a place and tied by such a bond bears the relation."""
        role, _, where = place.partition("@")
        if name == "in_region":
            return where in {"own", "above"}
        if name == "supervises_asset":
            return role in DEPARTMENTS and where in {"own", "above", "below"}
        if name in self.bonds:
            return bond == name
        if name.startswith("not_"):
            return bond not in {f"is_{name[4:]}", name[4:]}
        raise LookupError(f"{self.machine}: say in {type(self).__name__}.relation what {name} means")

    def holds(self, guard: Guard, case: Case) -> bool:
        """True when a condition of an actor holds for this record."""
        params, record = guard.params, case.subject
        if guard.name == "recorded_for_other":
            return True  # his form says for whom
        if guard.name == "severity_in":
            return (getattr(record, "severity", None) or SEVERITY_UNGRADED) in params["values"]
        if guard.name == "tier_in":
            return record.asset.ledger_tier in params["values"]
        raise LookupError(f"{self.machine}: say in {type(self).__name__}.holds what {guard.name} means")
