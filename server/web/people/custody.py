"""What a person leaves behind: assets in his care that none of his posts reaches any more."""

from __future__ import annotations

from server.assets.custody.queries import in_care_of
from server.assets.register.queries import assets_by_id
from server.core.clock import today
from server.identity.access.actions import may
from server.identity.access.models import Permission, Scope
from server.identity.accounts.models import User
from server.web.people.blocks import Facts, block

MOST = 200


@block("desk/person_custody.html", 30)
def left_behind(found: User) -> Facts | None:
    """Tell which assets need a new custodian, by name only those in sight; None when there are none."""
    lasting = [post for post in found.posts if post.to_on is None or post.to_on >= today()]
    scopes = [Scope(post.role, post.region_path) for post in lasting if found.status == "active"]
    left = [
        asset
        for asset in assets_by_id(in_care_of(found.id)).values()
        if not any(scope.covers(asset.region_path) for scope in scopes)
    ]
    if not left:
        return None
    seen = sorted((asset for asset in left if may(Permission.READ_ASSET, asset)), key=lambda one: one.name)
    return {"assets": seen[:MOST], "count": len(left), "unseen": len(left) - len(seen)}
