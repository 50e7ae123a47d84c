"""One trouble while it is written down: its rows as the steps so far have left them, and who takes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.assets.register.models import StateChange
from server.assets.register.rules import MOVES as STATES
from server.core.moves import Moves, move
from server.demo.album import put_picture
from server.demo.book import Book
from server.demo.chance import COUNTY, dated_id
from server.demo.dangers import FENCED
from server.demo.people import has_supervisor, user_id
from server.demo.troubles import Trouble
from server.field.damage.models import DamageReport, ReportStep
from server.field.damage.rules import MOVES as REPORTS
from server.field.work_orders.models import OrderStep, WorkOrder
from server.field.work_orders.rules import MOVES as ORDERS
from server.services.files.rules import is_paper

Number = Callable[[str, datetime], str]
"""Gives the human number of the report (BX) or order (WX) that began at a moment."""


@dataclass
class Journal:
    """The report, those joined to it, the orders and their pictures; `close` writes them."""

    book: Book
    trouble: Trouble
    number: Number
    report: dict[str, Any] = field(default_factory=dict)
    twins: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)
    grade: str = "good"
    changes: int = 0
    steps: int = 0

    def close(self) -> None:
        """Write the rows as they stand at the end."""
        for report in (self.report, *self.twins):  # what a twin points to comes first
            self.book.add(DamageReport, **report)
        for order in self.orders:
            self.book.add(WorkOrder, **order)
        for photo in self.photos:
            put_picture(self.book, "order", asset_type=self.trouble.thing.kind.asset_type, **photo)
        if self.changes:
            self.book.set_condition(self.trouble.thing.id, self.grade, self.changes)

    @property
    def order(self) -> dict[str, Any]:
        return self.orders[-1]

    @property
    def worker(self) -> UUID:
        return user_id(f"worker{self.trouble.thing.village.number}")

    @property
    def township(self) -> UUID:
        return user_id(f"township{self.trouble.thing.village.township.number}")

    @property
    def townhead(self) -> UUID:
        return user_id(f"townhead{self.trouble.thing.village.township.number}")

    @property
    def decider(self) -> UUID:
        """Whoever may confirm and dispatch: the village, unless it goes upward or is not its own thing."""
        at_home = self.report["level"] == "village"
        return user_id(f"village{self.trouble.thing.village.number}") if at_home else self.township

    @property
    def acceptor(self) -> UUID:
        """Whoever neither mended nor dispatched: the village's supervisor, else the township."""
        home = self.trouble.thing.village
        if self.order["level"] == "village" and has_supervisor(home):
            return user_id(f"supervisor{home.number}")
        return self.townhead

    def move_report(
        self, event: str, by: UUID | None, at: datetime, words: str | None = None, twin: int | None = None
    ) -> None:
        """Move the report, or one that is joined to it, along its life cycle."""
        row = self.report if twin is None else self.twins[twin]
        old = _move(row, REPORTS, event)
        self.keep_report_step(row, event, old, words, by, at)

    def move_order(self, event: str, by: UUID | None, at: datetime, words: str | None = None) -> None:
        """Move the present order along its life cycle."""
        old = _move(self.order, ORDERS, event)
        self.keep_order_step(event, old, words, by, at)

    def keep_report_step(
        self,
        row: dict[str, Any],
        event: str,
        old: str | None,
        words: str | None,
        by: UUID | None,
        at: datetime,
    ) -> None:
        """Add one row to a report's history."""
        own = self._step(row, event, old, words, by, at)
        self.book.add(ReportStep, report_id=row["id"], **own)

    def make_safe(self, at: datetime) -> None:
        """Let the worker fence it off; the report stays where it is."""
        self.report.update(secured_at=at, measure=FENCED)
        own = self._step(self.report, "secure", self.report["status"], None, self.worker, at)
        self.book.add(ReportStep, report_id=self.report["id"], outcome=FENCED, **own)

    def keep_order_step(
        self, event: str, old: str | None, words: str | None, by: UUID | None, at: datetime
    ) -> None:
        """Add one row to the present order's history."""
        own = self._step(self.order, event, old, words, by, at)
        self.book.add(OrderStep, order_id=self.order["id"], mender_id=self.order.get("mender_id"), **own)

    def _step(
        self,
        row: dict[str, Any],
        event: str,
        old: str | None,
        words: str | None,
        by: UUID | None,
        at: datetime,
    ) -> dict[str, Any]:
        self.steps += 1
        key = dated_id(
            at + self.steps * timedelta(milliseconds=1), "step", row["id"]
        )  # in order at one moment
        return {
            "id": key, "county_code": COUNTY, "event": event, "old": old, "new": row["status"],
            "actor_id": by, "words": words, "at": at,
        }  # fmt: skip

    def change_condition(self, event: str, by: UUID | None, at: datetime) -> None:
        """Move the asset's condition and leave a row that says why; none where it stays as it is."""
        old, self.grade = self.grade, move(STATES["condition"], self.grade, event)
        if self.grade == old:
            return
        self.changes += 1
        self.book.add(
            StateChange,
            id=dated_id(at, "change", self.report["id"], self.changes),
            county_code=COUNTY,
            asset_id=self.trouble.thing.id,
            dimension="condition",
            event=event,
            old=old,
            new=self.grade,
            source_kind="report",
            source_id=str(self.report["id"]),
            actor_id=by,
            at=at,
        )

    def photograph(self, slot: str, state: str, at: datetime) -> None:
        """Add a picture of the present repair; nobody has let villagers see it yet."""
        self.photos.append(
            {"owner_id": self.order["id"], "slot": slot, "state": state, "at": at, "shown": None}
        )

    def publish_photos(self, by: UUID, at: datetime) -> None:
        """Let villagers see the pictures of the present repair."""
        for photo in self.photos:
            if photo["owner_id"] == self.order["id"] and not is_paper(photo["slot"]):
                photo["shown"] = by, at


def _move(row: dict[str, Any], moves: Moves, event: str) -> str:
    old: str = row["status"]
    row["status"], row["version"] = move(moves, old, event), row["version"] + 1
    return old
