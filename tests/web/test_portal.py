"""The portal: three faces and things to try in a demo, a plain page elsewhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from server.demo.load import load_once
from server.demo.size import FEWEST
from tests.conftest import MakeApp
from tests.makers import County

pytestmark = pytest.mark.any_database  # the pages are the templates' work


@pytest.fixture
def demo(app: Flask) -> Flask:
    load_once(FEWEST)
    return app


def test_demo_shows_three_faces_accounts_and_plates(demo: Flask) -> None:
    client = demo.test_client()
    page = client.get("/").text
    for words in (
        "村民：扫牌子",
        "手机应用",
        "办事台",
        "演示账号",
        "worker1",
        "admin1",
        "guanhu-demo",
        "作废的牌子",
        "没挂的牌子",
        "没有的牌子",
    ):
        assert words in page
    plates = set(re.findall(r'href="(/t/[^"]+)"', page))
    assert len(plates) >= 10
    for address in re.findall(r'src="(/portal/tag/[^"]+)"', page):
        picture = client.get(address)
        assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
        assert "<script" not in picture.text


def test_elsewhere_it_is_a_plain_page_with_the_box(make_app: MakeApp) -> None:
    app = make_app(demo=False)
    page = app.test_client().get("/").text
    assert "还没有县的数据" in page
    assert "演示" not in page


def test_plain_page_knows_its_county(county: County, app: Flask) -> None:
    app.config["DEMO"] = False
    page = app.test_client().get("/").text
    assert 'action="/s"' in page
    assert "示范县" in page
    assert app.test_client().get(f"/portal/tag/{county.token}.svg").status_code == 404
