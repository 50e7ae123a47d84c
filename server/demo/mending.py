"""The repair of a trouble: each step of its order written down as the usual action would have left it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from server.core.clock import local
from server.demo.chance import COUNTY, between, dated_id
from server.demo.journal import Journal
from server.demo.people import mender_of
from server.field.damage.rules import due_at
from server.services.settings.rules import SETTINGS

FEN_A_YUAN = 100
RECEIPT_LIMIT = int(SETTINGS["receipt_limit"].default)
SMALL_YUAN, DEAR_YUAN = (150, 1900), (2600, 15_000)  # below and above what a village may spend by itself
DAYS_TO_MEND = 5
REVIEW_AFTER_DAYS = 30
_TOO_DEAR, _NO_MONEY, _PARTS, _LEAKS = (
    "价高了，再问两家",
    "今年没有钱，先拦起来",
    "等配件",
    "边上没收好，还漏",
)
_AGREED, _TWICE = "同意", "另外一张单上已经派了人"
_NEXT_YEAR, _FENCED = "管护经费用完了，等明年的", "拉了绳子，挂了牌子"
_DONE, _SEEN = "修好了，试过了", "看过了，能用"


def raise_order(journal: Journal, by: UUID | None, at: datetime) -> None:
    """Open an order for the report as it stands, due by its severity."""
    report, thing = journal.report, journal.trouble.thing
    severity = str(report["severity"])
    key = dated_id(at, "order", report["id"])
    journal.orders.append(
        {
            "id": key,
            "county_code": COUNTY,
            "order_no": journal.number("WX", at),
            "report_id": report["id"],
            "asset_id": thing.id,
            "title": report["title"],
            "words": report["words"],
            "severity": severity,
            "status": "created",
            "author_id": report["decided_by"],
            "level": report["level"],
            "due_on": local(due_at(SETTINGS["repair_days"].default, severity, at)).date(),
            "created_at": at,
            "version": 1,
        }
    )
    journal.keep_order_step("create", None, None, by, at)
    journal.book.share("order", key, f"staff:{thing.village.path}")


def _yuan(journal: Journal) -> int:
    is_dear = any(step == "ask_money" for step, _ in journal.trouble.steps)
    return between(*(DEAR_YUAN if is_dear else SMALL_YUAN), "yuan", journal.order["id"])


def _assign(journal: Journal, at: datetime) -> None:
    order, thing, by = journal.order, journal.trouble.thing, journal.decider
    is_first = order["status"] == "created"
    if is_first:
        order["estimate_fen"] = min(_yuan(journal), SMALL_YUAN[1]) * FEN_A_YUAN
    mender, due_on = mender_of(thing.village), local(at).date() + timedelta(days=DAYS_TO_MEND)
    order |= {"mender_id": mender, "dispatcher_id": by, "due_on": due_on}
    journal.move_order("fast_assign" if is_first else "assign", by, at)
    journal.move_report("redispatch" if journal.report["status"] == "reopened" else "dispatch", by, at)
    journal.book.share("order", order["id"], f"user:{mender}")
    journal.book.share("asset", thing.id, f"user:{mender}")


def _ask_money(journal: Journal, at: datetime) -> None:
    if journal.order["status"] == "created":
        journal.move_order("estimate", journal.decider, at)
    cost_fen = _yuan(journal) * FEN_A_YUAN
    lines = [{"name": journal.order["title"], "cost_fen": cost_fen}]
    journal.order.update(estimate_fen=cost_fen, fund_channel="maintenance", budget_lines=lines)
    journal.move_order("submit_cost", journal.decider, at)


def _approve(journal: Journal, at: datetime) -> None:
    journal.move_order("approve", journal.townhead, at, _AGREED)
    journal.order["approved_by"] = journal.townhead


def _deny(journal: Journal, at: datetime) -> None:
    journal.move_order("deny", journal.townhead, at, _TOO_DEAR)


def _await_funds(journal: Journal, at: datetime) -> None:
    order = journal.order
    journal.move_order("await_funds", journal.township, at, _NEXT_YEAR)
    review_on = local(at).date() + timedelta(days=REVIEW_AFTER_DAYS)
    order |= {"reason": _NEXT_YEAR, "fenced_at": at, "stopped_at": at, "funds_review_on": review_on}
    order["funds_fen"] = order["estimate_fen"]


def _give_up(journal: Journal, at: datetime) -> None:
    journal.move_order("close_not_fixed", journal.townhead, at, _NO_MONEY)
    order = journal.order
    order |= {
        "reason": _NO_MONEY, "safety_measures": _FENCED, "follow_up": "none", "stopped_at": None,
    }  # fmt: skip
    journal.move_report("order_ended", journal.townhead, at, _NO_MONEY)
    journal.move_report("no_repair", journal.township, at, _NO_MONEY)
    journal.report |= {"reason": _NO_MONEY, "closed_at": at}


def _begin(journal: Journal, at: datetime) -> None:
    order = journal.order
    again = order["status"] == "rework"
    if not again:
        journal.photograph("before/1", "broken", at)
    journal.move_order("start" if again else "accept_job", order["mender_id"], at)
    order.setdefault("begun_at", at)


def _pause(journal: Journal, at: datetime) -> None:
    journal.move_order("pause", journal.order["mender_id"], at, f"parts: {_PARTS}")
    journal.order["stopped_at"] = at


def _resume(journal: Journal, at: datetime) -> None:
    order = journal.order
    days = (local(at).date() - local(order["stopped_at"]).date()).days
    paused = order.get("paused_days", 0) + days
    order |= {"stopped_at": None, "paused_days": paused, "due_on": order["due_on"] + timedelta(days=days)}
    journal.move_order("resume", order["mender_id"], at)


def _finish(journal: Journal, at: datetime) -> None:
    order = journal.order
    cost_fen = order["estimate_fen"] - between(0, 60, "saved", order["id"]) * FEN_A_YUAN
    journal.photograph(f"after/{journal.steps}", "mended", at)
    if cost_fen > RECEIPT_LIMIT:
        journal.photograph(f"receipt/{journal.steps}", "bill", at)
    journal.move_order("finish", order["mender_id"], at, _DONE)
    materials = [{"name": "材料", "quantity": "1", "cost_fen": cost_fen // 2}]
    order |= {"finished_at": at, "actual_cost_fen": cost_fen, "materials": materials, "defects": None}


def _accept(journal: Journal, at: datetime) -> None:
    by = journal.acceptor
    journal.move_order("pass", by, at, _SEEN)
    journal.order.update(accepted_by=by, accepted_at=at)
    journal.publish_photos(by, at)
    journal.move_report("repaired", by, at)
    journal.report["resolved_at"] = at
    journal.change_condition("assess_good", by, at)


def _refuse(journal: Journal, at: datetime) -> None:
    journal.move_order("fail", journal.acceptor, at, _LEAKS)
    journal.order["defects"] = _LEAKS


def _cancel(journal: Journal, at: datetime) -> None:
    above = journal.township if journal.report["level"] == "village" else journal.townhead
    journal.move_order("cancel", above, at, _TWICE)
    journal.order["reason"] = _TWICE
    journal.move_report("order_ended", above, at, _TWICE)


MENDING: dict[str, Callable[[Journal, datetime], None]] = {
    "assign": _assign,
    "ask_money": _ask_money,
    "approve": _approve,
    "deny": _deny,
    "await_funds": _await_funds,
    "give_up": _give_up,
    "begin": _begin,
    "pause": _pause,
    "resume": _resume,
    "finish": _finish,
    "accept": _accept,
    "refuse": _refuse,
    "cancel": _cancel,
}
"""How each step of a repair is written down."""
