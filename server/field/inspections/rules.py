"""Is a visit complete, what is wrong, and which plain facts make a person look.

Sources: domain/3 (inspection), domain/4 (answers), domain/5 5.4 (three flags, no score).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from server.core.moves import moves
from server.core.problems import Problem
from server.field.checklists.rules import fits, graver, is_problem, trouble

MOVES = moves(
    (("received",), "auto", "auto_passed"),
    (("received", "auto_passed"), "flag", "pending_review"),  # a photo may come days after its visit
    (("pending_review",), "approve", "approved"),
    (("pending_review",), "reject", "rejected"),
    (("auto_passed", "approved"), "void", "void"),
)
VOID_REASONS = ("fabricated", "mistaken")
COUNTED = ("auto_passed", "approved", "pending_review")
CLOCK_SLACK = timedelta(minutes=10)
FASTEST_KMH = 80
PLATE_ITEM, USE_ITEM, MISUSE_ITEM = "G02", "G03", "G04"


@dataclass(frozen=True)
class Visit:
    """What the phone tells of a visit.

    captured_at  aware, the phone's clock; kept as told, even when skewed
    told_at      aware, the server's clock at that moment as the phone tells it, be it later than its receipt
    came_at      aware, when the server received it; None: now
    place        WGS-84 fix {lat, lng, accuracy_m}, or None when the phone had none
    slots        slots of the photos that came or will come
    """

    asset_id: UUID
    inspector_id: UUID
    audience: str
    captured_at: datetime
    started_at: datetime | None
    told_at: datetime
    template: str
    template_version: str
    answers: list[dict[str, Any]]
    all_normal: bool
    slots: set[str]
    task_id: UUID | None = None
    place: dict[str, Any] | None = None
    scanned_by: str | None = None
    scanned_token: str | None = None
    came_at: datetime | None = None


class ReasonMissing(Problem):
    """A visit is sent back or made void only with a sentence about why."""

    code, status = "inspections/reason-missing", 422


class AnswersRefused(Problem):
    """Answers do not fit the template; facts: codes."""

    code, status = "inspections/answers-refused", 422


class ProblemWithoutEvidence(Problem):
    """Something marked 有问题 comes with neither photo nor words; facts: codes."""

    code, status = "inspections/problem-without-evidence", 422


class SpotFixRefused(Problem):
    """当场弄好了 holds only for harmless things, with a photo before and one after; facts: codes."""

    code, status = "inspections/spot-fix-refused", 422


class TemplateUnknown(Problem):
    """No such questions are published here: an older or newer county's phone."""

    code, status = "inspections/template-unknown", 404


@dataclass(frozen=True)
class Found:
    """One thing that an answer says is wrong."""

    code: str
    unit_id: str | None
    title: str
    severity: str | None
    words: str | None
    fixed_on_spot: bool
    chainage_m: float | None


def problems_of(items: list[dict[str, Any]], answers: list[dict[str, Any]], slots: set[str]) -> list[Found]:
    """Return what the answers say is wrong, worst first.

    items    the template's questions of this audience
    answers  as on the wire
    slots    slots of the photos that the item names

    Raises AnswersRefused, ProblemWithoutEvidence, SpotFixRefused.
    """
    by_code = {item["code"]: item for item in items}
    bad = [
        a["code"] for a in answers if a["code"] not in by_code or not fits(by_code[a["code"]], a.get("value"))
    ]
    if bad:
        raise AnswersRefused(codes="、".join(bad))
    wrong = [answer for answer in answers if is_problem(by_code[answer["code"]], answer.get("value"))]
    _check_evidence(wrong, slots)
    _check_spot_fixes(by_code, wrong, slots)
    found = [_found(by_code[answer["code"]], answer) for answer in wrong]
    rank = {"critical": 0, "major": 1, "minor": 2, None: 3}
    return sorted(found, key=lambda one: rank[one.severity])


