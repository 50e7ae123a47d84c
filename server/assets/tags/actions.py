"""Minting, hanging and replacing plates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.assets.register import actions as register
from server.assets.register.models import Asset
from server.assets.register.rules import HouseholdAssetNotTagged, is_household
from server.assets.tags.models import Tag
from server.assets.tags.queries import tags_of, waiting_for_the_printer
from server.assets.tags.rules import MOVES, ReasonMissing, TagHangsElsewhere, TagUnknown
from server.core.clock import now, today
from server.core.db import db, is_passing, unit_of_work
from server.core.ids import new_short_code, new_token
from server.core.moves import move
from server.identity.accounts.queries import holder_ids
from server.identity.regions.actions import follow
from server.identity.regions.events import RegionMoved
from server.services.audit_log.actions import audited, doer, record
from server.services.feed.actions import share, touch, withdraw
from server.services.notices.actions import tell

AT_ONCE = 100  # rows a transaction: the county's other work waits no longer than a moment


def mint(county_code: str, region_path: str, count: int) -> list[Tag]:
    """Make blank plates for a village's roll, ready to be printed.

    A hundred at a time, each hundred whole: a roll that breaks off leaves only fewer blank plates.
    """
    tags: list[Tag] = []
    for done in range(0, count, AT_ONCE):
        tags += _mint(county_code, region_path, min(AT_ONCE, count - done))
    return tags


def _mint(county_code: str, region_path: str, count: int) -> list[Tag]:
    with unit_of_work() as session:
        tags = [
            Tag(
                token=new_token(),
                short_code=new_short_code(),
                county_code=county_code,
                region_path=region_path,
                status="generated",
            )
            for _ in range(count)
        ]
        session.add_all(tags)
        record(county_code, "tag.mint", "Region", region_path.split("/")[-1], count=count)
    return tags


def print_rolls(county_code: str, path: str) -> int:
    """Print all plates inside a place that were only made yet, to be hung from now on; returns how many."""
    printed = 0
    while done := _print(county_code, path):
        printed += done
    return printed


def _print(county_code: str, path: str) -> int:
    with unit_of_work():
        tags = waiting_for_the_printer(county_code, path, AT_ONCE)
        for tag in tags:
            tag.status = move(MOVES, tag.status, "print")
            share(county_code, "blank_tag", tag.token, f"all:{tag.region_path}")
        if tags:
            record(county_code, "tag.print", "Region", path.split("/")[-1], count=len(tags))
    return len(tags)


@audited("tag.bind")
def bind(token: str, asset_id: UUID, place: dict[str, Any] | None, unit_id: UUID | None = None) -> Tag:
    """Hang a plate on an asset or one part of it; a better fix than the known one becomes the asset's place.

    token    of a blank plate, or of one that was printed again for this very asset
    place    WGS-84 fix {lat, lng, accuracy_m} or None; a part's plate does not move the asset
    unit_id  the part that it hangs on; None for the whole

    Raises TagUnknown, TagHangsElsewhere, HouseholdAssetNotTagged, MoveRefused.
    """
    asset = register.lock(asset_id)
    if is_household(asset):
        raise HouseholdAssetNotTagged
    tag = _locked(token, asset.county_code)
    if tag.asset_id not in {None, asset.id}:
        raise TagHangsElsewhere
    tag.status = move(MOVES, tag.status, "bind")
    tag.unit_id = _part(asset, unit_id) or tag.unit_id
    tag.asset_id, tag.bound_at, tag.bound_by, tag.damaged_on = asset.id, now(), doer().user_id, None
    if tag.unit_id is None:
        _take_better_fix(asset, place)
    withdraw(tag.county_code, "blank_tag", tag.token, f"all:{tag.region_path}")
    touch(asset.county_code, "asset", asset.id)
    return tag


def _part(asset: Asset, unit_id: UUID | None) -> UUID | None:
    if unit_id is not None and all(unit.id != unit_id for unit in asset.units):
        raise TagUnknown
    return unit_id


@audited("tag.replace")
def replace(old_token: str, new_token_: str, asset_id: UUID, place: dict[str, Any] | None) -> Tag:
    """Take a broken plate out of use and hang a blank one instead; the old one leads to the new one."""
    old = _locked(old_token, register.lock(asset_id).county_code)
    if old.asset_id != asset_id:
        raise TagUnknown
    old.status, old.replaced_by = move(MOVES, old.status, "replace"), new_token_
    return bind(new_token_, asset_id, place, old.unit_id)


@audited("tag.reprint")
def reprint(token: str, county_code: str) -> Tag:
    """Print a broken plate once more under its own token; whoever cares for the thing hangs it again."""
    tag = _locked(token, county_code)
    tag.status = move(MOVES, tag.status, "reprint")
    if tag.asset_id:
        touch(county_code, "asset", tag.asset_id)
    return tag


@audited("tag.revoke")
def revoke(token: str, county_code: str, reason: str | None) -> Tag:
    """Take a plate out of use for good.

    Raises TagUnknown, ReasonMissing, MoveRefused.
    """
    if not reason:
        raise ReasonMissing
    tag = _locked(token, county_code)
    tag.status, tag.revoked_reason = move(MOVES, tag.status, "revoke"), reason
    withdraw(county_code, "blank_tag", tag.token, f"all:{tag.region_path}")
    if tag.asset_id:
        touch(county_code, "asset", tag.asset_id)
    return tag


def note_damage(asset_id: UUID, token: str | None) -> None:
    """Mark the plate that a visit found damaged, so that a new one is made.

    token  of the plate that was scanned; without one it is clear only where a single plate hangs
    """
    tag = _meant(asset_id, token)
    if tag is None or tag.status != "bound":
        return
    tag.status, tag.damaged_on = move(MOVES, tag.status, "report_damage"), today()
    touch(tag.county_code, "asset", asset_id)
    readers = holder_ids(tag.region_path, "village_admin")
    thing = register.lock(asset_id).name
    tell(tag.county_code, readers, "plate_broken", f"/desk/plates/{tag.token}", thing=thing)


def _meant(asset_id: UUID, token: str | None) -> Tag | None:
    hung = tags_of([asset_id]).get(asset_id, [])
    if token is None:
        return hung[0] if len(hung) == 1 else None
    return next((tag for tag in hung if tag.token == token), None)


def note_scan(token: str) -> None:
    """Remember the day of the latest scan: one write a day, however many look.

    A plate is shown even while the database can take in nothing; the next scan is remembered then.
    """
    tag = db.session.get(Tag, token)
    if tag is None or tag.last_scanned_on == today():
        return
    try:
        with unit_of_work() as session:
            session.get_one(Tag, token).last_scanned_on = today()
    except Exception as failure:
        if not is_passing(failure):
            raise


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
