"""What stands around every page of the desk: its head on paper, the rail, the way past it."""

from __future__ import annotations

import re

import pytest

from tests.makers import County
from tests.web.conftest import Desk

PAGES = ("/desk/", "/desk/assets", "/desk/orders", "/desk/people", "/desk/notices", "/desk/tags", "/desk/me")


def head_on_paper(page: str) -> list[str]:
    printed = page.split('<p class="printed" hidden>')[1].split("</p>")[0]
    return [said.strip() for said in re.findall(r"<span>(.*?)</span>", printed, re.DOTALL)]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_prints_county_title_and_date(county: County, desk: Desk, address: str) -> None:
    clerk = desk("township")
    where, title, when = head_on_paper(clerk.open(address).text)
    assert where.startswith("示范县")
    assert title
    assert re.search(r"township，\d+月\d+日 \d\d:\d\d 打印", when)
    assert 'media="print"' in clerk.sees


def test_asset_prints_as_its_page_of_the_archive(county: County, desk: Desk) -> None:
    page = desk("township").open(f"/desk/assets/{county.asset_id}").text
    assert head_on_paper(page)[1] == "资产档案页 · 2号井"
    assert "（盖章）" in page


@pytest.mark.parametrize("address", PAGES)
def test_first_stop_of_the_keyboard_leads_past_the_rail(county: County, desk: Desk, address: str) -> None:
    page = desk("township").open(address).text
    assert re.search(r"<body[^>]*>\s*<a class=\"skip\" href=\"#main\">", page)
    assert 'id="main"' in page
