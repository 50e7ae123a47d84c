"""The life of a report, its clocks and who is above whom.  Source: domain/3 (damage_report, 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from server.core.clock import SHANGHAI, local
from server.core.moves import moves
from server.core.problems import Problem

MOVES = moves(
    (("submitted",), "claim", "triaging"),
    (("submitted", "triaging"), "reassign", "submitted"),
    (("submitted", "triaging", "need_info", "confirmed", "dispatched", "reopened"), "supervise", "="),
    (("triaging",), "ask", "need_info"),
    (("need_info",), "supply", "triaging"),
    (("need_info",), "timeout", "rejected"),
    (("submitted", "triaging"), "merge", "merged"),
    (("submitted", "triaging"), "transfer_supervise", "transferred"),
    (("submitted", "triaging"), "reject", "rejected"),
    (("submitted", "triaging"), "confirm", "confirmed"),
    (("confirmed",), "dispatch", "dispatched"),
    (("dispatched",), "repaired", "resolved"),
    (("confirmed", "dispatched"), "order_ended", "confirmed"),
    (("resolved", "rejected"), "call_back", "="),
    (("resolved",), "feedback_ok", "closed"),
    (("resolved",), "passerby_ok", "="),
    (("resolved", "closed"), "passerby_bad", "="),
    (("resolved", "closed"), "feedback_bad", "reopened"),
    (("reopened",), "redispatch", "dispatched"),
    (("fixed_on_spot",), "accept_fixed", "closed"),
    (("fixed_on_spot",), "review_ok", "closed"),
    (("fixed_on_spot",), "review_bad", "triaging"),
    (("rejected",), "appeal", "triaging"),
    (("rejected",), "lapse", "closed"),
    (("confirmed", "reopened"), "no_repair", "closed"),
    (("closed",), "archive", "archived"),
)
OPEN = ("submitted", "triaging", "need_info", "confirmed", "dispatched", "reopened")
HURRIED = (*OPEN,)
JUDGED = ("confirmed", "dispatched", "reopened")
"""Open, with a grade that a person gave it."""
TO_VERIFY = ("submitted", "triaging")
ENDED = ("merged", "transferred", "closed", "archived")
VERDICTS = {"confirm": "confirm", "reject": "reject", "merge": "merge", "transfer": "transfer_supervise"}
UPWARD_CATEGORIES = ("occupied", "misused", "idle", "person", "advice")
NO_REPAIR = ("occupied", "misused", "idle", "person")
"""What a report turns out to be that is no repair (domain/3, transfer_supervise)."""
UPWARD_ITEMS = ("G04",)
OTHER, PERSON = "other", "person"
LEVELS = ("village", "township", "county")
DEPARTMENT = "dept"
DEPARTMENT_STAFF = "dept_staff"
STAFF = {"village": "village_admin", "township": "township_staff", "county": "county_staff"}
TARGETS = (*LEVELS, DEPARTMENT)
_ABOVE = {"village": "township", "township": "county", DEPARTMENT: "county", "county": "county"}
UNGRADED = "minor"
CALL_RESULTS = ("satisfied", "unsatisfied", "unreachable")
DROPPED = ("disposal", "revitalization", "insurance", "will_not_repair")
PASSERBY_DEVICES = 2
DANGEROUS = ("critical", "major")
"""What may hurt somebody before it is mended."""
MEASURES = ("fenced", "warned", "cut_off", "harmless")
"""围挡, 警示, 断电断水; or somebody looked and found that it hurts nobody."""
PLATE_ITEMS = ("G02", "G03")


class ReportBare(Problem):
    """A report needs a photo or a few words."""

    code, status = "damage/report-bare", 422


class ReportIdTaken(Problem):
    """Another report has this id: of another thing, or of somebody else."""

    code, status = "damage/id-taken", 409


class FeedbackBare(Problem):
    """没修好 needs a few words or a photo, so that the next mender knows what to look for."""

    code, status = "damage/feedback-bare", 422


class FeedbackLate(Problem):
    """The days for saying 没修好 are over; a new report is welcome."""

    code, status = "damage/feedback-late", 409


class SeverityMissing(Problem):
    """Whoever confirms damage grades it."""

    code, status = "damage/severity-missing", 422


class ReasonMissing(Problem):
    """Whoever turns a report down says why; people can read it."""

    code, status = "damage/reason-missing", 422


class PhotoMissing(Problem):
    """Nothing is turned down without a picture from the place."""

    code, status = "damage/photo-missing", 422


class MergeTargetWrong(Problem):
    """Reports are joined only with an open report of the same asset."""

    code, status = "damage/merge-target-wrong", 422


class NotUpward(Problem):
    """Whoever hands a report to those who deal with 反映问题 says what it is, since it is no repair."""

    code, status = "damage/not-upward", 422


class TargetWrong(Problem):
    """It is there already, or it may not go there: what goes upward is never the village's."""

    code, status = "damage/target-wrong", 422


