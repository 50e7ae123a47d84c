"""What became of a trouble: each step of its path written down as the usual action would have left it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.core.clock import now
from server.core.words import say
from server.demo.album import attach_picture
from server.demo.book import Book
from server.demo.chance import COUNTY, between, dated_id, pick, token_of
from server.demo.dangers import LAYS_OPEN, is_to_be_safe
from server.demo.journal import Journal, Number
from server.demo.mending import MENDING, raise_order
from server.demo.troubles import OCCUPIED, Trouble, first_level
from server.field.damage.models import Look, Voice
from server.field.damage.queries import code_hash
from server.field.damage.rules import OTHER, condition_event, due_at, level_above
from server.services.settings.rules import SETTINGS

A_MOMENT = BEFORE_THE_JOINING = timedelta(minutes=5)
_NOT_BROKEN, _HANDED_ON = "去看过了，没坏，是总阀没开", "占地的事，转给乡镇监督处理"
_BAD = ("又坏了，跟没修一样", "修的地方又裂了", "好了两天又不行了")
_NEIGHBOURS = ("我家也是", "我们这边也一样", None)
_SAME_THING, _WHERE = "就是前两天说的那个事", "说清楚点，是哪一段？"
Step = Callable[[Journal, datetime], None]


def tell(book: Book, trouble: Trouble, number: Number) -> None:
    """Write down one trouble from its finding to where it stands."""
    journal = Journal(book, trouble, number)
    for step, at in trouble.steps:
        STEPS[step](journal, at)
        if step in LAYS_OPEN and is_to_be_safe(journal.report["severity"], at, now()):
            journal.make_safe(at + A_MOMENT / 2)
    journal.close()


def _found(journal: Journal, at: datetime) -> None:
    _open(journal, "report", "submitted", at)
    trouble = journal.trouble
    for number in range(between(0, len(_NEIGHBOURS), "neighbours", trouble.thing.key, trouble.number)):
        words = pick(_NEIGHBOURS, "neighbour", trouble.thing.key, number)
        _say(journal, journal.report["id"], words, at + (number + 1) * A_MOMENT, f"neighbour {number}")


def _mended_on_spot(journal: Journal, at: datetime) -> None:
    _open(journal, "report_fixed", "fixed_on_spot", at)


def _open(journal: Journal, event: str, status: str, at: datetime) -> None:
    trouble = journal.trouble
    report = _report(journal, trouble.report_id, trouble.code, trouble.words, at)
    report |= {"severity": trouble.severity, "status": status, "unit_id": trouble.unit_id}
    if trouble.round:
        report |= {"channel": "patrol", "reporter_id": journal.worker, "inspection_id": trouble.visit_id}
        journal.book.share("report", trouble.report_id, f"user:{journal.worker}")
    journal.report = report
    journal.keep_report_step(report, event, None, trouble.words, report["reporter_id"], at)
    if trouble.round:
        key = dated_id(at, "voice", trouble.report_id)
        own = {"user_id": journal.worker, "words": trouble.words, "said_at": at}
        journal.book.add(Voice, id=key, county_code=COUNTY, report_id=trouble.report_id, **own)
    else:
        shown, kind = trouble.confirmed, trouble.thing.kind.asset_type
        attach_picture(journal.book, "report", trouble.report_id, kind, at, shown)
        _say(journal, trouble.report_id, trouble.words, at, "reporter")


def _report(journal: Journal, key: UUID, code: str, words: str, at: datetime) -> dict[str, Any]:
    thing, upward = journal.trouble.thing, code == OCCUPIED
    journal.book.share("report", key, f"staff:{thing.village.path}")
    return {
        "id": key,
        "county_code": COUNTY,
        "report_no": journal.number("BX", at),
        "asset_id": thing.id,
        "channel": "qr_public",
        "category": code,
        "title": say(f"trouble.{code}"),
        "words": words,
        "upward": upward,
        "level": first_level(thing, code),
        "status": "submitted",
        "reporter_id": None,
        "reported_at": at,
        "version": 1,
    }


def _say(journal: Journal, report_id: UUID, words: str | None, at: datetime, who: str) -> None:
    code = f"{between(0, 99_999_999, 'query code', report_id, who):08d}"
    journal.book.add(
        Voice,
        id=dated_id(at, "voice", report_id, who),
        county_code=COUNTY,
        report_id=report_id,
        receipt_token=token_of("receipt", report_id, who),
        query_code_hash=code_hash(COUNTY, code),
        device_hash=_device(report_id, who),
        words=words,
        said_at=at,
    )


def _device(report_id: UUID, who: str) -> str:
    return hashlib.sha256(f"{who} {report_id}".encode()).hexdigest()


def _twin(journal: Journal, at: datetime) -> None:
    """Somebody told of the same under another name; whoever decides joined both."""
    key, told = dated_id(at, "twin", journal.report["id"]), at - BEFORE_THE_JOINING
    second = _report(journal, key, OTHER, _SAME_THING, told)
    journal.twins.append(second)
    journal.keep_report_step(second, "report", None, second["words"], None, told)
    _say(journal, key, second["words"], told, "reporter")
    second["merged_into_id"] = journal.report["id"]
    journal.move_report("merge", journal.decider, at, twin=-1)
    second |= {"decided_by": journal.decider, "decided_at": at, "first_response_at": at}


def _claim(journal: Journal, at: datetime) -> None:
    journal.move_report("claim", journal.decider, at)
    journal.report.setdefault("first_response_at", at)


def _ask(journal: Journal, at: datetime) -> None:
    journal.move_report("ask", journal.decider, at, _WHERE)
    journal.report |= {"question": _WHERE, "asked_at": at}


def _confirm(journal: Journal, at: datetime) -> None:
    severity, by = str(journal.report["severity"]), journal.decider
    journal.report["due_at"] = due_at(SETTINGS["repair_days"].default, severity, at)
    journal.move_report("confirm", by, at)
    journal.report.setdefault("first_response_at", at)
    journal.report |= {"decided_by": by, "decided_at": at}
    journal.change_condition(condition_event(severity), by, at)
    raise_order(journal, by, at)


def _reject(journal: Journal, at: datetime) -> None:
    _turn_down(journal, "reject", _NOT_BROKEN, at)


def _transfer(journal: Journal, at: datetime) -> None:
    _turn_down(journal, "transfer_supervise", _HANDED_ON, at)


def _turn_down(journal: Journal, event: str, reason: str, at: datetime) -> None:
    journal.move_report(event, journal.township, at, reason)
    journal.report.setdefault("first_response_at", at)
    journal.report |= {"reason": reason, "decided_by": journal.township, "decided_at": at}


def _fixed(journal: Journal, at: datetime) -> None:
    _close(journal, "feedback_ok", "好了，谢谢", at)


def _silent(journal: Journal, at: datetime) -> None:
    _close(journal, "feedback_ok", "未回应", at)


def _close_fix(journal: Journal, at: datetime) -> None:
    _close(journal, "accept_fixed", None, at)


def _close(journal: Journal, event: str, words: str | None, at: datetime) -> None:
    journal.move_report(event, None, at, words)
    journal.report["closed_at"] = at


def _archive(journal: Journal, at: datetime) -> None:
    journal.move_report("archive", None, at)


def _look_good(journal: Journal, at: datetime) -> None:
    report_id = journal.report["id"]
    journal.move_report("passerby_ok", None, at)
    own = {"device_hash": _device(report_id, "passer-by"), "fixed": True, "said_at": at}
    journal.book.add(Look, id=dated_id(at, "look", report_id), county_code=COUNTY, report_id=report_id, **own)


def _not_fixed(journal: Journal, at: datetime) -> None:
    words = pick(_BAD, "bad", journal.trouble.thing.key)
    journal.move_report("feedback_bad", None, at, words)
    journal.report |= {"level": level_above(journal.report["level"]), "reason": words}
    journal.report |= {"secured_at": None, "measure": None}
    journal.change_condition(condition_event(str(journal.report["severity"])), None, at)
    raise_order(journal, None, at)


STEPS: dict[str, Step] = {
    "found": _found,
    "fix": _mended_on_spot,
    "twin": _twin,
    "claim": _claim,
    "ask": _ask,
    "confirm": _confirm,
    "reject": _reject,
    "transfer": _transfer,
    **MENDING,
    "fixed": _fixed,
    "silent": _silent,
    "close_fix": _close_fix,
    "look_good": _look_good,
    "not_fixed": _not_fixed,
    "archive": _archive,
}
"""How each step is written down."""
