"""Rounds and the life of a task.  Source: domain/3 (patrol.task), domain/4 (frequencies)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from server.core.moves import moves
from server.core.problems import Problem

_OPEN = ("pending", "in_progress", "overdue")
MOVES = moves(
    (("pending", "overdue"), "start", "in_progress"),
    (("in_progress",), "abandon", "pending"),
    ((*_OPEN, "returned", "excused", "missed"), "submit", "submitted"),
    (("submitted",), "accept", "done"),
    (("submitted", "done"), "reject", "returned"),  # done by itself, until a late photo raised a flag
    (("pending",), "expire", "overdue"),
    (_OPEN, "cannot_go", "excused"),
    (("overdue",), "close_missed", "missed"),
    (("pending", "overdue"), "cancel", "cancelled"),
    (("missed", "excused"), "lapse", "lapsed"),
)
BY_TIME = frozenset({"expire", "close_missed", "lapse"})
"""What time does to a task: nobody said anything, so its version stays."""
NOT_BEGUN = ("pending", "overdue")
WAITING = (*_OPEN, "returned")
UNVISITED = ("missed", "lapsed", "excused")
CLOSED = (*UNVISITED, "submitted", "done")
ENDED = ("done", "lapsed", "cancelled")
EXCUSES = ("snow", "flood_danger", "ill", "other")
CANCELS = ("asset_disposed", "road_closed", "extreme_weather", "other")
CAMPAIGN_DAYS = {"flood": 30, "post_event": 2, "winter": 2}
"""Seasonal campaigns by kind (汛期, 雨后, 雪后), and after how many days each ends unless told otherwise."""
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class StartWithoutScan(Problem):
    """A round begins at its place: with the plate scanned or its short code typed."""

    code, status = "patrols/start-without-scan", 422


class CancelWithoutWords(Problem):
    """其他 alone is no reason for calling a round off."""

    code, status = "patrols/cancel-without-words", 422


class CampaignRunning(Problem):
    """The same campaign is under way at this place; it ends by its day."""

    code, status = "patrols/campaign-running", 409


class CampaignOver(Problem):
    """A campaign ends once: this one was ended, or its last day is over."""

    code, status = "patrols/campaign-over", 409


def round_of(frequency: dict[str, Any], day: date) -> tuple[date, date]:
    """Return first and last day of the round that a day lies in.

    frequency  {"every", "unit", "season": [{"months", "every", "unit"}]} as in the checklists
    """
    season = next((s for s in frequency.get("season", []) if day.month in s["months"]), None)
    rule = season or frequency
    if rule["unit"] == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=7 * int(rule["every"]) - 1)
    months = _MONTHS[rule["unit"]] * int(rule["every"])
    if season:
        return _part_of_season(season["months"], months, day)
    first = (day.month - 1) // months * months + 1
    return date(day.year, first, 1), _last_of_month(day.year, first + months - 1)


def _part_of_season(season: list[int], months: int, day: date) -> tuple[date, date]:
    """Return the part of a season, counted from its first month: 封冻期（12–2月）共1次 is one round."""
    before = next(back for back in range(12) if (day.month - back - 2) % 12 + 1 not in season)
    after = next(ahead for ahead in range(12) if (day.month + ahead) % 12 + 1 not in season)
    begun = before - before % months
    left = min(begun + months - 1 - before, after)
    start, end = day.year * 12 + day.month - 1 - (before - begun), day.year * 12 + day.month - 1 + left
    return date(start // 12, start % 12 + 1, 1), _last_of_month(end // 12, end % 12 + 1)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def asks_photo(task_id: UUID, photo_every: int) -> bool:
    """True for one visit in `photo_every`, the same one however often it is asked."""
    return photo_every > 0 and task_id.int % photo_every == 0
