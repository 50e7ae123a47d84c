"""这处资产: the few facts about an asset that help to judge a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from server.assets.custody.queries import custodies_of
from server.assets.register.models import Asset
from server.assets.register.rules import display_status
from server.core.clock import now
from server.field.checklists.queries import newest
from server.field.work_orders.queries import of_asset
from server.identity.access.models import Actor
from server.identity.accounts.queries import names
from server.identity.organizations.queries import organizations_by_id
from server.identity.regions.queries import names_on
from server.web.look.language import language

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Facts:
    """An asset in words; money in 分."""

    asset: Asset
    type: str
    status: str
    place: str
    owner: str
    carers: str
    repairs: int
    inspected_on: date | None


def facts_of(asset: Asset) -> Facts:
    """Return what is known of one asset."""
    owner = organizations_by_id([asset.owner_org_id]).get(asset.owner_org_id) if asset.owner_org_id else None
    mended = [one for one in of_asset(asset.id) if one.accepted_at and now() - one.accepted_at < YEAR]
    where = names_on(asset.region_path)
    return Facts(
        asset=asset, type=type_said(asset), status=status_of(asset),
        place="".join(where.get(level, "") for level in ("township", "village")),
        owner=owner.name if owner else "", carers="、".join(carers_of(asset)), repairs=len(mended),
        inspected_on=asset.last_inspected_on,
    )  # fmt: skip


def status_of(asset: Asset) -> str:
    """Return the code of the 资产状态 that people are shown."""
    return display_status(asset.lifecycle_status, asset.use_status, asset.condition_grade)


def tone_of(asset: Asset) -> str:
    """Return the tone of its state: red when broken, green in use, amber for all between."""
    return {"damaged": "red", "destroyed": "red", "in_use": "green"}.get(status_of(asset), "amber")


def type_said(asset: Asset) -> str:
    """Return what kind of thing it is, as its questions call it."""
    return types_said([asset])[asset.id]


def types_said(assets: Iterable[Asset]) -> dict[UUID, str]:
    """Return what kind of thing each is, by asset; a county's questions are asked for once."""
    rows = list(assets)
    known = {county: newest(county) for county in {row.county_code for row in rows}}
    kinds = {row.id: known[row.county_code].get(row.asset_type) for row in rows}
    return {id_: str(kind.body[language()]) if kind else "" for id_, kind in kinds.items()}


def kind_names(actor: Actor) -> dict[str, str]:
    """Return the names of the types that the actor's county knows."""
    kinds = newest(actor.user.county_code) if actor.user else {}
    return {code: str(kind.body[language()]) for code, kind in kinds.items()}


def carers_of(asset: Asset) -> list[str]:
    """Return the names of the people and units that care for it, the first responsible first."""
    rows = custodies_of([asset.id]).get(asset.id, [])
    people, units = names(row.user_id for row in rows), organizations_by_id(row.org_id for row in rows)
    found = [people.get(row.user_id, "") if row.user_id else "" for row in rows]
    found += [units[row.org_id].name for row in rows if row.org_id in units]
    return list(dict.fromkeys(name for name in found if name))
