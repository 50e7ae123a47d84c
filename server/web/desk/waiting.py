"""What waits for somebody: one list of reports, orders, visits and kept items, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.assets.register.models import Asset
from server.field.damage import queries as damage
from server.field.damage.models import DamageReport
from server.field.damage.rules import TO_VERIFY
from server.field.inspections.models import Inspection
from server.field.supervision_comments import queries as comments
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.rules import OPEN
from server.field.work_orders import queries as work_orders
from server.field.work_orders.models import WorkOrder
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.identity.accounts.models import User
from server.identity.accounts.queries import names
from server.identity.regions.queries import names_by_code
from server.services.feed.models import Item
from server.web.desk import choices, kept_items
from server.web.desk.clocks import Chip, clock_chip, days_since, is_hurried, order_due, verdict_due
from server.web.desk.comment_choices import is_mine
from server.web.desk.comment_rows import comment_due, comment_wrong, hands_said
from server.web.desk.hands import hands_of_order, hands_of_reports, hands_of_visit, levels_of, reaches
from server.web.desk.sentences import cost_of, distance_short, flags_said, troubles_of, wrong
from server.web.look.language import say
from server.web.quarantine.hands import holders_of
from server.web.quarantine.queries import assets_of

LOOK_DAYS = 3  # what only needs a look is sorted as if due then; the figure is shown nowhere
URGENT, USUAL, SLOW = range(3)
Key = tuple[str, UUID]


@dataclass(frozen=True)
class Waiting:
    """One row: what, why, in whose hands for how long, and the clock.

    mine  False when those below should act first, although the actor could
    """

    kind: str
    id: UUID
    title: str
    place: str
    detail: str
    chip: Chip
    mine: bool
    rank: tuple[int, datetime]

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def endpoint(self) -> str:
        return f"desk.{self.kind}"


def waiting_for(actor: Actor) -> list[Waiting]:
    """Return all that the actor can decide now: his own first, then what those below should decide.

    Every page of the desk counts these, so a kind of which nothing waits asks no more than that.
    """
    rows = [*_reports(actor), *_orders(actor), *_comments(actor), *_visits(actor), *_items(actor)]
    return sorted(rows, key=lambda row: (not row.mine, row.rank))


def village_names(assets: Iterable[Asset]) -> dict[UUID, str]:
    """Return the village's name by asset."""
    found = {asset.id: asset.region_path.split("/")[-1] for asset in assets}
    named = names_by_code(found.values())
    return {asset_id: named.get(code, "") for asset_id, code in found.items()}


def _reports(actor: Actor) -> list[Waiting]:
    found = [*damage.waiting_for(actor), *damage.to_call(actor)]
    reports = [one for one in found if choices.judges(one)]
    if not reports:
        return []
    villages, voices = village_names(r.asset for r in reports), damage.voices_count(r.id for r in reports)
    rows, deciders = [], hands_of_reports(reports)
    for report in reports:
        hands, due = deciders[report.id], _due(report)
        mine = (
            hands in levels_of(actor) or report.status == "fixed_on_spot" or _left_lying(actor, report, hands)
        )
        since = report.clock_at or report.reported_at
        said = [_hurried(report), say(f"desk.channel.{report.channel}"), _also(voices.get(report.id, 0))]
        rows.append(
            Waiting(
                "report", report.id, f"{report.asset.name} · {wrong(report)}", villages[report.asset_id],
                _joined(*said, _stuck(hands, hands in levels_of(actor), since)), _chip(report, due), mine,
                (_rank(report), due),
            )
        )  # fmt: skip
    return rows


def _left_lying(someone: Actor, report: DamageReport, hands: str) -> bool:
    """True of what went up because nobody took it up: below it can still be done, and stays on the list."""
    untouched = report.status == "submitted" and report.first_response_at is None
    return untouched and not reaches(someone, hands)


def _due(report: DamageReport) -> datetime:
    """Return by when something is to be done; what only needs a look or a call, some days from now on."""
    return verdict_due(report) if report.status in TO_VERIFY else _look_by(_settled_at(report))


def _settled_at(report: DamageReport) -> datetime:
    return report.resolved_at or report.asked_at or report.reported_at


def _chip(report: DamageReport, due: datetime) -> Chip:
    if report.status in TO_VERIFY:
        return clock_chip(due, report.severity)
    return Chip(say(f"desk.clock.{report.status}"), "amber" if report.status == "fixed_on_spot" else "blue")


def _rank(report: DamageReport) -> int:
    if report.under_review or report.status in {"need_info", "resolved"}:
        return SLOW
    return URGENT if report.severity == "critical" else USUAL


def _hurried(report: DamageReport) -> str:
    return say("desk.hurried") if is_hurried(report) else ""


