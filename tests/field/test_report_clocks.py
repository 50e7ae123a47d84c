"""What time does to reports: up one level, told once, of the thing and of no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import event

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.field.damage import clocks, handling
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.models import DamageReport, ReportStep
from server.field.damage.rules import awake_until
from server.services.notices.models import Notice
from tests.makers import County, make_asset, shelved

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(
    county: County, severity: str = "major", upward: bool = False, asset_id: UUID | None = None
) -> DamageReport:
    words = PublicReport("WE01", "井不出水", severity, "没水", None, upward, "a" * 64, [shelved(7)])
    return report_publicly(asset_id or county.asset_id, words).report


def swept_after(spent: timedelta) -> None:
    with time_machine.travel(NOON + spent, tick=False):
        for sweep in (clocks.escalate, clocks.follow_up):
            while sweep(100):
                pass


def level() -> str:
    db.session.expire_all()
    return db.session.query(DamageReport).one().level


def late(county: County, name: str) -> int:
    query = db.session.query(Notice).filter_by(user_id=county.people[name])
    return query.filter(Notice.kind.in_(["report_late", "report_stuck"])).count()


@pytest.mark.parametrize(
    ("severity", "township", "county_too"),
    [
        ("critical", HOUR / 2, 2.5 * HOUR),
        ("major", 4 * DAY, 8 * DAY),
        ("minor", 10 * DAY, 33 * DAY),
    ],
)
def test_what_nobody_takes_up_goes_up_by_its_grade(
    county: County, severity: str, township: timedelta, county_too: timedelta
) -> None:
    with time_machine.travel(NOON, tick=False):
        told(county, severity)
    for moment, wanted in (
        (township - timedelta(minutes=1), "village"),
        (township, "township"),
        (county_too - timedelta(minutes=1), "township"),
        (county_too, "county"),
    ):
        swept_after(moment)
        assert level() == wanted, moment
    assert (late(county, "township"), late(county, "county")) == (1, 1)


def test_sweeping_again_tells_nobody_twice(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        told(county)
    for days in (4, 4, 5, 6):
        swept_after(days * DAY)
    steps = Counter(step.event for step in db.session.query(ReportStep))
    assert (steps["escalate"], late(county, "township"), late(county, "county")) == (1, 1, 0)


def test_sweep_asks_as_often_for_many_late_reports_as_for_one(county: County) -> None:
    asked = []
    for number in range(3):
        with time_machine.travel(NOON, tick=False):
            with unit_of_work():
                well = make_asset(county.paths["village11"], f"{number}号新井").id
            handling.supervise(told(county, asset_id=well).id, "快办", today() + DAY, None)
        swept_after(9 * DAY)
        asked.append([statements(sweep) for sweep in (clocks.escalate, clocks.follow_up)])
    assert asked[0] == asked[1] == asked[2]
    assert late(county, "county") > 0


def statements(sweep: Callable[[int], int]) -> int:
    """Return how many questions a sweep asks when all has been told."""
    asked: list[object] = []

    def note(*call: object) -> None:
        asked.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    with time_machine.travel(NOON + 9 * DAY, tick=False):
        assert sweep(100) == 0
    event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_notice_of_a_late_report_names_the_thing_and_nobody(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        told(county)
    swept_after(4 * DAY)
    notice = db.session.query(Notice).filter_by(kind="report_late").one()
    assert notice.facts.keys() == {"thing", "category", "title"}


def test_taken_up_in_time_it_stays_until_the_day_for_verifying_is_over(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        report = told(county)
        handling.claim(report.id, "village", None)
    swept_after(5 * DAY)
    assert level() == "village"
    swept_after(6 * DAY)
    assert level() == "township"


def test_handing_on_wins_no_time(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        report = told(county)
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        handling.reassign(report.id, "township", "归乡里", None)
    swept_after(8 * DAY)
    assert level() == "county"


@pytest.mark.parametrize(("moves", "wanted"), [(False, "township"), (True, "village")])
def test_hurried_in_vain_goes_one_level_up_and_only_one(county: County, moves: bool, wanted: str) -> None:
    with time_machine.travel(NOON, tick=False):
        report = told(county)
        handling.supervise(report.id, "快办", today() + DAY, None)
    with time_machine.travel(NOON + HOUR, tick=False):
        if moves:
            handling.claim(report.id, "village", None)
    swept_after(DAY)
    assert level() == "village"
    for _ in range(3):
        swept_after(1.6 * DAY)
    assert level() == wanted
    assert late(county, "township") == int(not moves)


def test_nights_do_not_count_for_what_is_urgent() -> None:
    evening = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)  # 21:45 in Shanghai
    due = awake_until(evening, 0.5, 7, 22)
    assert due.astimezone(UTC) == datetime(2026, 11, 24, 23, 15, tzinfo=UTC)  # 7:15 the next morning
    assert awake_until(NOON, 0.5, 7, 22) == NOON + HOUR / 2
    assert awake_until(NOON, 20, 0, 24) == NOON + 20 * HOUR


def test_unanswered_question_ends_it_only_where_somebody_looked(county: County) -> None:
    with time_machine.travel(NOON, tick=False):
        report = told(county)
        handling.claim(report.id, "village", None)
        handling.ask(report.id, "在哪？", nothing_found=False, base_version=None)
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        assert clocks.end_unanswered(100) == 0
    db.session.get_one(DamageReport, report.id).nothing_found = True
    db.session.commit()
    with time_machine.travel(NOON + 8 * DAY, tick=False):
        assert clocks.end_unanswered(100) == 1
        assert clocks.end_unanswered(100) == 0
    ended = db.session.get_one(DamageReport, report.id)
    assert (ended.status, ended.reason) == (
        "rejected", "去现场看过，没有这回事；等了几天，也没等到补充。",
    )  # fmt: skip
    assert ended.decided_at is not None
    assert now() - ended.decided_at < 365 * DAY
