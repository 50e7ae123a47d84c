"""A page of the desk asks the database as often for many assets and reports as for a few."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from server.core.db import db, unit_of_work
from tests.makers import County, make_asset, visit_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone


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
