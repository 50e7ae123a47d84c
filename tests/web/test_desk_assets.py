"""Assets at the desk: finding them, paging, and one asset's life."""

from __future__ import annotations

import pytest

from server.assets.register.search import search_text
from server.core.db import db, unit_of_work
from server.web.desk.assets import PAGE
from tests.makers import County, make_asset, make_user
from tests.web.conftest import Desk


def more_assets(county: County, count: int, village: str = "village12") -> None:
    with unit_of_work():
        for number in range(count):
            make_asset(county.paths[village], f"路灯{number:03d}")


@pytest.mark.parametrize("words", ["冷库", "lk", "LK", "12村", "lk 12村"])
def test_asset_is_found_by_name_village_and_initials(county: County, desk: Desk, words: str) -> None:
    with unit_of_work():
        make_asset(county.paths["village12"], "冷库", search_text=search_text(["冷库", "12村"], []))
    clerk = desk("township")
    clerk.open("/desk/assets", query_string={"q": words})
    assert "冷库" in clerk.sees
    assert "2号井" not in clerk.sees


def test_nothing_found_says_what_to_try(county: County, desk: Desk) -> None:
    assert "拼音首字母" in desk("township").open("/desk/assets?q=没有的东西").text


def test_long_list_goes_on_where_the_page_ended(county: County, desk: Desk) -> None:
    more_assets(county, PAGE + 5)
    clerk = desk("township")
    first = clerk.open("/desk/assets").text
    more = first.split('href="/desk/assets?after=')[1].split('"')[0]
    second = clerk.open(f"/desk/assets?after={more}").text
    shown = [f"路灯{number:03d}" in page for number in range(PAGE + 5) for page in (first, second)]
    assert sum(shown) == PAGE + 5
    assert 'class="more"' not in second


def test_village_is_a_link_that_filters(county: County, desk: Desk) -> None:
    more_assets(county, 1)
    clerk = desk("township")
    clerk.open("/desk/assets", query_string={"place": county.paths["village12"]})
    assert "路灯000" in clerk.sees
    assert "2号井" not in clerk.sees


def test_another_township_finds_nothing_even_by_asking_for_the_place(county: County, desk: Desk) -> None:
    clerk = desk("foreign_township")
    for asked in ({"q": "2号井"}, {"place": county.paths["village11"]}, {"after": str(county.asset_id)}):
        assert "2号井</a>" not in clerk.open("/desk/assets", query_string=asked).text
    assert clerk.open(f"/desk/assets/{county.asset_id}").status_code == 404


def test_another_county_finds_nothing(county: County, desk: Desk) -> None:
    make_user("other_county", ("county_staff",), "140000000000/140600000000/140621000000")
    db.session.commit()
    clerk = desk("other_county")
    assert "2号井</a>" not in clerk.open("/desk/assets").text
    assert clerk.open(f"/desk/assets/{county.asset_id}").status_code == 404
