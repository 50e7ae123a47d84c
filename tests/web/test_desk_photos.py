"""No villager sees a picture that nobody looked at, nor a part that a reviewer blurred."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from server.core.db import db, unit_of_work
from server.services.audit_log.models import AuditRow
from server.services.files.actions import attach, put_aside
from server.services.files.models import FileRow
from server.services.files.review import offer, publish
from tests.makers import County, make_asset, shelved
from tests.web.conftest import Desk, Phone
from tests.web.test_last_word import told

WHITE_ON_BLACK = Image.new("RGB", (800, 600), "black")
WHITE_ON_BLACK.paste("white", (10, 10, 60, 60))
TOP_LEFT = "0.0000,0.0000,0.1250,0.1667"


@pytest.fixture
def photo(county: County) -> FileRow:
    """A picture of a confirmed report that waits: a small white face on a dark wall."""
    out = io.BytesIO()
    WHITE_ON_BLACK.save(out, "JPEG", quality=95)
    row = attach("140699", "report", told(county).report.id, "report/1", put_aside(out.getvalue()))
    offer("140699", "report", row.owner_id)
    return row


def corner(app: Flask, photo: FileRow, side: int = 1600) -> int:
    """How bright the face is that a villager sees."""
    answer = app.test_client().get(f"/photos/{photo.id}/{side}")
    assert answer.status_code == 200
    face = 14 if side < 800 else 35  # the original is 800 wide and is never enlarged
    return Image.open(io.BytesIO(answer.data)).convert("L").getpixel((face, face))


def status(app: Flask, photo: FileRow) -> int:
    return app.test_client().get(f"/photos/{photo.id}/320").status_code


def test_picture_that_nobody_looked_at_is_shown_to_nobody(photo: FileRow, desk: Desk, app: Flask) -> None:
    desk("township").open("/desk/photos")
    assert status(app, photo) == 404


def test_reviewer_finds_it_and_lets_villagers_see_it(photo: FileRow, desk: Desk, app: Flask) -> None:
    clerk = desk("township")
    clerk.open("/desk/photos")
    assert str(photo.id) in clerk.sees
    clerk.open(f"/desk/photos/{photo.id}")
    clerk.send("showing")
    assert (status(app, photo), clerk.at) == (200, "/desk/photos")
    assert corner(app, photo) > 200


def test_blurred_part_is_gone_from_both_sizes_at_the_old_address(
    photo: FileRow, desk: Desk, app: Flask, phone: Phone
) -> None:
    publish("140699", "report", photo.owner_id, [photo.id])
    clerk = desk("township")
    clerk.open(f"/desk/photos/{photo.id}")
    clerk.send("showing", area=TOP_LEFT)
    assert max(corner(app, photo), corner(app, photo, 320)) < 150
    whole = phone("village").client.get(f"/photos/{photo.id}/1600").data
    assert Image.open(io.BytesIO(whole)).convert("L").getpixel((35, 35)) > 200


def test_hidden_picture_is_gone_at_once_and_staff_keep_it(
    photo: FileRow, desk: Desk, app: Flask, phone: Phone
) -> None:
    publish("140699", "report", photo.owner_id, [photo.id])
    villager = app.test_client()
    seen = villager.get(f"/photos/{photo.id}/320")
    clerk = desk("township")
    clerk.open(f"/desk/photos/{photo.id}")
    clerk.send("hiding", words="有人脸")
    again = villager.get(f"/photos/{photo.id}/320", headers={"If-None-Match": seen.headers["ETag"]})
    assert (seen.headers["Cache-Control"], again.status_code) == ("private, no-cache", 404)
    assert phone("village").client.get(f"/photos/{photo.id}/320").status_code == 200


def test_what_one_hid_no_later_tick_shows(photo: FileRow, desk: Desk, app: Flask) -> None:
    clerk = desk("township")
    clerk.open(f"/desk/photos/{photo.id}")
    clerk.send("hiding", words="有人脸")
    publish("140699", "report", photo.owner_id, [photo.id])
    assert status(app, photo) == 404


def test_two_reviewers_do_not_overrule_each_other_unseen(photo: FileRow, desk: Desk, app: Flask) -> None:
    first, second = desk("township"), desk("county")
    for clerk in (first, second):
        clerk.open(f"/desk/photos/{photo.id}")
    first.send("hiding", words="有人脸")
    assert second.send("showing").status_code == 409
    assert status(app, photo) == 404


@pytest.mark.parametrize("area", ["0,0,2,2", "nan,0,1,1", "0,0,1", "-1,0,1,1", "x"])
def test_areas_off_the_picture_are_refused(photo: FileRow, desk: Desk, app: Flask, area: str) -> None:
    clerk = desk("township")
    clerk.open(f"/desk/photos/{photo.id}")
    assert clerk.send("showing", area=area).status_code == 422
    assert status(app, photo) == 404


def test_other_regions_do_not_know_the_picture(photo: FileRow, desk: Desk) -> None:
    assert desk("foreign_township").open(f"/desk/photos/{photo.id}").status_code == 404


def test_each_decision_is_in_the_log(photo: FileRow, desk: Desk) -> None:
    clerk = desk("township")
    clerk.open(f"/desk/photos/{photo.id}")
    clerk.send("showing", area=TOP_LEFT)
    row = db.session.query(AuditRow).filter_by(action="file.show").one()
    assert (row.object_id, row.detail) == (str(photo.id), {"regions": 1})


def test_pictures_of_other_places_do_not_fill_a_villages_list(
    photo: FileRow, county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.web.desk.photos.MOST", 1)
    with unit_of_work():
        elsewhere = make_asset(county.paths["village21"])
        older = attach("140699", "asset", elsewhere.id, "asset/1", shelved(77))
        older.review, older.arrived_at = "waiting", photo.arrived_at - timedelta(days=1)
    assert f"/desk/photos/{photo.id}" in desk("village").open("/desk/photos").text
    assert f"/desk/photos/{older.id}" in desk("foreign_township").open("/desk/photos").text
