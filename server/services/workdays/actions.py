"""Taking in a year's days."""

from __future__ import annotations

from server.core.db import unit_of_work
from server.services.audit_log.actions import record
from server.services.workdays.models import Holiday
from server.services.workdays.rules import parsed


def take_in(county_code: str, text: str) -> int:
    """Let a county's days be those of a CSV file; days that it does not name stay.  Returns how many.

    All of it or nothing; the same file again changes nothing.  Raises DaysRefused.
    """
    days = parsed(text)
    with unit_of_work() as session:
        for day in days:
            session.merge(Holiday(county_code=county_code, day_on=day.on, kind=day.kind, name=day.name))
        record(county_code, "holidays.take_in", "Holiday", county_code, days=len(days))
    return len(days)
