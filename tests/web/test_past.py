"""Items of older apps (I14) are taken in as they were frozen; pwa/test/fixtures says where they are from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from server.assets.register.models import AssetUnit
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.handling import ask, claim
from server.field.damage.models import DamageReport
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.work_orders.models import WorkOrder
from server.services.audit_log.actions import Doer, acting_as
from tests.makers import County, Item, item_of, make_plan, picture, visit_of
from tests.web.conftest import Phone
from tests.web.test_thread import dispatched, mended

ITEMS = {
    f"{file.stem.removeprefix('items-')}-{number}-{json.loads(line)['kind']}": line
    for file in sorted((Path(__file__).parent / "fixtures").glob("items-*.ndjson"))
    for number, line in enumerate(file.read_text().splitlines())
}
FOR_A_PERSON = {"month.contest": "sync/month-contested"}
"""What is always held, with its reason."""
UNIT = UUID("01936b2c-0000-7000-8000-000000000005")
"""The part of the well that the items of the past name."""


@dataclass
class Ground:
    """What an item of the past meets here: whose it is, the thing, its version; what its payload names."""

    who: str
    subject: UUID | None = None
    version: int | None = None
    names: dict[str, str] = field(default_factory=dict)


def visited(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return Ground("worker", county.asset_id, names={"task_id": str(round_of(county).id)})


def round_of(county: County) -> PatrolTask:
    make_plan()
    with unit_of_work() as session:
        task = PatrolTask(
            id=new_id(), county_code="140699", plan_id=session.query(PatrolPlan).one().id,
            asset_id=county.asset_id, status="pending", version=1, assignee_id=county.people["worker"],
            window_start_on=date(2026, 11, 1), due_on=date(2026, 11, 30),
        )  # fmt: skip
        session.add(task)
    return task


def excused(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return Ground("worker", round_of(county).id, 1)


def seen(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return Ground("worker", county.asset_id)


def reported(county: County, phone: Phone, code: str = "WE01") -> DamageReport:
    worker = phone("worker")
    worker.push(visit_of(worker, county.asset_id, code))
    return db.session.query(DamageReport).one()


def judged(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    report = reported(county, phone)
    return Ground("village" if told["outcome"] == "confirm" else "township", report.id, report.version)


def dangerous(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return Ground("worker", reported(county, phone, "WE05").id)


def assigned(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    order = dispatched(county, phone)
    return Ground("mender", order.id, order.version)


def begun(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return moved(phone, assigned(county, phone, told), "order.begin", {}, {"before/1": picture(9)})


def paused(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return moved(phone, begun(county, phone, told), "order.pause", {"reason": "parts"})


def finished(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    order = dispatched(county, phone)
    mended(county, phone, phone("mender"), order)
    return Ground("township", order.id, order.version)


def moved(phone: Phone, at: Ground, kind: str, payload: dict[str, Any], photos: Any = None) -> Ground:
    who = phone(at.who)
    receipt = who.put(item_of(who, kind, at.subject, payload, at.version, photos)).json
    assert receipt["status"] == "accepted", receipt
    order = db.session.get_one(WorkOrder, at.subject, populate_existing=True)
    return Ground(at.who, order.id, order.version)


def asked(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    if told["answer"] == "supply":
        report = reported(county, phone)
        with acting_as(Doer("user", county.people["village"])):
            claim(report.id, "village", None)
            ask(report.id, "哪一口井？", nothing_found=False, base_version=None)
    else:
        moved(phone, finished(county, phone, told), "order.pass", {"publish_photos": False})
    return Ground("worker", db.session.query(DamageReport).one().id)


def plate(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    names = {"token": county.blank, "old_token": county.token, "new_token": county.blank}
    return Ground("worker", county.asset_id, names=names)


def met(county: County, phone: Phone, told: dict[str, Any]) -> Ground:
    return Ground("worker", names={"token": county.blank})


GROUND: dict[str, Callable[[County, Phone, dict[str, Any]], Ground]] = {
    "inspection.file": visited, "damage.report": seen, "damage.verify": judged, "damage.answer": asked,
    "damage.secure": dangerous, "task.excuse": excused, "order.begin": assigned, "order.pause": begun,
    "order.resume": paused, "order.finish": begun, "order.pass": finished, "order.fail": finished,
    "tag.bind": plate, "tag.replace": plate, "asset.register": met, "month.contest": met,
}  # fmt: skip


@pytest.fixture
def part(county: County) -> None:
    """Give the well the part that the items of the past name."""
    with unit_of_work() as session:
        session.add(
            AssetUnit(id=UNIT, county_code="140699", asset_id=county.asset_id, unit_no=1, name="泵房")
        )


def here(frozen: str, ground: Ground, author: UUID) -> Item:
    """Return the item of the past about a thing of this county; its shape stays as it was."""
    document = json.loads(frozen)
    payload = document["payload"]
    document["author_id"], document["base_version"] = str(author), ground.version
    document["subject_id"] = str(ground.subject) if ground.subject else None
    document["payload"] = payload | {key: name for key, name in ground.names.items() if key in payload}
    return Item(document["id"], json.dumps(document, ensure_ascii=False).encode())


@pytest.mark.parametrize("frozen", list(ITEMS.values()), ids=list(ITEMS))
def test_item_of_an_older_app_is_taken_in_as_it_is(
    frozen: str, county: County, phone: Phone, part: None
) -> None:
    told = json.loads(frozen)
    ground = GROUND[told["kind"]](county, phone, told["payload"])
    who = phone(ground.who)
    (receipt,) = who.push(here(frozen, ground, who.user_id))
    expected = FOR_A_PERSON.get(told["kind"])
    assert (receipt["status"], receipt["reason_code"]) == (
        "quarantined" if expected else "accepted",
        expected,
    ), receipt["reason_zh"]
    assert set(receipt["missing_files"]) == {note["sha256"] for note in told["files"]}


def test_an_amount_that_an_older_app_took_as_words_is_kept(county: County, phone: Phone, part: None) -> None:
    frozen = next(line for name, line in ITEMS.items() if name.endswith("order.finish"))
    ground = begun(county, phone, {})
    mender = phone("mender")
    mender.push(here(frozen, ground, mender.user_id))
    order = db.session.get_one(WorkOrder, ground.subject, populate_existing=True)
    assert order.materials[0] | {"cost_fen": 0} == {"name": "胶管", "quantity": 2.0, "cost_fen": 0}
