"""Who may see which photo of a repair: by state, person and side; and what a reviewer blurred stays so."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from server.core.db import db, unit_of_work
from server.services.files.actions import attach, put_aside
from server.services.files.models import FileRow
from server.services.files.review import hide, offer, show
from tests.makers import CITY, PROVINCE, County, let_in, make_asset, make_region, make_user
from tests.web.conftest import Phone
from tests.web.test_thread import dispatched

SIDES = (320, 1600)
FACE = (0.0, 0.0, 0.25, 0.25)
OWN = ("worker", "village", "supervisor", "township", "county", "mender")
OTHERS = ("neighbour", "foreign_township", "idle_mender", "far_county", "nobody")
SEEN_BY_OTHERS = {"waiting": None, "hidden": None, "shown": "whole", "blurred": "blurred"}


def drawn() -> bytes:
    """Return a dark wall with a white face in its corner."""
    wall, out = Image.new("RGB", (1600, 1200), "black"), io.BytesIO()
    wall.paste("white", (40, 40, 140, 140))
    wall.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def photo(county: County, phone: Phone) -> FileRow:
    """A picture of a repair that waits for a reviewer, in a county with a neighbour."""
    order = dispatched(county, phone)
    with unit_of_work():
        far = make_region("140698000000", "邻县", "county", f"{PROVINCE}/{CITY}")
        make_user("far_county", ("county_staff",), far)
        make_user("idle_mender", ("maintainer",), county.paths["county"])
        row = attach("140699", "order", order.id, "after/1", put_aside(drawn()))
        offer("140699", "order", order.id)
    return row


def put_into(state: str, row: FileRow) -> None:
    if state == "hidden":
        hide(row.id, "有人脸", row.version)
    elif state != "waiting":
        show(row.id, (FACE,) if state == "blurred" else (), row.version)


def browser(app: Flask, name: str) -> FlaskClient:
    return app.test_client() if name == "nobody" else let_in(app.test_client(), name).client


def look(client: FlaskClient, row: FileRow, side: int) -> str | None:
    """Return whether somebody sees the face, a blur or nothing at all."""
    answer = client.get(f"/photos/{row.id}/{side}")
    if answer.status_code == 404:
        return None
    image = Image.open(io.BytesIO(answer.data)).convert("L")
    assert max(image.size) == side
    face = image.getpixel((90 * side // 1600, 90 * side // 1600))
    return "whole" if face > 200 else "blurred"


@pytest.mark.parametrize("state", SEEN_BY_OTHERS)
def test_those_in_charge_see_all_and_others_what_a_reviewer_let_them(
    state: str, photo: FileRow, app: Flask
) -> None:
    put_into(state, photo)
    browsers = {name: browser(app, name) for name in (*OWN, *OTHERS)}
    seen = {(name, side): look(client, photo, side) for name, client in browsers.items() for side in SIDES}
    others = SEEN_BY_OTHERS[state]
    assert seen == {(name, side): "whole" if name in OWN else others for name in browsers for side in SIDES}


@pytest.mark.parametrize("state", ["waiting", "hidden", "blurred"])
def test_whole_picture_is_at_no_address_for_a_villager(
    state: str, photo: FileRow, app: Flask, phone: Phone
) -> None:
    put_into(state, photo)
    village, villager = phone("village").client, app.test_client()
    for side in SIDES:
        whole = village.get(f"/photos/{photo.id}/{side}")
        tags = {"If-None-Match": whole.headers["ETag"]}
        for more in ("", "?as=", "?as=whole", "?as=public&as=whole", "?regions=", "/", ".jpg"):
            answer = villager.get(f"/photos/{photo.id}/{side}{more}", headers=tags)
            assert answer.status_code in {404, 200 if state == "blurred" else 404}
            assert answer.data != whole.data
    for path in (photo.sha256, f"{photo.sha256}.1600.jpg", f"../files/{photo.sha256}", "original"):
        assert villager.get(f"/photos/{path}").status_code == 404
        assert villager.get(f"/photos/{photo.id}/{path}").status_code == 404
        assert villager.get(f"/static/{path}").status_code == 404


def test_any_tag_tells_a_villager_nothing_of_a_hidden_picture(photo: FileRow, app: Flask) -> None:
    put_into("hidden", photo)
    villager = app.test_client()
    for method in (villager.get, villager.head):
        assert method(f"/photos/{photo.id}/320", headers={"If-None-Match": "*"}).status_code == 404


def test_county_that_holds_the_same_bytes_sees_only_its_own_picture(photo: FileRow, app: Flask) -> None:
    with unit_of_work():
        far = make_region("140698100000", "邻县1号乡", "township", f"{PROVINCE}/{CITY}/140698000000")
        asset = make_asset(make_region("140698100201", "邻县11村", "village", far), "邻县的井")
    theirs = attach("140698", "asset", asset.id, "asset/1", put_aside(drawn()))
    assert theirs.sha256 == photo.sha256
    show(photo.id, (FACE,), photo.version)
    ours_by_them, theirs_by_us = browser(app, "far_county"), browser(app, "county")
    assert [look(ours_by_them, row, 320) for row in (theirs, photo)] == ["whole", "blurred"]
    assert [look(theirs_by_us, row, 320) for row in (theirs, photo)] == [None, "whole"]
    hide(photo.id, "有人脸", photo.version)
    assert look(ours_by_them, photo, 320) is None
    db.session.expire_all()
    assert look(app.test_client(), theirs, 320) is None