def of_condition(found: Sequence[Found]) -> list[Found]:
    """Return what is wrong with the thing itself; what is said of use or people goes to those above."""
    return [one for one in found if one.code != MISUSE_ITEM]


def _check_evidence(wrong: list[dict[str, Any]], slots: set[str]) -> None:
    bare = [
        a["code"] for a in wrong if not a.get("words") and not _has(slots, a["code"], "problem", "before")
    ]
    if bare:
        raise ProblemWithoutEvidence(codes="、".join(bare))


def _check_spot_fixes(
    by_code: dict[str, dict[str, Any]], wrong: list[dict[str, Any]], slots: set[str]
) -> None:
    refused = [
        answer["code"]
        for answer in wrong
        if answer.get("fixed_on_spot")
        and not (_may_fix(by_code[answer["code"]]) and _has(slots, answer["code"], "after"))
    ]
    if refused:
        raise SpotFixRefused(codes="、".join(refused))


def _may_fix(item: dict[str, Any]) -> bool:
    return bool(item.get("spot_fix")) and item.get("severity") != "critical"


def shows(slots: set[str], code: str) -> bool:
    """True when a photo of what is wrong comes with the visit."""
    return _has(slots, code, "problem", "before")


def _has(slots: set[str], code: str, *kinds: str) -> bool:
    return any(slot.startswith(f"{kind}/{code}/") for slot in slots for kind in kinds)


def _found(item: dict[str, Any], answer: dict[str, Any]) -> Found:
    return Found(
        code=item["code"],
        unit_id=answer.get("unit_id"),
        title=trouble(item),
        severity=graver(item.get("severity"), answer.get("severity")),
        words=answer.get("words"),
        fixed_on_spot=bool(answer.get("fixed_on_spot")),
        chainage_m=answer.get("chainage_m"),
    )


def told_at(
    captured_at: datetime, received_at: datetime, beacon: datetime | None, since_ms: int | None
) -> datetime:
    """Return when something was done by the server's clock, as far as the phone could know it.

    captured_at  by the phone's own clock
    beacon       the server's clock when the phone last heard of it; None as long as it never did
    since_ms     how long ago that was by the phone's clock, never less than 0

    A clock that was put right since then tells the time itself: it was set back when no time seems to have
    passed, and set forward when so much has that the receipt would lie before it.
    """
    if beacon is None or since_ms is None:
        return captured_at
    told = beacon + timedelta(milliseconds=since_ms)
    was_set_back = since_ms == 0 and beacon <= captured_at <= received_at
    return captured_at if was_set_back or told > received_at + CLOCK_SLACK else told


def clocks_clash(
    started_at: datetime | None, captured_at: datetime, told_at: datetime, done_at: datetime
) -> bool:
    """True when a visit ended before it began or after its receipt; a clock merely wrong is corrected first.

    told_at  by the server's clock, from the phone's last beacon; without one what the phone said
    done_at  the same, but never later than the receipt
    """
    if started_at is not None and captured_at < started_at:
        return True
    return told_at > done_at + CLOCK_SLACK


def too_fast(metres: float, apart: timedelta) -> bool:
    """True when two visits of one person lie further apart than a car would drive in the time."""
    seconds = max(abs(apart.total_seconds()), 1.0)
    return metres > FASTEST_KMH * 1000 / 3600 * seconds and metres > 1000


class Shown(Protocol):
    """A picture that a record shows."""

    @property
    def owner_kind(self) -> str: ...

    @property
    def owner_id(self) -> str: ...


def reusing(files: Sequence[Shown], arrived: tuple[str, str]) -> list[str]:
    """Return the ids of the visits that show a picture which another record showed before.

    files    all that show one picture, the first use first; near ones are near to that of `arrived`
    arrived  kind and id of the record whose picture came: it is compared with each other one
    """
    owners = list(dict.fromkeys((file.owner_kind, file.owner_id) for file in files))
    if arrived not in owners:
        return []
    at = owners.index(arrived)
    later = owners[at:] if at else owners[1:]
    return [owner_id for kind, owner_id in later if kind == "inspection"]
