"""Registering assets and moving their states."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, or_, select, update

from server.assets.register.models import Asset, StateChange
from server.assets.register.rules import MOVES, FactChanged
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.moves import move
from server.core.problems import NotFound
from server.identity.regions.actions import follow
from server.identity.regions.events import RegionMoved, RegionRenamed
from server.identity.regions.models import Region
from server.identity.regions.queries import current, keep_still
from server.services.audit_log.actions import audited, doer, record
from server.services.feed.actions import share, touch

_COLUMN = {"lifecycle": "lifecycle_status", "use": "use_status", "condition": "condition_grade"}


def lock(asset_id: UUID) -> Asset:
    """Return the asset, locked until the unit ends; raises NotFound."""
    asset = db.session.get(Asset, asset_id, with_for_update=True, populate_existing=True)
    if asset is None:
        raise NotFound
    return asset


def change_state(asset: Asset, dimension: str, event: str, source_kind: str, source_id: object) -> None:
    """Move one dimension of an asset's state and leave a row that says why.

    dimension  lifecycle, use or condition

    Raises MoveRefused.  An event that keeps the state leaves no row.
    """
    old = getattr(asset, _COLUMN[dimension])
    new = move(MOVES[dimension], old, event)
    if new == old:
        return
    setattr(asset, _COLUMN[dimension], new)
    asset.version += 1
    _log(asset, dimension, event, old, new, source_kind, source_id)
    touch(asset.county_code, "asset", asset.id)


def _log(
    asset: Asset, dimension: str, event: str, old: str | None, new: str, source_kind: str, source_id: object
) -> None:
    db.session.add(
        StateChange(
            id=new_id(),
            county_code=asset.county_code,
            asset_id=asset.id,
            dimension=dimension,
            event=event,
            old=old,
            new=new,
            source_kind=source_kind,
            source_id=str(source_id),
            actor_id=doer().user_id,
            at=now(),
        )
    )


def note_visit(asset: Asset, on: date, sound: bool) -> None:
    """Keep what the latest visit says.

    on  the Shanghai date of the visit; an older visit than the latest changes nothing
    """
    if asset.last_inspected_on is not None and on < asset.last_inspected_on:
        return
    asset.last_inspected_on, asset.last_result = on, "ok" if sound else "problem"
    touch(asset.county_code, "asset", asset.id)


def doubt(asset: Asset, damaged: bool) -> None:
    """Keep what a visit says of the condition that no person has judged yet."""
    asset.pending_condition = "damaged" if damaged else None
    touch(asset.county_code, "asset", asset.id)


def forget_visit(asset: Asset, last_on: date | None, sound: bool) -> None:
    """Let an asset tell again of the visit before one that was made void, or sent back.

    last_on  the Shanghai date of that visit, or None when there is none
    """
    asset.last_inspected_on = last_on
    asset.last_result = None if last_on is None else "ok" if sound else "problem"
    asset.pending_condition = None if sound else "damaged"
    touch(asset.county_code, "asset", asset.id)


def settle_doubt(asset: Asset) -> None:
    """Forget the pending condition: a person has decided."""
    asset.pending_condition = None
    touch(asset.county_code, "asset", asset.id)


@audited("asset.register")
def draft_asset(asset_id: UUID, county_code: str, facts: dict[str, Any]) -> Asset:
    """Note a thing found in the field as a draft of the register; the office completes it.

    facts  name, asset_type, region_code, words, and place (WGS-84) or None

    Raises NotFound for a village that the county does not have.
    """
    village = _village(county_code, facts["region_code"])
    place = facts.get("place") or {}
    asset = Asset(
        id=asset_id,
        county_code=county_code,
        name=facts["name"],
        asset_type=facts["asset_type"],
        category=facts["category"],
        subcategory=facts["subcategory"],
        nature="public_welfare",
        ledger_tier="village",
        region_code=village.code,
        region_path=village.path,
        spec=facts.get("words"),
        lat=place.get("lat"),
        lng=place.get("lng"),
        accuracy_m=place.get("accuracy_m"),
        coord_source="survey",
        lifecycle_status="draft",
        use_status="in_use",
        condition_grade="unknown",
        sensitive=False,
        search_text=facts["name"],
        created_at=now(),
        version=1,
    )
    db.session.add(asset)
    db.session.flush()
    _log(asset, "lifecycle", "create", None, "draft", "asset", asset.id)
    share(county_code, "asset", asset.id, f"all:{asset.region_path}")
    return asset


def correct(asset_id: UUID, fact: str, old: str, new: str, seen_version: int | None = None) -> Asset:
    """Put a fact right that stood as `old` when somebody saw it; empty texts mean that nothing stands there.

    seen_version  of the thing when a person compared both sides and chose this one

    Raises NotFound, FactChanged.  What stands there already changes nothing.
    """
    with unit_of_work():
        asset = lock(asset_id)
        stands = getattr(asset, fact) or ""
        if stands == new:
            return asset
        if stands != old and asset.version != seen_version:
            raise FactChanged(now=stands or "—")
        setattr(asset, fact, new or None)
        asset.version += 1
        record(asset.county_code, "asset.correct", "Asset", asset.id, fact=fact, old=stands, new=new)
        touch(asset.county_code, "asset", asset.id)
        return asset


def _village(county_code: str, code: str) -> Region:
    """Return the village of a code, which stays where it is until this unit ends; raises NotFound."""
    keep_still(county_code)
    village = current(code)
    if village is None or village.county_code != county_code:
        raise NotFound
    return village


def follow_move(moved: RegionMoved) -> None:
    """Let assets follow their place; their codes stay, and they are still found by the old names."""
    in_it = (Asset.region_code == moved.old_code, moved.new_code)
    follow(
        Asset.region_path, moved,
        region_code=case(in_it, else_=Asset.region_code),
        search_text=Asset.search_text + f" {moved.words}",
    )  # fmt: skip


def take_new_name(renamed: RegionRenamed) -> None:
    """Let assets be found by the new name of their place, as many as this unit may still write."""
    path = renamed.path
    lacking = (
        Asset.county_code == renamed.county_code,
        or_(Asset.region_path == path, Asset.region_path.startswith(f"{path}/", autoescape=True)),
        ~Asset.search_text.contains(renamed.words, autoescape=True),
    )
    found = db.session.scalars(select(Asset.id).where(*lacking).limit(renamed.allowance.rows)).all()
    if found:
        named = update(Asset).where(Asset.id.in_(found), *lacking)
        values = {"search_text": Asset.search_text + f" {renamed.words}"}
        db.session.execute(named.values(values).execution_options(synchronize_session=False))
        renamed.allowance.take(len(found))
