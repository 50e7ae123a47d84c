"""档案: whoever keeps the records reads things, visits, reports and repairs, and nothing else."""

from __future__ import annotations

import pytest

from server.core.db import db
from server.field.damage.actions import PublicReport, report_publicly
from tests.makers import County, make_user, shelved
from tests.web.clerk import Clerk
from tests.web.conftest import Desk

PHONE = "13800000000"


@pytest.fixture
def archivist(county: County, desk: Desk) -> Clerk:
    make_user("archivist", ("archivist",), county.paths["township1"])
    db.session.commit()
    return desk("archivist")


def test_reads_a_thing_and_its_reports_but_not_whose_phone_it_was(county: County, archivist: Clerk) -> None:
    told = PublicReport("WE01", "井不出水", "major", "三天没水了", PHONE, False, "a" * 64, [shelved(7)])
    report = report_publicly(county.asset_id, told).report
    assert "2号井" in archivist.open("/desk/assets").text
    assert "井不出水" in archivist.open(f"/desk/assets/{county.asset_id}").text
    page = archivist.open(f"/desk/reports/{report.id}").text
    assert "三天没水了" in page
    assert PHONE not in page
    assert not any(archivist.may(verb) for verb in ("confirmation", "claim", "instruction"))


@pytest.mark.parametrize(
    "address", ["comments", "funds", "orders", "people", "photos", "quarantine", "tags", "log", "settings"]
)
def test_opens_no_other_room(archivist: Clerk, address: str) -> None:
    assert archivist.open(f"/desk/{address}").status_code == 403


def test_sees_nothing_of_another_township(county: County, desk: Desk) -> None:
    make_user("stranger", ("archivist",), county.paths["township2"])
    db.session.commit()
    clerk = desk("stranger")
    assert "2号井" not in clerk.open("/desk/assets").text
    assert clerk.open(f"/desk/assets/{county.asset_id}").status_code == 404
