"""Two wells of one worker's village, each to become a danger.

Run as `python -m tests.journeys.danger_ground` with GUANHU_DATA; prints their plates as JSON.
"""

from __future__ import annotations

import json
import sys

from server import create_app
from server.core.db import db, unit_of_work
from server.field.patrols.actions import give_out
from server.identity.accounts.models import Post, User
from tests.journeys.ground import lay_thing

NAMES = {"WE05": "敞口的机井", "WE01": "没水的机井"}


def lay() -> dict[str, dict[str, str]]:
    """Put both there; return them by what will be wrong with them."""
    user = db.session.query(User).filter_by(username="worker1").one()
    path = db.session.query(Post).filter_by(user_id=user.id).first().region_path
    with unit_of_work():
        laid = {code: lay_thing(path, user.id, "well", name, "units") for code, name in NAMES.items()}
    while give_out(500):
        pass
    return laid


if __name__ == "__main__":
    with create_app().app_context():
        json.dump(lay(), sys.stdout)
