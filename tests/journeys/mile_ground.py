"""What waits for one worker beside his rounds: blank plates, a broken one, wells with plates of their own,
a round sent back, and two repairs of what he reported.

Run as `python -m tests.journeys.mile_ground` with GUANHU_DATA; prints what lies where as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

from server import create_app
from server.assets.custody.actions import assign
from server.assets.register.queries import units_of
from server.assets.tags.actions import bind, mint, note_damage, print_rolls
from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.actions import UserReport, report_by_user
from server.field.patrols.actions import give_out
from server.field.patrols.models import PatrolTask
from server.identity.accounts.models import Post, User
from server.services.feed.actions import touch
from tests.journeys.ground import COUNTY, lay_thing
from tests.makers import make_asset

WHY = "照片里不是这口井"
PARTS = 3


def lay() -> dict[str, Any]:
    """Put everything there; return what it is called and which codes lead to it."""
    user = db.session.query(User).filter_by(username="worker1").one()
    path = db.session.query(Post).filter_by(user_id=user.id).first().region_path
    with unit_of_work():
        laid: dict[str, Any] = {
            "bare": _bare(path, user.id),
            "broken": lay_thing(path, user.id, "well", "北坡旧机井", "units"),
            "wells": lay_thing(path, user.id, "well", "川地机井群", "units", PARTS),
            "returned": lay_thing(path, user.id, "well", "退回来的机井", "units"),
        }
        note_damage(UUID(laid["broken"]["id"]), None)
        laid["wells"]["plates"] = _plates_of_parts(path, UUID(laid["wells"]["id"]))
        laid["blank"] = [tag.token for tag in mint(COUNTY, path, 3)]
        print_rolls(COUNTY, path)
        laid["reports"] = [_mended(UUID(laid["returned"]["id"]), user.id, code) for code in ("WE01", "WE05")]
    while give_out(500):
        pass
    _send_back(UUID(laid["returned"]["id"]))
    return laid


def _bare(path: str, carer: UUID) -> dict[str, str]:
    asset = make_asset(path, "没牌子的机井")
    assign(asset.id, "public_welfare_post", carer, None)
    return {"id": str(asset.id), "name": asset.name}


def _plates_of_parts(path: str, asset_id: UUID) -> list[str]:
    tags = mint(COUNTY, path, PARTS)
    print_rolls(COUNTY, path)
    for tag, unit in zip(tags, units_of([asset_id])[asset_id], strict=True):
        bind(tag.token, asset_id, None, unit.id)
    return [tag.token for tag in tags]


def _mended(asset_id: UUID, reporter: UUID, code: str) -> str:
    told = UserReport(code, f"坏了{code}", "minor", "坏了", False, None, None, True)
    report = report_by_user(new_id(), asset_id, reporter, told)
    report.status, report.resolved_at = "resolved", now()
    return str(report.id)


def _send_back(asset_id: UUID) -> None:
    with unit_of_work():
        task = db.session.query(PatrolTask).filter_by(asset_id=asset_id).first()
        task.status, task.redo_on, task.redo_words = "returned", today(), WHY
        touch(COUNTY, "task", task.id)


if __name__ == "__main__":
    with create_app().app_context():
        json.dump(lay(), sys.stdout)
