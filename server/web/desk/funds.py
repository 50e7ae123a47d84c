"""维修资金缺口清单: what is verified and has no money, by township, to look at, print and apply with.

Plan: section five, part 2 (运维经费保障).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from flask import request
from werkzeug.wrappers import Response

from server.core.clock import local, today
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import without_money
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.identity.regions.queries import county_of, names_by_code
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.proof import proven
from server.web.desk.sentences import troubles_of
from server.web.look.dates import day_words
from server.web.look.language import say
from server.web.look.sheets import CSV, XLSX, Cell, csv_of, download, xlsx_of

TOWNSHIP_AT = 3  # province/city/county/township/village
FEN_A_YUAN = 100
COLUMNS = ("no", "township", "village", "asset", "code", "trouble", "severity", "reason", "since", "yuan",
           "review", "order")  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """One line: a thing that is to be mended, and what is lacking for it (分)."""

    order: WorkOrder
    township_code: str
    township: str
    village: str
    trouble: str
    since: date
    amount_fen: int
    review_on: date | None


@dataclass(frozen=True)
class Township:
    """The lines of one township, and their sum."""

    code: str
    name: str
    gaps: list[Gap]

    @property
    def sum_fen(self) -> int:
        return sum(one.amount_fen for one in self.gaps)


@pages.get("/funds")
@requires(Permission.LIST_FUNDS)
def funds() -> str:
    """List what waits for money, by township, with sums."""
    groups = _townships()
    wanted = request.args.get("t", "")
    shown = [one for one in groups if one.code == wanted] or groups
    return show(
        "funds.html", "funds", groups=groups, shown=shown, wanted=wanted, title=_title(),
        total_fen=sum(one.sum_fen for one in shown), count=sum(len(one.gaps) for one in shown),
        listed_on=today(), late=_late(shown),
    )  # fmt: skip


@pages.post("/funds/sheet")
@requires(Permission.LIST_FUNDS)
@proven
def funds_sheet() -> Response:
    """Return the list as a sheet that goes with an application for money."""
    rows, name = _sheet(_townships()), f"repair-funds-{today().isoformat()}"
    if request.form.get("as") == "csv":
        return download(csv_of(rows), CSV, f"{name}.csv")
    return download(xlsx_of(rows, head=3), XLSX, f"{name}.xlsx")


def _title() -> str:
    user = actor().user
    county = county_of(user.county_code) if user else None
    return say("desk.funds.title", county=county.name if county else "")


def _late(groups: Iterable[Township]) -> int:
    """Return of how many the day for looking at the money again is over."""
    days = [gap.review_on for group in groups for gap in group.gaps]
    return sum(day is not None and day < today() for day in days)


def _townships() -> list[Township]:
    gaps = _gaps(without_money(actor()))
    return [
        Township(code, rows[0].township, rows)
        for code, rows in ((code, list(found)) for code, found in groupby(gaps, attrgetter("township_code")))
    ]


def _gaps(orders: list[WorkOrder]) -> list[Gap]:
    places = {one.id: one.asset.region_path.split("/") for one in orders}
    named, troubles = names_by_code(code for path in places.values() for code in path), troubles_of(orders)
    return [_gap(one, places[one.id], named, troubles.get(one.report_id, one.title)) for one in orders]


def _gap(order: WorkOrder, path: list[str], named: dict[str, str], trouble: str) -> Gap:
    code = path[min(TOWNSHIP_AT, len(path) - 1)]
    return Gap(
        order=order, township_code=code, township=named.get(code, ""),
        village=named.get(path[-1], "") if len(path) > TOWNSHIP_AT + 1 else "", trouble=trouble,
        since=local(order.stopped_at or order.created_at).date(),
        amount_fen=order.funds_fen or 0, review_on=order.funds_review_on,
    )  # fmt: skip


def _sheet(groups: list[Township]) -> Iterable[list[Cell]]:
    yield [_title()]
    yield [say("desk.funds.listed_on", day=day_words(today(), year=True))]
    yield [say(f"desk.funds.col.{column}") for column in COLUMNS]
    number = 0
    for group in groups:
        for gap in group.gaps:
            number += 1
            yield [number, *_cells(gap)]
        yield [None, say("desk.funds.sum_of", place=group.name), *[None] * 7, _yuan(group.sum_fen)]
    yield [None, say("desk.funds.sum"), *[None] * 7, _yuan(sum(group.sum_fen for group in groups))]


def _cells(gap: Gap) -> list[Cell]:
    order = gap.order
    return [
        gap.township, gap.village, order.asset.name, order.asset.asset_code, gap.trouble,
        say(f"severity.{order.severity}"), order.reason, gap.since, _yuan(gap.amount_fen), gap.review_on,
        order.order_no,
    ]  # fmt: skip


def _yuan(fen: int) -> int | float:
    return fen // FEN_A_YUAN if fen % FEN_A_YUAN == 0 else fen / FEN_A_YUAN
