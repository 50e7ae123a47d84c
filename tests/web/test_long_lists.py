"""Long lists at the desk: as many questions to the database for a hundred lines as for five, and pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.identity.organizations.models import Organization
from server.services.settings.actions import change
from server.services.settings.queries import setting
from tests.makers import County, make_user
from tests.web.clerk import Clerk
from tests.web.conftest import Desk


def fill(county: County, first: int, last: int) -> None:
    with unit_of_work() as session:
        for number in range(first, last):
            make_user(f"person{number:03}", ("worker",), county.paths["village11"])
            session.add(
                Organization(
                    id=new_id(), county_code="140699", kind="cooperative", name=f"合作社{number:03}",
                    region_code="140699100201", version=1,
                )
            )  # fmt: skip


def questions(clerk: Clerk, path: str) -> int:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        clerk.open(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize("path", ["/desk/organizations", "/desk/people"])
def test_longer_list_asks_the_database_no_more_often(county: County, desk: Desk, path: str) -> None:
    clerk = desk("county")
    fill(county, 0, 5)
    short = questions(clerk, path)
    fill(county, 5, 45)
    assert questions(clerk, path) == short


def test_each_unit_stands_on_one_page(county: County, desk: Desk) -> None:
    fill(county, 0, 130)
    clerk = desk("county")
    first = clerk.open("/desk/organizations").text
    (following,) = re.findall(r"/desk/organizations\?after=[0-9a-f-]+", first)
    second = clerk.open(following).text
    for number in range(130):
        assert (f"合作社{number:03}" in first) + (f"合作社{number:03}" in second) == 1


def test_changed_setting_holds_at_once_and_in_its_county_alone(app) -> None:
    assert setting("140699", "feedback_days") == setting("140698", "feedback_days") == 7
    with unit_of_work():
        assert setting("140699", "feedback_days") == 7
        change("140699", "feedback_days", 9, 0)
        assert (setting("140699", "feedback_days"), setting("140698", "feedback_days")) == (9, 7)
    assert (setting("140699", "feedback_days"), setting("140698", "feedback_days")) == (9, 7)
