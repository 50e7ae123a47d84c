"""Working days as the State Council's notice and the county have them."""

from __future__ import annotations

from datetime import date

import pytest

from server.services.workdays.actions import take_in
from server.services.workdays.queries import add_workdays, is_known, is_workday, of_county
from server.services.workdays.rules import DaysRefused

pytestmark = pytest.mark.any_database  # counting days asks for rows by their key alone

HERE, ELSEWHERE = "140699", "140698"


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2026, 9, 20), True),  # a Sunday worked for 国庆节
        (date(2026, 2, 16), False),  # a Monday inside 春节
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
    ],
)
def test_days_follow_the_notice(app, day: date, worked: bool) -> None:
    assert is_workday(HERE, day) is worked


def test_three_workdays_reach_over_a_long_holiday(app) -> None:
    assert add_workdays(HERE, date(2026, 9, 29), 3) == date(2026, 10, 9)
    assert add_workdays(HERE, date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_a_countys_own_day_holds_there_alone(app) -> None:
    assert take_in(HERE, "date,kind,name\n2026-11-25,holiday,庙会\n") == 1
    assert [is_workday(county, date(2026, 11, 25)) for county in (HERE, ELSEWHERE)] == [False, True]
    take_in(HERE, "date,kind,name\n2026-11-25,workday,照常\n")
    assert is_workday(HERE, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("day,kind,name\n", 1),
        ("date,kind,name\n2027-02-30,holiday,春节\n", 2),
        ("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,off,元旦\n", 3),
        ("date,kind,name\n2027-01-01,holiday\n", 2),
        ("date,kind,name\n2027-01-01,holiday,\n", 2),
        ("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-01,workday,元旦\n", 3),
        ("date,kind,name\n2027-01-01,holiday,a\x00b\n", 2),
    ],
)
def test_bad_file_is_refused_by_its_line_and_changes_nothing(app, text: str, line: int) -> None:
    with pytest.raises(DaysRefused) as told:
        take_in(HERE, text)
    assert told.value.facts == {"line": line}
    assert of_county(HERE) == []


def test_a_year_without_a_notice_is_known_to_be_unknown(app) -> None:
    assert (is_known(HERE, 2026), is_known(HERE, 2027)) == (True, False)
    take_in(HERE, "date,kind,name\n2027-01-01,holiday,元旦\n")
    assert (is_known(HERE, 2027), is_known(ELSEWHERE, 2027)) == (True, False)


def test_command_imports_a_file_and_names_the_line_of_a_bad_one(app, tmp_path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("date,kind,name\n2027-01-01,holiday,元旦\n", encoding="utf-8")
    bad.write_text("date,kind,name\n2027-13-01,holiday,元旦\n", encoding="utf-8")
    run = app.test_cli_runner()
    assert run.invoke(args=["holidays", "import", str(good), "--county", HERE]).exit_code == 0
    refused = run.invoke(args=["holidays", "import", str(bad), "--county", HERE])
    assert (refused.exit_code, "Line 2" in refused.output) == (1, True)
