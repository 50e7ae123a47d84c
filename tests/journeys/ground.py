"""One thing of every kind that has questions for workers, and a field of forty wells, for three workers.

Run as `python -m tests.journeys.ground` with GUANHU_DATA; prints the plates as JSON, by village and kind.
"""

from __future__ import annotations

import json
import sys
from uuid import UUID

from server import create_app
from server.assets.custody.actions import assign
from server.assets.register.models import AssetUnit
from server.assets.tags.actions import bind, mint, print_rolls
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.checklists.queries import newest
from server.field.checklists.rules import items_for
from server.field.patrols.actions import give_out
from server.identity.accounts.models import Post, User
from tests.makers import make_asset

COUNTY = "140699"
VILLAGES = {"worker1": "前窑村", "worker2": "后窑村", "worker3": "东沟村"}
WELLS, WELLS_OF_40 = 40, "wells40"
LINE = [[39.5, 112.4], [39.503, 112.404], [39.506, 112.407]]


def lay() -> dict[str, dict[str, dict[str, str]]]:
    """Put everything there; return {village: {kind: {id, token, short_code}}}."""
    kinds = {kind: row.body for kind, row in newest(COUNTY).items() if items_for(row.body, "worker")}
    laid: dict[str, dict[str, dict[str, str]]] = {}
    for name, village in VILLAGES.items():
        user = db.session.query(User).filter_by(username=name).one()
        path = db.session.query(Post).filter_by(user_id=user.id).first().region_path
        with unit_of_work():
            plates = {
                kind: lay_thing(path, user.id, kind, body["zh"], body["scope"])
                for kind, body in kinds.items()
            }
            plates[WELLS_OF_40] = lay_thing(path, user.id, "well", "南地四十眼井", "units", WELLS)
        laid[village] = plates
    while give_out(500):
        pass
    return laid


def lay_thing(path: str, carer: UUID, kind: str, name: str, scope: str, parts: int = 0) -> dict[str, str]:
    """Put a thing there that a worker cares for, with its plate; scope is its template's."""
    line = LINE if scope == "line" else None
    asset = make_asset(path, name, asset_type=kind, line=line)
    for number in range(1, parts + 1):
        part = AssetUnit(
            id=new_id(), county_code=COUNTY, asset_id=asset.id, unit_no=number, name=f"{number}号井"
        )
        db.session.add(part)
    assign(asset.id, "public_welfare_post", carer, None)
    tag = mint(COUNTY, path, 1)[0]
    print_rolls(COUNTY, path)
    db.session.flush()
    bind(tag.token, asset.id, None)
    return {"id": str(asset.id), "name": name, "token": tag.token, "short_code": tag.short_code}


if __name__ == "__main__":
    with create_app().app_context():
        json.dump(lay(), sys.stdout)
