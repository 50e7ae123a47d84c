"""The watch over units of work sees a unit that holds a county's head and writes too much."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, update

from server.core.db import unit_of_work
from server.services.audit_log.actions import record
from server.services.workdays.models import Holiday
from tests import units

COUNTY = "140699"
HELD = 3  # rows of a small unit itself: the county's first head, its change, the log


def days(count: int) -> list[Holiday]:
    first = date(2020, 1, 1)
    return [
        Holiday(county_code=COUNTY, day_on=first + timedelta(n), kind="holiday", name="节")
        for n in range(count)
    ]


def facts(count: int) -> list[dict[str, object]]:
    keys = ("county_code", "day_on", "kind", "name")
    return [{key: getattr(day, key) for key in keys} for day in days(count)]


def write(count: int, log: bool = True) -> None:
    with unit_of_work() as session:
        session.add_all(days(count))
        if log:
            record(COUNTY, "holidays.take_in", "Holiday", COUNTY)


def test_a_unit_of_a_thousand_and_one_rows_is_caught(app, units_stay_small):
    write(units.MOST_ROWS + 1 - HELD)
    [fault] = units_stay_small.faults
    assert fault.startswith("1001 rows")
    assert "tests.core.test_units.write" in fault
    units_stay_small.faults.clear()


def test_a_unit_of_a_thousand_rows_passes(app, units_stay_small):
    write(units.MOST_ROWS - HELD)
    assert (units_stay_small.faults, units_stay_small.most_rows) == ([], 1000)


def test_rows_that_nobody_waits_for_are_not_counted(app, units_stay_small):
    write(units.MOST_ROWS + 1, log=False)
    assert (units_stay_small.faults, units_stay_small.most_rows) == ([], 0)


@pytest.mark.parametrize("statement", [update(Holiday).values(name="假"), delete(Holiday)])
def test_one_statement_counts_as_the_rows_that_it_meets(app, units_stay_small, statement):
    write(700, log=False)
    with unit_of_work() as session:
        session.execute(insert(Holiday), [one | {"county_code": "140698"} for one in facts(500)])
        session.execute(statement)
        record(COUNTY, "holidays.take_in", "Holiday", COUNTY)
    assert [fault.split()[0] for fault in units_stay_small.faults] == [str(500 + 1200 + HELD)]
    units_stay_small.faults.clear()


def test_a_declared_unit_has_its_own_limit(app, units_stay_small, monkeypatch):
    monkeypatch.setitem(units.BULK, (__name__, "write"), (1100, "planted"))
    write(1100 - HELD)
    assert units_stay_small.faults == []
