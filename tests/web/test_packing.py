"""What villages fetch over a bad line comes packed; what belongs to one person does not."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from tests.makers import County
from tests.web.conftest import Desk

PACKED = {"Accept-Encoding": "gzip, br"}
ROUND_TRIP = 14 * 1024


def test_a_plate_with_all_it_needs_fits_one_round_trip(county: County, client: FlaskClient) -> None:
    page = client.get(f"/t/{county.token}", headers=PACKED)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "坏了，报修" in gzip.decompress(page.data).decode()
    more = ("/static/look/icons.svg", "/static/look/read-aloud.js")
    answers = [page, *(client.get(address, headers=PACKED) for address in more)]
    assert sum(len(answer.data) for answer in answers) <= ROUND_TRIP


def test_whoever_cannot_unpack_gets_it_plain(county: County, client: FlaskClient) -> None:
    plain = client.get("/static/look/icons.svg")
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.text.startswith("<svg")


def test_a_file_that_is_there_already_is_not_sent_again(county: County, client: FlaskClient) -> None:
    first = client.get("/static/look/icons.svg", headers=PACKED)
    again = client.get("/static/look/icons.svg", headers={**PACKED, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_desk_stays_unpacked(county: County, desk: Desk) -> None:
    answer = desk("village").client.get("/desk/", headers=PACKED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
