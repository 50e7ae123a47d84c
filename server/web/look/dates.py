"""Days as people say them: 11月24日, 3天前.  All days are those of Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime

from server.core.clock import local, today
from server.core.words import say as say_in
from server.web.look.language import language, say

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS_COUNTED = 30


def day_of(moment: date | datetime) -> date:
    """Return the Shanghai day of a date or of an aware moment."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def day_words(moment: date | datetime, year: bool = False) -> str:
    """Return 11月24日; with the year when it is another than this, or when a paper needs it."""
    return day_in(language(), moment, year)


def day_in(spoken: str, moment: date | datetime, year: bool = False) -> str:
    """Return the same in one language, whatever the reader's is."""
    day = day_of(moment)
    month = day.month if spoken == "zh" else MONTHS[day.month - 1]
    key = "look.day" if day.year == today().year and not year else "look.day_of_year"
    return say_in(key, spoken, year=day.year, month=month, day=day.day)


def ago(moment: date | datetime) -> str:
    """Return 今天, 昨天, 3天前; the day itself when it is more than a month away or still to come."""
    days = (today() - day_of(moment)).days
    if days < 0 or days > DAYS_COUNTED:
        return day_words(moment)
    if days < 2:
        return say("look.yesterday" if days else "look.today")
    return say("look.days_ago", days=days)


def clock_words(moment: datetime) -> str:
    """Return the Shanghai day with hour and minute."""
    return f"{day_words(moment)} {local(moment):%H:%M}"
