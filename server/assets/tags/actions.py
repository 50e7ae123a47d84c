"""Minting, hanging and replacing plates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.assets.register import actions as register
from server.assets.register.models import Asset
from server.assets.register.rules import HouseholdAssetNotTagged, is_household
from server.assets.tags.models import Tag
from server.assets.tags.rules import MOVES, TagUnknown
from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_short_code, new_token
from server.core.moves import move
from server.identity.regions.actions import follow
from server.identity.regions.events import RegionMoved
from server.services.audit_log.actions import audited, doer, record
from server.services.feed.actions import share, touch, withdraw

MINTED_AT_ONCE = 100  # rows a transaction: the county's other work waits no longer than a moment


def mint(county_code: str, region_path: str, count: int) -> list[Tag]:
    """Make blank plates for a village's roll, ready to be printed and hung.

    A hundred at a time, each hundred whole: a roll that breaks off leaves only fewer blank plates.
    """
    tags: list[Tag] = []
    for done in range(0, count, MINTED_AT_ONCE):
        tags += _mint(county_code, region_path, min(MINTED_AT_ONCE, count - done))
    return tags


def _mint(county_code: str, region_path: str, count: int) -> list[Tag]:
    with unit_of_work() as session:
        tags = [
            Tag(
                token=new_token(),
                short_code=new_short_code(),
                county_code=county_code,
                region_path=region_path,
                status="printed",
            )
            for _ in range(count)
        ]
        session.add_all(tags)
        for tag in tags:
            share(county_code, "blank_tag", tag.token, f"all:{region_path}")
        record(county_code, "tag.mint", "Region", region_path.split("/")[-1], count=count)
    return tags


@audited("tag.bind")
def bind(token: str, asset_id: UUID, place: dict[str, Any] | None) -> Tag:
    """Hang a blank plate on an asset; a better fix than the known one becomes the asset's place.

    place  WGS-84 fix {lat, lng, accuracy_m} or None

    Raises TagUnknown, HouseholdAssetNotTagged, MoveRefused.
    """
    asset = register.lock(asset_id)
    if is_household(asset):
        raise HouseholdAssetNotTagged
    tag = _locked(token, asset.county_code)
    tag.status = move(MOVES, tag.status, "bind")
    tag.asset_id, tag.bound_at, tag.bound_by = asset.id, now(), doer().user_id
    _take_better_fix(asset, place)
    withdraw(tag.county_code, "blank_tag", tag.token, f"all:{tag.region_path}")
    touch(asset.county_code, "asset", asset.id)
    return tag


@audited("tag.replace")
def replace(old_token: str, new_token_: str, asset_id: UUID, place: dict[str, Any] | None) -> Tag:
    """Take a broken plate out of use and hang a blank one instead; the old one leads to the new one."""
    old = _locked(old_token, register.lock(asset_id).county_code)
    if old.asset_id != asset_id:
        raise TagUnknown
    old.status, old.replaced_by = move(MOVES, old.status, "replace"), new_token_
    return bind(new_token_, asset_id, place)


@audited("tag.revoke")
def revoke(token: str, county_code: str) -> Tag:
    """Take a plate out of use for good."""
    tag = _locked(token, county_code)
    tag.status = move(MOVES, tag.status, "revoke")
    if tag.asset_id:
        touch(county_code, "asset", tag.asset_id)
    return tag


def note_damage(asset_id: UUID, token: str | None) -> None:
    """Mark the plate that a visit found damaged, so that a new one is made."""
    tag = db.session.get(Tag, token) if token else None
    if tag is not None and tag.asset_id == asset_id and tag.status == "bound":
        tag.status = move(MOVES, tag.status, "report_damage")


def note_scan(token: str) -> None:
    """Remember the day of the latest scan: one write a day, however many look."""
    tag = db.session.get(Tag, token)
    if tag is None or tag.last_scanned_on == today():
        return
    with unit_of_work() as session:
        session.get_one(Tag, token).last_scanned_on = today()


def follow_move(moved: RegionMoved) -> None:
    """Let plates follow the village whose roll they belong to."""
    follow(Tag.region_path, moved)


def _locked(token: str, county_code: str) -> Tag:
    tag = db.session.get(Tag, token, with_for_update=True, populate_existing=True)
    if tag is None or tag.county_code != county_code:
        raise TagUnknown
    return tag


def _take_better_fix(asset: Asset, place: dict[str, Any] | None) -> None:
    if place is None:
        return
    if asset.lat is None or asset.accuracy_m is None or place["accuracy_m"] < asset.accuracy_m:
        asset.lat, asset.lng, asset.accuracy_m = place["lat"], place["lng"], place["accuracy_m"]
        asset.coord_source = "tag_bind"
