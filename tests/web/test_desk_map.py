"""The map beside the list of assets: who sees where things stand, and how they are drawn."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.assets.register.models import Asset
from server.assets.register.queries import STATUS
from server.assets.register.rules import CONDITIONS, display_status
from server.core.db import db, unit_of_work
from server.core.geo import Point
from server.services.settings.actions import change
from server.web.desk.sketch import ZOOM, drawn, mercator
from tests.makers import County, make_asset, make_user
from tests.web.conftest import Desk

WORKS = {"asset_type": "drinking_water", "sensitive": True, "lat": 39.512345, "lng": 112.412345}
TILES = "https://t{s}.map.cn/{z}/{x}/{y}?key=k https://labels.map.cn/{z}/{x}/{y}"
LIFE, USE = ("registered", "disposing", "voided"), ("in_use", "idle", "seasonal", "under_repair", "suspended")


def make_works(county: County) -> Asset:
    with unit_of_work():
        return make_asset(county.paths["village11"], "饮水工程", **WORKS)


def corner(page: str) -> tuple[float, float]:
    x, y = re.findall(r'data-[xy]="(\d+)"', page)[:2]
    return float(x), float(y)


def spot_of(page: str, asset: Asset) -> tuple[float, float]:
    """Return where an asset is drawn, in pixels of the world."""
    mark = page.split(f'id="p-{asset.id}"')[1].split("</a>")[0]
    x, y = re.findall(r'class="dot" d="M([\d.]+) ([\d.]+)h0"', mark)[0]
    west, north = corner(page)
    return west + float(x), north + float(y)


def is_drawn_at(page: str, asset: Asset, point: Point) -> bool:
    (x, y), (wanted_x, wanted_y) = spot_of(page, asset), mercator(point)
    return abs(x - wanted_x) < 0.2 and abs(y - wanted_y) < 0.2


@pytest.mark.parametrize("who", ["village", "township", "county"])
def test_whoever_sends_people_sees_where_waterworks_stand(county: County, desk: Desk, who: str) -> None:
    works = make_works(county)
    assert is_drawn_at(desk(who).open("/desk/assets").text, works, Point(39.512345, 112.412345))


READERS = (
    ("village_supervisor", "village11"), ("finance", "county"), ("auditor", "county"),
    ("township_approver", "township1"),
)  # fmt: skip


@pytest.mark.parametrize(("role", "place"), READERS)
def test_others_see_waterworks_only_to_the_kilometre(
    county: County, desk: Desk, role: str, place: str
) -> None:
    works = make_works(county)
    make_user("reader", (role,), county.paths[place])
    db.session.commit()
    clerk = desk("reader")
    assert is_drawn_at(clerk.open("/desk/assets").text, works, Point(39.51, 112.41))
    assert "水电通信，只画大概" in clerk.sees


def test_canal_of_a_guarded_kind_is_no_line_for_others(county: County, desk: Desk) -> None:
    with unit_of_work():
        make_asset(county.paths["village11"], "引水管", **WORKS, line=[[39.5, 112.4], [39.51, 112.41]])
        make_asset(county.paths["village11"], "通村路", line=[[39.5, 112.4], [39.51, 112.41]])
    lines = re.compile('class="line" d="M')
    assert len(lines.findall(desk("village").open("/desk/assets").text)) == 2
    assert len(lines.findall(desk("supervisor").open("/desk/assets").text)) == 1


def test_faint_dots_never_tell_of_guarded_works(county: County, desk: Desk) -> None:
    def dots(page: str) -> int:
        found = re.search(r'class="others" d="([^"]*)"', page)
        return found.group(1).count("h0") if found else 0

    before = dots(desk("county").open("/desk/assets").text)
    make_works(county)
    assert dots(desk("county").open("/desk/assets").text) == before


def test_list_without_places_says_how_they_come_about(county: County, desk: Desk) -> None:
    with unit_of_work() as session:
        session.get_one(Asset, county.asset_id).lat = None
    page = desk("village").open("/desk/assets").text
    assert "<svg viewBox" not in page
    assert "扫一下，就有了" in page


@pytest.mark.parametrize(("asked", "found"), [
    ({"type": "rural_road"}, {"新路"}), ({"state": "damaged"}, {"破井"}),
    ({"type": "well"}, {"2号井", "破井"}),
    ({"state": "damaged", "type": "rural_road"}, set()), ({"q": "井", "state": "in_use"}, {"2号井"}),
])  # fmt: skip
def test_filters_of_type_state_and_words_narrow_together(
    county: County, desk: Desk, asked: dict[str, str], found: set[str]
) -> None:
    with unit_of_work():
        make_asset(county.paths["village11"], "破井", condition_grade="damaged")
        make_asset(county.paths["village11"], "新路", asset_type="rural_road")
    page = desk("village").open("/desk/assets", query_string=asked).text
    assert {name for name in ("2号井", "破井", "新路") if f">{name}</a>" in page} == found


def test_filter_keeps_what_was_chosen_before(county: County, desk: Desk) -> None:
    page = desk("village").open("/desk/assets?q=井&type=well").text
    links = re.findall(r'href="(/desk/assets\?[^"]*state=in_use[^"]*)"', page)
    assert links
    assert all("type=well" in link and "q=" in link for link in links)


def test_state_in_the_database_is_the_state_that_people_read(app: Flask, county: County) -> None:
    with unit_of_work():
        for life, use, condition in product(LIFE, USE, CONDITIONS):
            states = {"lifecycle_status": life, "use_status": use, "condition_grade": condition}
            make_asset(county.paths["village11"], **states)
    for one, said in db.session.execute(select(Asset, STATUS)).unique():
        assert said == display_status(one.lifecycle_status, one.use_status, one.condition_grade)


def test_tiles_may_be_loaded_from_their_own_hosts_alone(county: County, desk: Desk) -> None:
    change("140699", "map_tiles", TILES, 0)
    answer = desk("village").open("/desk/assets")
    pictures = next(
        part for part in answer.headers["Content-Security-Policy"].split("; ") if part.startswith("img-src")
    )
    assert "https://t0.map.cn https://t1.map.cn" in pictures
    assert "https://labels.map.cn" in pictures
    assert "map.cn" not in desk("village").open("/desk/orders").headers["Content-Security-Policy"]


def test_without_tiles_no_foreign_host_is_named(county: County, desk: Desk) -> None:
    answer = desk("village").open("/desk/assets")
    assert "data-tiles" not in answer.text
    assert "http" not in answer.headers["Content-Security-Policy"]


def asset_at(lat: float, lng: float, **more: Any) -> Asset:
    return Asset(lat=lat, lng=lng, sensitive=False, asset_type="well", region_path="a/b", **more)


def test_north_is_up_and_east_is_right() -> None:
    made = drawn([asset_at(39.5, 112.4), asset_at(39.6, 112.5)], str, bool, {})
    assert made is not None
    first, second = made.marks
    assert second.y < first.y
    assert second.x > first.x
    assert all(0 <= mark.x <= made.width and 0 <= mark.y <= made.height for mark in made.marks)


def test_squares_have_the_length_that_stands_below() -> None:
    made = drawn([asset_at(39.5, 112.4), asset_at(39.5, 112.5)], str, bool, {})
    assert made is not None
    apart = abs(made.marks[1].x - made.marks[0].x)  # a tenth of a degree there is 8,590 m
    assert apart / made.square * made.square_m == pytest.approx(8590, rel=0.01)


def test_tiles_fit_under_the_dots() -> None:
    """The tile of zoom 16 that holds a point, by the usual formula, is where the sketch draws it."""
    x, y = mercator(Point(39.5215, 112.3525))
    assert ZOOM == 16
    assert (int(x // 256), int(y // 256)) == (53221, 24923)
