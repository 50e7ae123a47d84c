"""A page of the desk asks the database as often for many assets and reports as for a few."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly, verify
from server.field.damage.verdicts import Verdict
from server.field.work_orders.actions import Assignment, assign, begin, finish, submit_cost
from server.field.work_orders.funds import Lack, await_funds
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_report
from server.field.work_orders.repairs import Done
from server.services.audit_log.actions import Doer, acting_as
from tests.makers import County, make_asset, make_user, visit_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone

pytestmark = pytest.mark.any_database  # how often is asked, not what answers


def queries_of(app: Flask, clerk: Clerk, address: str) -> int:
    """Return how many statements one page sends to the database."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    assert clerk.open(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(asked)


def add_reports(county: County, phone: Phone, count: int) -> None:
    worker = phone("worker")
    for number in range(count):
        with unit_of_work():
            asset_id = make_asset(county.paths["village11"], f"{number}号新井").id
        worker.push(visit_of(worker, asset_id, "WE01"))


@pytest.mark.parametrize("address", ["/desk/", "/desk/assets", "/desk/orders"])
def test_number_of_queries_does_not_grow_with_the_reports(
    app: Flask, county: County, phone: Phone, desk: Desk, address: str
) -> None:
    clerk = desk("township")
    add_reports(county, phone, 2)
    few = queries_of(app, clerk, address)
    add_reports(county, phone, 4)
    assert queries_of(app, clerk, address) == few


def add_orders(county: County, count: int, begun: int) -> None:
    """Let repairs stand in every state that a list asks about: to send, to pay for, unfunded, to accept."""
    people = county.people
    for number in range(count):
        with unit_of_work():
            asset_id = make_asset(county.paths["village11"], f"{begun + number}号渠").id
        for state in ("created", "dear", "unfunded", "finished"):
            told = PublicReport(
                state, "坏了", "major", "坏了", None, False, f"{number}{state}".ljust(64, "0")
            )
            report = report_publicly(asset_id, told).report
            with acting_as(Doer("user", people["village"])):
                verify(report.id, Verdict("confirm", "major"), None)
                _bring_to(state, of_report(report.id), people)


def _bring_to(state: str, order: WorkOrder | None, people: dict[str, UUID]) -> None:
    assert order is not None
    if state == "dear":
        submit_cost(order.id, 2_500_000, "fiscal", None)
    if state == "unfunded":
        await_funds(order.id, Lack(900_000, "没有钱", today(), fenced=True), None)
    if state == "finished":
        assign(order.id, Assignment(people["mender"], 150_000, today()), None)
        with acting_as(Doer("user", people["mender"])):
            begin(order.id, 1, None)
            finish(order.id, Done(150_000), 1, None)


@pytest.mark.parametrize("name", ["village", "supervisor", "township", "approver", "county", "head"])
def test_number_of_queries_does_not_grow_with_the_repairs(
    app: Flask, county: County, desk: Desk, name: str
) -> None:
    with unit_of_work():
        make_user("head", ("county_approver",), county.paths["county"])
    clerk = desk(name)
    pages = ["/desk/", "/desk/orders", "/desk/orders?s=late"]
    pages += [] if name in {"village", "supervisor"} else ["/desk/funds"]
    add_orders(county, 1, 0)
    few = [queries_of(app, clerk, page) for page in pages]
    add_orders(county, 2, 1)
    assert [queries_of(app, clerk, page) for page in pages] == few
