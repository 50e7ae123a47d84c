"""Cases for the desks of a township and its county: reported, mended, accepted and to be rung up about.

Run as `python -m tests.journeys.desk_ground` with GUANHU_DATA; prints their addresses as JSON, by kind.
"""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from server import create_app
from server.assets.custody.actions import assign as entrust
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly, verify
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, assign
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.repairs import Done, accept, begin, finish
from server.identity.accounts.models import Post, User
from server.services.audit_log.actions import Doer, acting_as
from server.services.files.actions import Shelved, attach, put_aside
from tests.journeys.house import photo
from tests.makers import make_asset

OF_EACH = 2  # one for the township's clerk and one for the county's
DECISIONS_ON_REPORTS = 3
PHONE = "13800000000"
FEN = 120_000
_scenes = count(1)


def user(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def by(name: str) -> AbstractContextManager[None]:
    return acting_as(Doer("user", user(name).id))


def picture() -> Shelved:
    with TemporaryDirectory() as folder:
        return put_aside(photo(Path(folder) / "photo.jpg", 77, next(_scenes)).read_bytes())


def reported(number: int) -> DamageReport:
    """Let a villager report another well of the village."""
    carer = user("worker1")
    path = db.session.query(Post).filter_by(user_id=carer.id).first().region_path
    with unit_of_work():
        well = make_asset(path, f"新打{number}号井", asset_type="well")
        entrust(well.id, "public_welfare_post", carer.id, None)
    told = PublicReport(
        "WE01", "井不出水", "major", "三天没水了", PHONE, False, f"{number:064x}", [picture(), picture()]
    )
    return report_publicly(well.id, told).report


def mended(number: int) -> WorkOrder:
    """Let the village send a mender, and him mend it."""
    report = reported(number)
    with by("village1"):
        verify(report.id, Verdict("confirm", "major"), None)
        order = of_report(report.id)
        assert order
        assign(order.id, Assignment(user("mender1").id, FEN, order.due_on), None)
    with by("mender1"):
        begin(order.id, 1, None)
        finish(order.id, Done(FEN, [{"name": "水泵", "quantity": 1, "cost_fen": FEN}]), 1, None)
    with unit_of_work():
        for slot in ("before/1", "after/1"):
            attach(order.county_code, "order", order.id, slot, picture())
    return order


def to_call(number: int) -> UUID:
    """Let the township's chief accept it, so that its reporter is to be rung up."""
    order = mended(number)
    with by("townhead1"):
        accept(order.id, None, (), None)
    return order.report_id


def lay() -> dict[str, list[str]]:
    numbers = count(1)
    reports = [reported(next(numbers)).id for _ in range(OF_EACH * DECISIONS_ON_REPORTS)]
    orders = [mended(next(numbers)).id for _ in range(OF_EACH)]
    calls = [to_call(next(numbers)) for _ in range(OF_EACH)]
    return {
        "reported": [f"/desk/reports/{one}" for one in reports],
        "mended": [f"/desk/orders/{one}" for one in orders],
        "to_call": [f"/desk/reports/{one}" for one in calls],
    }


if __name__ == "__main__":
    with create_app().app_context():
        json.dump(lay(), sys.stdout)
