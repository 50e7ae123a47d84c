"""Assets at the desk: one list and its map, narrowed by words, place, type and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from flask import g, request

from server.assets.register import queries
from server.assets.register.models import Asset
from server.assets.register.queries import Wish
from server.field.damage.models import DamageReport
from server.field.damage.queries import open_of_assets
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.identity.regions.models import Region
from server.identity.regions.queries import below
from server.web.desk import facts, sketch
from server.web.desk.blueprint import pages
from server.web.desk.filters import Choice, Filter
from server.web.desk.frame import show
from server.web.desk.tiles import tiles_of
from server.web.desk.waiting import village_names
from server.web.look.language import here, say
from server.web.public.facts import GUARDED_TYPES

PAGE = 50
DOTS = 2000  # as many of the others as a sketch can hold
STATES = (
    "in_use", "damaged", "destroyed", "under_repair", "idle", "partly_idle", "seasonal", "suspended",
    "disposing", "disposed", "scrapped", "lost", "voided",
)  # fmt: skip


@pages.get("/assets")
@requires(Permission.LIST_ASSETS)
def assets() -> str:
    """List assets in the actor's scope beside their map, a page at a time."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "place", "type", "state", "after")}
    wish = Wish(asked["q"], asked["place"], asked["type"], asked["state"])
    rows = queries.search(actor(), wish, PAGE + 1, _id(asked["after"]))
    shown = rows[:PAGE]
    villages, open_reports = village_names(shown), open_of_assets(row.id for row in shown)
    filters = [_places(wish), *_kinds_and_states(wish)]
    return show(
        "assets.html", "assets", rows=shown, wish=wish, filters=[one for one in filters if one],
        is_narrowed=wish != Wish(),
        everything=here("desk.assets"), villages=villages, types=facts.types_said(shown),
        status_of=facts.status_of, tone_of=facts.tone_of, open_reports=open_reports,
        more=_address(wish, after=str(shown[-1].id)) if len(rows) > PAGE else "",
        sketch=_sketch(shown, wish, villages, open_reports), tiles=tiles_of(g.user.county_code),
    )  # fmt: skip


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _address(wish: Wish, **more: Any) -> str:
    told = asdict(wish)
    named = {"q": told["words"], "place": told["place"], "type": told["kind"], "state": told["state"]}
    return here("desk.assets", **{name: value or None for name, value in {**named, **more}.items()})


def _sketch(
    shown: list[Asset], wish: Wish, villages: dict[UUID, str], reports: dict[UUID, list[DamageReport]]
) -> sketch.Sketch | None:
    """Return the map of the rows of this page, the others that were looked for as faint dots."""
    around = queries.points(actor(), wish, GUARDED_TYPES, DOTS)
    return sketch.drawn(
        shown,
        lambda one: "red" if reports.get(one.id) else facts.tone_of(one),
        lambda one: may(Permission.READ_EXACT_PLACE, one),
        {row.region_path: villages[row.id] for row in shown},
        [point.rounded() for point in around],
    )


def _places(wish: Wish) -> Filter | None:
    """Return the places to filter by: townships, and the villages of the one that was chosen."""
    choices = []
    for region, depth in _regions(wish.place):
        address = _address(replace(wish, place=region.path))
        choices.append(Choice(region.name, address, wish.place == region.path, depth=depth))
    if len(choices) < 2:
        return None
    everywhere = Choice(say("desk.assets.any_place"), _address(replace(wish, place="")), not wish.place)
    return Filter(say("desk.assets.place"), [everywhere, *choices])


def _regions(chosen: str) -> Iterable[tuple[Region, int]]:
    paths = sorted({scope.path for scope in actor().scopes if scope.dept_id is None})
    townships = {one.code: one for path in paths for one in below(path, "township")}
    if len(townships) < 2:
        return [(one, 0) for one in {v.code: v for path in paths for v in below(path, "village")}.values()]
    found: list[tuple[Region, int]] = []
    for township in townships.values():
        found.append((township, 0))
        if chosen.startswith(township.path):
            found += [(village, 1) for village in below(township.path, "village")]
    return found


def _kinds_and_states(wish: Wish) -> list[Filter]:
    kinds, states = queries.counted(actor(), wish)
    named = facts.kind_names(actor())
    by_kind = [
        Choice(named.get(kind, kind), _address(replace(wish, kind=kind)), wish.kind == kind, count)
        for kind, count in sorted(kinds.items(), key=lambda row: -row[1])
    ]
    by_state = [
        Choice(say(f"status.{one}"), _address(replace(wish, state=one)), wish.state == one, states[one])
        for one in STATES
        if one in states
    ]
    any_kind = Choice(say("desk.assets.any_kind"), _address(replace(wish, kind="")), not wish.kind)
    any_state = Choice(say("desk.assets.any_state"), _address(replace(wish, state="")), not wish.state)
    return [
        Filter(say("desk.col.type"), [any_kind, *by_kind]),
        Filter(say("desk.col.state"), [any_state, *by_state]),
    ]
