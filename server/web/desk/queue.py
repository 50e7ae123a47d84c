"""What of all that waits is listed: narrowed by kind and village, as the address says from case to case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import request

from server.web.desk.filters import Choice, Filter
from server.web.desk.waiting import URGENT, Waiting
from server.web.look.language import here, say

KINDS = ("report", "order", "comment", "visit", "item")
PRESSING = "urgent"


@dataclass(frozen=True)
class Narrowed:
    """What was chosen: a kind or the pressing ones, and a village by its name; empty chooses nothing."""

    only: str = ""
    at: str = ""

    def fits(self, row: Waiting) -> bool:
        """True for a row that is listed."""
        kinds = is_pressing(row) if self.only == PRESSING else self.only in {"", row.kind}
        return kinds and self.at in {"", row.place}

    @property
    def asked(self) -> dict[str, str]:
        """The part of an address that says so."""
        return {name: value for name, value in (("only", self.only), ("at", self.at)) if value}


def is_pressing(row: Waiting) -> bool:
    """True for what is critical or past its time."""
    return row.rank[0] == URGENT or row.chip.tone == "red"


def narrowed() -> Narrowed:
    """Return what the asker chose; a decision is told by the page that it was taken on."""
    if request.method == "GET":
        return _of(request.args.get("only", ""), request.args.get("at", ""))
    came_from = parse_qs(urlsplit(request.referrer or "").query)
    return _of(*(came_from.get(name, [""])[0] for name in ("only", "at")))


def _of(only: str, at: str) -> Narrowed:
    return Narrowed(only if only in {*KINDS, PRESSING} else "", at)


def kinds_of(rows: Iterable[Waiting], now: Narrowed) -> list[Choice]:
    """Return the links to what waits by kind; none where there is but one kind."""
    own = [row for row in rows if now.at in {"", row.place}]
    counts = {one: sum(row.kind == one for row in own) for one in KINDS}
    pressing = sum(map(is_pressing, own))
    if not now.only and sum(map(bool, counts.values())) + bool(pressing) < 2:
        return []

    def link(only: str, count: int, word: str) -> Choice:
        return Choice(word, here("desk.inbox", **Narrowed(only, now.at).asked), now.only == only, count)

    found = [link("", len(own), say("desk.all"))]
    if pressing or now.only == PRESSING:
        found.append(link(PRESSING, pressing, say("desk.only.urgent")))
    named = [one for one, count in counts.items() if count or now.only == one]
    return found + [link(one, counts[one], say(f"desk.only.{one}")) for one in named]


def villages_of(rows: Iterable[Waiting], now: Narrowed) -> list[Filter]:
    """Return the filter by village; none where there is but one."""
    every = list(rows)
    names = sorted({row.place for row in every if row.place} | ({now.at} if now.at else set()))
    if len(names) < 2:
        return []
    choices = [
        Choice(
            name, here("desk.inbox", **Narrowed(now.only, name).asked), now.at == name,
            sum(row.place == name for row in every),
        )
        for name in names
    ]  # fmt: skip
    anywhere = Choice(
        say("desk.assets.any_place"), here("desk.inbox", **Narrowed(now.only).asked), not now.at
    )
    return [Filter(say("desk.col.village"), [anywhere, *choices])]
