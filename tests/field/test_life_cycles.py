"""Life cycles and the small decisions around them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.assets.register.rules import asset_code, display_status
from server.core.moves import MoveRefused, move
from server.field.damage.rules import MOVES as DAMAGE
from server.field.damage.rules import due_at, level_above
from server.field.inspections.rules import clocks_clash
from server.field.patrols.rules import round_of
from server.field.work_orders.rules import MOVES as ORDER
from server.field.work_orders.rules import is_direct


def test_an_order_walks_from_birth_to_acceptance_with_one_rework() -> None:
    state = "created"
    for event in ("fast_assign", "accept_job", "finish", "fail", "start", "finish", "pass"):
        state = move(ORDER, state, event)
    assert state == "accepted"


def test_a_report_walks_until_people_say_it_is_not_mended() -> None:
    state = "submitted"
    for event in ("confirm", "dispatch", "repaired", "feedback_ok", "feedback_bad", "redispatch", "repaired"):
        state = move(DAMAGE, state, event)
    assert state == "resolved"


@pytest.mark.parametrize(
    ("state", "event"), [("merged", "confirm"), ("archived", "feedback_bad"), ("submitted", "repaired")]
)
def test_a_move_that_the_life_cycle_lacks_is_refused(state: str, event: str) -> None:
    with pytest.raises(MoveRefused):
        move(DAMAGE, state, event)


def test_days_for_a_repair_follow_its_severity() -> None:
    noon = datetime(2026, 11, 24, 4, tzinfo=UTC)
    days = {"critical": 3, "major": 15, "minor": 30}
    assert due_at(days, "critical", noon).day == 27


def test_reopening_goes_one_level_up_and_ends_at_the_county() -> None:
    assert [level_above(level) for level in ("village", "township", "county")] == [
        "township",
        "county",
        "county",
    ]


def test_a_round_is_a_month_and_in_its_season_a_week() -> None:
    road = {"every": 1, "unit": "month", "season": [{"months": [6, 7, 8, 9], "every": 1, "unit": "week"}]}
    assert round_of(road, date(2026, 2, 10)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert round_of(road, date(2026, 7, 15)) == (date(2026, 7, 13), date(2026, 7, 19))
    assert round_of({"every": 1, "unit": "quarter"}, date(2026, 11, 24)) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
    )


def test_small_or_urgent_repairs_need_no_approval() -> None:
    assert is_direct("minor", 200_000, 200_000)
    assert is_direct("critical", 9_000_000, 200_000)
    assert not is_direct("major", 200_001, 200_000)


def test_a_clock_that_is_merely_wrong_is_no_flag() -> None:
    ahead, told = datetime(2026, 12, 24, 4, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert not clocks_clash(None, ahead, told, told)
    assert clocks_clash(datetime(2026, 12, 24, 5, tzinfo=UTC), ahead, told, told)
    assert clocks_clash(None, ahead, ahead, told)


def test_label_shows_the_gravest_of_the_dimensions() -> None:
    assert display_status("registered", "in_use", "good") == "in_use"
    assert display_status("registered", "in_use", "damaged") == "damaged"
    assert display_status("disposed", "in_use", "damaged") == "disposed"


def test_asset_code_carries_the_check_character_of_iso_7064() -> None:
    assert asset_code("140623100201", "0101", 2018, 7) == "1406231002010101201800077"
    assert asset_code("140623000000", "0305", 2017, 1)[-1] == "3"


def test_the_winter_is_one_round_that_is_neither_octobers_nor_marchs() -> None:
    canal = {"every": 1, "unit": "month", "season": [{"months": [12, 1, 2], "every": 1, "unit": "quarter"}]}
    winter = (date(2026, 12, 1), date(2027, 2, 28))
    assert [round_of(canal, day) for day in (date(2026, 12, 1), date(2027, 1, 15), date(2027, 2, 28))] == [
        winter
    ] * 3
    assert round_of(canal, date(2026, 10, 5)) == (date(2026, 10, 1), date(2026, 10, 31))
    assert round_of(canal, date(2027, 3, 1)) == (date(2027, 3, 1), date(2027, 3, 31))


def test_a_season_is_cut_into_parts_from_its_first_month() -> None:
    every_second = {
        "every": 1,
        "unit": "year",
        "season": [{"months": [5, 6, 7, 8, 9], "every": 2, "unit": "month"}],
    }
    assert round_of(every_second, date(2026, 8, 31)) == (date(2026, 7, 1), date(2026, 8, 31))
    assert round_of(every_second, date(2026, 9, 2)) == (date(2026, 9, 1), date(2026, 9, 30))
