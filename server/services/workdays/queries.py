"""Asking whether a day is worked, and counting workdays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select

from server.core.db import db
from server.services.workdays.models import Holiday
from server.services.workdays.rules import Day, parsed, works

DATA = Path(__file__).parent / "data"
A_DAY = timedelta(days=1)


@cache
def of_country() -> dict[date, Day]:
    """Return the days of the State Council's notices that come with the product, by date."""
    files = sorted(DATA.glob("*.csv"))
    return {day.on: day for file in files for day in parsed(file.read_text("utf-8"))}


def of_county(county_code: str) -> list[Holiday]:
    """Return the days that a county has imported, newest first."""
    query = select(Holiday).filter_by(county_code=county_code).order_by(Holiday.day_on.desc())
    return list(db.session.scalars(query))


def is_workday(county_code: str, day: date) -> bool:
    """True when the county works on a Shanghai date."""
    own = db.session.get(Holiday, (county_code, day))
    known = own or of_country().get(day)
    return works(known.kind if known else None, day)


def add_workdays(county_code: str, day: date, count: int) -> date:
    """Return the date after so many workdays; the day itself does not count."""
    while count > 0:
        day += A_DAY
        count -= is_workday(county_code, day)
    return day


def is_known(county_code: str, year: int) -> bool:
    """True when the notice of a year is here, from the product or from the county."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(Holiday.day_on).where(
        Holiday.county_code == county_code, Holiday.day_on >= first, Holiday.day_on <= last
    )
    return any(on.year == year for on in of_country()) or db.session.scalar(query.limit(1)) is not None
