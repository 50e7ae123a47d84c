"""An asset's life as one story, newest first: by year, narrowed by links, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from server.assets.register.models import Asset
from server.core.clock import local
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.web.desk.evidence import photos
from server.web.desk.filters import Choice
from server.web.desk.happenings import Entry, happenings
from server.web.desk.upward import is_upward
from server.web.look.language import here, say

PAGE = 30
PHOTOS_EACH = 4
ROOMS = ("register", "tag", "visit", "report", "order", "money", "state")
BEFORE_AFTER = ("before", "after")


@dataclass(frozen=True)
class Life:
    """One page of a life: its years, newest first, each with its entries; and the links to the rest."""

    years: list[tuple[int, list[Entry]]]
    filters: list[Choice]
    newer: str | None
    older: str | None


def life_of(asset: Asset, room: str, page: int) -> Life:
    """Return one page of what happened to an asset, as far as the actor may see it.

    room  one of ROOMS; any other word narrows nothing
    page  counted from 1
    """
    everything = sorted(happenings(asset), key=lambda entry: entry.at, reverse=True)
    wanted = [entry for entry in everything if room not in ROOMS or room in entry.rooms]
    shown = wanted[(page - 1) * PAGE : page * PAGE]
    _illustrate(asset, shown)

    def at(number: int) -> str:
        told = {"only": room if room in ROOMS else None, "page": number if number > 1 else None}
        return here("desk.asset", id_=asset.id, _anchor="life", **told)

    return Life(
        [(year, list(own)) for year, own in groupby(shown, lambda entry: local(entry.at).year)],
        _filters(asset, everything, room),
        at(page - 1) if page > 1 else None,
        at(page + 1) if len(wanted) > page * PAGE else None,
    )


def _filters(asset: Asset, everything: list[Entry], room: str) -> list[Choice]:
    def address(only: str | None) -> str:
        return here("desk.asset", id_=asset.id, only=only, _anchor="life")

    counts = {one: sum(one in entry.rooms for entry in everything) for one in ROOMS}
    choices = [
        Choice(say(f"desk.life.room.{one}"), address(one), room == one, count)
        for one, count in counts.items()
        if count
    ]
    return [Choice(say("desk.all"), address(None), room not in ROOMS, len(everything)), *choices]


def _illustrate(asset: Asset, shown: list[Entry]) -> None:
    """Put the pictures that are here beside what is shown; of repairs, before and after."""
    wanted = [entry.shows for entry in shown if entry.shows]
    files: dict[tuple[str, str], list[FileRow]] = {}
    for kind in ("inspection", "report", "order"):
        for file in files_of(asset.county_code, kind, [id_ for own, id_ in wanted if own == kind]):
            files.setdefault((kind, file.owner_id), []).append(file)
    for entry in shown:
        if entry.shows:
            kind, id_ = entry.shows
            entry.photos = photos(_picked(kind, files.get((kind, str(id_)), [])))[:PHOTOS_EACH]


def _picked(kind: str, files: Iterable[FileRow]) -> list[FileRow]:
    here_now = [file for file in files if file.arrived_at and not is_upward(file.slot)]
    if kind != "order":
        return here_now
    by_moment = {
        moment: [file for file in here_now if file.slot.split("/")[0] == moment] for moment in BEFORE_AFTER
    }
    return [*by_moment["before"][:2], *by_moment["after"][:2]]
