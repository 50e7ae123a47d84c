"""Every transition of the life cycles outdoors: allowed for whom the papers name, refused for all others.

Generated from machines.json and the adapters' departures; nothing here is written by hand for a machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.core.db import db
from server.core.moves import may_move, moves
from server.identity.access.actions import PUBLIC, may
from server.identity.access.models import NOBODY, Actor, Permission
from tests.field.adapters import ADAPTERS, ALL, LACKING
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World
from tests.field.machines import MACHINES, NEW, Departure, Row, Who, rows_of, table_of

ROWS = {name: rows_of(name, adapter.departures) for name, adapter in ADAPTERS.items()}


def steps(wanted: str = "all") -> list[tuple[str, str, Row]]:
    """Return machine, state and row of each transition that has a door: for people, or the system's own."""
    found = []
    for machine, rows in ROWS.items():
        for row in rows:
            if row.event in LACKING.get(machine, ()):
                continue
            if wanted == "all" or row.is_systems:
                found += [(machine, source, row) for source in row.sources]
    return found


def named(step: tuple[str, str, Row]) -> str:
    machine, state, row = step
    return f"{machine}-{state.strip('()')}-{row.event}"


def test_every_machine_has_an_adapter_or_is_named_as_lacking_one() -> None:
    assert set(MACHINES) == ADAPTERS.keys() | {name for name, events in LACKING.items() if events == ALL}
    strange = {
        (name, event)
        for name, events in LACKING.items()
        for event in events - ALL
        if event not in {row.event for row in ROWS[name]}
    }
    assert not strange, f"the papers know no such event: {strange}"


@pytest.mark.parametrize("machine", ADAPTERS)
def test_the_products_table_is_the_papers_and_nothing_more(machine: str) -> None:
    assert dict(ADAPTERS[machine].moves) == table_of(ROWS[machine])


@pytest.mark.parametrize("machine", ADAPTERS)
def test_every_departure_tells_its_reason(machine: str) -> None:
    assert all(len(one.why) > 20 for one in ADAPTERS[machine].departures)


@pytest.mark.any_database  # who may is the permissions' work
@pytest.mark.parametrize("step", steps(), ids=named)
def test_a_step_is_allowed_for_whom_the_papers_name_and_refused_for_all_others(
    step: tuple[str, str, Row], world: World
) -> None:
    machine, state, row = step
    adapter = ADAPTERS[machine]
    assert row.event in adapter.asks or not row.people, f"say in {machine}'s asks who may {row.event}"
    wrong = [one for variant in adapter.variants for one in wrongs(adapter, world, state, row, variant)]
    assert not wrong, f"{len(wrong)} answers:\n" + "\n".join(wrong[:20])


def wrongs(adapter: Adapter, world: World, state: str, row: Row, variant: str) -> Iterator[str]:
    """Return what the product answers otherwise than the row, in words."""
    case = adapter.make(world, state, variant)
    if state != NEW:
        assert adapter.state_of(case) == state
    asks = adapter.asks.get(row.event, ())
    for name, person in world.crowd.items():
        for bond in (NO_BOND, *adapter.bonds):
            if not adapter.tie(case, bond, person):
                continue
            wanted = any(fits(adapter, who, row, name, bond, case) for who in row.people)
            found = allowed(adapter, case, state, row.event, asks, person)
            if wanted != found:
                yield (
                    f"{name} {bond or 'without a bond'}, {variant}: {'allowed' if found else 'refused'}, "
                    f"the papers say otherwise"
                )
        adapter.tie(case, NO_BOND, person)
    if allowed(adapter, case, state, row.event, asks, NOBODY):
        yield f"nobody signed in, {variant}: allowed"
    db.session.rollback()


def fits(adapter: Adapter, who: Who, row: Row, name: str, bond: str, case: Case) -> bool:
    """True when a person of the crowd is this actor of the row."""
    guards = (*who.when, *(one for one in row.conditions if one.name in adapter.judged))
    return (
        name.partition("@")[0] == who.role
        and not name.endswith("@far")
        and all(adapter.relation(one, name, bond) for one in who.relations)
        and all(adapter.holds(one, case) for one in guards)
    )


def allowed(
    adapter: Adapter, case: Case, state: str, event: str, asks: tuple[Permission, ...], person: Actor
) -> bool:
    """True when life cycle and map let this person take the step."""
    knows = state == NEW or may_move(adapter.moves, state, event)
    return knows and any(may(one, adapter.subject(case, event), person) for one in asks)


@pytest.mark.parametrize("step", [one for one in steps() if one[2].is_public], ids=named)
def test_what_anybody_may_do_has_a_door_that_anybody_may_open(
    step: tuple[str, str, Row], world: World
) -> None:
    machine, _state, row = step
    door = ADAPTERS[machine].doors.get(row.event)
    assert door, f"say in {machine}'s doors where anybody may {row.event}"
    assert world.app.view_functions[door].permission == PUBLIC  # type: ignore[attr-defined]  # @public and @requires set it


@pytest.mark.parametrize("step", steps("systems"), ids=named)
def test_the_system_takes_its_steps_by_itself(step: tuple[str, str, Row], world: World) -> None:
    machine, state, row = step
    adapter = ADAPTERS[machine]
    come = adapter.systems.get(row.event)
    assert come, f"say in {machine}'s systems what brings about {row.event}"
    if state == NEW:
        case = Case(None)
        come(world, case)
    else:
        case = adapter.make(world, state, adapter.variants[0])
        come(world, case)
    wanted = state if row.to == "(same)" else row.to
    assert adapter.state_of(case) == wanted


def test_a_wider_permission_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the village may suddenly turn reports down."""
    adapter = ADAPTERS["damage_report"]
    row = next(one for one in ROWS["damage_report"] if one.event == "reject")
    map_ = world.app.extensions["permissions"]
    wider = {
        **map_,
        Permission.REJECT_DAMAGE: [*map_[Permission.REJECT_DAMAGE], [lambda one, _: bool(one.id)]],
    }
    monkeypatch.setitem(world.app.extensions, "permissions", wider)
    caught = list(wrongs(adapter, world, row.sources[0], row, "plain"))
    assert any(one.startswith("village_admin@own") for one in caught)


def test_a_departure_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="departs from nothing"):
        rows_of("tag", [Departure("no_such_event", "a reason long enough to be one", dropped=True)])


def test_a_move_that_the_papers_lack_is_caught() -> None:
    more = {**ADAPTERS["damage_report"].moves, **moves((("closed",), "forget", "archived"))}
    assert more != table_of(ROWS["damage_report"])