class SupplyBare(Problem):
    """A question is answered with a few words or a photo."""

    code, status = "damage/supply-bare", 422


class AppealLate(Problem):
    """The days for an appeal are over, or there was one already."""

    code, status = "damage/appeal-late", 409


class BasisMissing(Problem):
    """Nothing is left broken without a paper that says why."""

    code, status = "damage/basis-missing", 422


class NothingToSecure(Problem):
    """What is over endangers nobody any more."""

    code, status = "damage/nothing-to-secure", 409


class NotSampled(Problem):
    """This one was not drawn for a second look."""

    code, status = "damage/not-sampled", 409


@dataclass(frozen=True)
class Category:
    """A kind of trouble that a villager may choose."""

    code: str
    title: str
    severity: str | None
    dangerous: bool


def public_categories(body: dict[str, Any], language: str = "zh") -> list[Category]:
    """Return the kinds of trouble for an asset's type: its own worker questions, then danger to people."""
    items = [item for item in body["items"] if item["audience"] == "worker" and item["type"] == "check"]
    own = [item for item in items if item["code"] not in (*PLATE_ITEMS, *UPWARD_ITEMS)]
    own.sort(key=lambda item: item["code"].startswith("G"))
    return [Category(i["code"], i[language], i["severity"], i["severity"] == "critical") for i in own]


def due_at(days: dict[str, int], severity: str, confirmed_at: datetime) -> datetime:
    """Return the latest moment by which damage must be mended.

    confirmed_at  aware datetime
    days          the county's days by severity

    The plan asks only for 及时维护 (four, 7); the day counts are ours, open to each county's setting.
    """
    return confirmed_at + timedelta(days=days[severity])


def level_above(level: str) -> str:
    """Return who takes over when people say that it is not mended; above the county there is nobody."""
    return _ABOVE[level]


def is_above(level: str, other: str) -> bool:
    """True when a level stands higher than another; a department stands beside the township."""
    return _rank(level) > _rank(other)


def _rank(level: str) -> int:
    return LEVELS.index("township" if level == DEPARTMENT else level)


def may_go_to(target: str, level: str, upward: bool, has_department: bool) -> bool:
    """True where a report may be given to: not where it lies already, upward never to the village."""
    if target == level or (target == "village" and upward):
        return False
    return target != DEPARTMENT or has_department


def awake_until(since: datetime, hours: float, opens: int, closes: int) -> datetime:
    """Return when so many hours are over of which only those of the day count (Shanghai, 7 to 22)."""
    left, at = timedelta(hours=hours), local(since)
    while True:
        day = at.date()
        start = max(at, datetime.combine(day, time(opens), SHANGHAI))
        end = datetime.combine(day, time(), SHANGHAI) + timedelta(hours=closes)
        if start < end and start + left <= end:
            return start + left
        left -= max(end - start, timedelta())
        at = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def is_sampled(report_id_int: int, percent: int) -> bool:
    """True for so many spot fixes in a hundred, the same ones however often it is asked."""
    return report_id_int % 100 < percent


def condition_event(severity: str) -> str:
    """Return what confirmed damage does to the asset's condition (domain/3, asset.condition)."""
    return "assess_poor" if severity == "minor" else "assess_damaged"