def _orders(actor: Actor) -> list[Waiting]:
    orders = [one for one in work_orders.waiting_for(actor) if choices.on_order(one)]
    if not orders:
        return []
    villages, menders = village_names(o.asset for o in orders), names(o.mender_id for o in orders)
    troubles, again = troubles_of(orders), work_orders.again(orders)
    rows = []
    for order in orders:
        hands, due = _whose(order), order_due(order)
        mine, since = hands in levels_of(actor), _since(order)
        mender = menders.get(order.mender_id, "") if order.mender_id else ""
        said = [_step(order, again), mender, cost_of(order)]
        rank = URGENT if order.severity == "critical" else USUAL
        rows.append(
            Waiting(
                "order", order.id, f"{order.asset.name} · {troubles[order.report_id]}",
                villages[order.asset_id],
                _joined(*said, _stuck(hands, mine, since)), clock_chip(due, order.severity),
                mine, (rank, due),
            )
        )  # fmt: skip
    return rows


def _whose(order: WorkOrder) -> str:
    """Return who is to act; what waits for money is here only when somebody is to ask for it again."""
    return order.level if order.status == "awaiting_funds" else hands_of_order(order)


def _since(order: WorkOrder) -> datetime:
    if order.status == "finished" and order.finished_at:
        return order.finished_at
    return order.stopped_at or order.created_at


def _step(order: WorkOrder, again: set[UUID]) -> str:
    is_second = order.status == "created" and order.report_id in again
    return say("desk.order.said_bad" if is_second else f"desk.order.waits.{order.status}")


def _comments(actor: Actor) -> list[Waiting]:
    if not may(Permission.LIST_COMMENTS, by=actor):
        return []
    waiting = [one for one in comments.in_reach_of(actor, OPEN) if is_mine(one)]
    if not waiting:
        return []
    villages = village_names(one.asset for one in waiting)
    moved = comments.moved_at(one.id for one in waiting)
    return [_comment(one, villages[one.asset_id], moved[one.id]) for one in waiting]


def _comment(one: SupervisionComment, village: str, since: datetime) -> Waiting:
    due, title = comment_due(one), f"{one.asset.name} · {comment_wrong(one)}"
    stuck = _stuck_at(hands_said(one), since)
    said = _joined(say("desk.comment"), say(f"comments.state.{one.status}"), stuck)
    rank = SLOW if one.under_review else USUAL
    return Waiting("comment", one.id, title, village, said, clock_chip(due), True, (rank, due))


def _visits(actor: Actor) -> list[Waiting]:
    visits = [one for one in damage.visits_waiting_for(actor) if choices.on_visit(one)]
    if not visits:
        return []
    villages, people = village_names(v.asset for v in visits), names(v.inspector_id for v in visits)
    mine = not levels_of(actor).isdisjoint({"village", "township"})
    return [_visit(one, villages[one.asset_id], people.get(one.inspector_id, ""), mine) for one in visits]


def _visit(visit: Inspection, village: str, who: str, mine: bool) -> Waiting:
    title = f"{visit.asset.name} · {flags_said(visit) or say('desk.visit.spot_fix')}"
    stuck = _stuck(hands_of_visit(visit), mine, visit.received_at)
    detail = _joined(say("desk.visit.by", who=who), distance_short(visit), stuck)
    chip = Chip(say("desk.clock.look"), "amber")
    rank = (USUAL, _look_by(visit.received_at))
    return Waiting("visit", visit.id, title, village, detail, chip, mine, rank)


def _items(actor: Actor) -> list[Waiting]:
    items = kept_items.waiting_for(actor)
    if not items:
        return []
    people, assets = kept_items.people_of(items), assets_of(items)
    holders = holders_of(items)
    return [
        _item(item, people.get(item.author_id, ""), assets.get(item.id), holders.get(item.id), actor)
        for item in items
    ]


def _item(item: Item, who: str, about: Asset | None, holder: User | None, actor: Actor) -> Waiting:
    mine = holder is None or holder.id == actor.id
    since = datetime.fromisoformat(item.handed["at"]) if holder and item.handed else item.received_at
    stuck = _stuck("me", True, since) if mine or not holder else _stuck_at(holder.display_name, since)
    detail = _joined(who, kept_items.reason_said(item), stuck)
    title = _joined(about.name if about else "", kept_items.kind_said(item))
    chip = Chip(say("desk.clock.decide"), "amber")
    rank = (USUAL, _look_by(item.received_at))
    return Waiting("item", item.id, title, "", detail, chip, mine, rank)


def _look_by(moment: datetime) -> datetime:
    return moment + timedelta(days=LOOK_DAYS)


def _also(voices: int) -> str:
    return say("desk.report.also", count=voices - 1) if voices > 1 else ""


def _stuck(hands: str, mine: bool, since: datetime) -> str:
    return _stuck_at(say("desk.hands.me" if mine else f"desk.hands.{hands}"), since)


def _stuck_at(who: str, since: datetime) -> str:
    days = days_since(since)
    return say("desk.stuck", who=who, days=days) if days else say("desk.stuck_today", who=who)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
