"""Giving an asset into somebody's care."""

from __future__ import annotations

from uuid import UUID

from server.assets.custody.models import Custody
from server.assets.register import actions as register
from server.core.clock import today
from server.core.db import db
from server.core.ids import new_id
from server.services.audit_log.actions import audited
from server.services.feed.actions import share


@audited("custody.assign")
def assign(
    asset_id: UUID, kind: str, user_id: UUID | None, org_id: UUID | None, is_primary: bool = True
) -> Custody:
    """Let a person, a unit or both care for an asset from today on."""
    asset = register.lock(asset_id)
    custody = Custody(
        id=new_id(),
        county_code=asset.county_code,
        asset_id=asset.id,
        kind=kind,
        user_id=user_id,
        org_id=org_id,
        is_primary=is_primary,
        from_on=today(),
    )
    db.session.add(custody)
    if user_id is not None:
        share(asset.county_code, "asset", asset.id, f"user:{user_id}")
    return custody
