"""What a broken or hostile phone may send: each item gets a receipt, and none blocks the next."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from server.core.db import db
from server.core.ids import new_id
from server.field.inspections.models import Inspection
from server.services.feed.models import ItemBytes
from server.web.sync import intake
from tests.makers import County, Item, visit_of
from tests.web.conftest import Phone

ODD = ["\ud800", "nul \u0000 here", "\x07"]


def spoilt(item: Item, **parts: Any) -> Item:
    document = {**json.loads(item.raw), **parts}
    return Item(item.id, json.dumps(document).encode())


@pytest.mark.parametrize("field", ["kind", "subject_id", "device_id", "app_version"])
@pytest.mark.parametrize("odd", ODD)
def test_odd_characters_get_a_receipt_and_block_nothing(
    field: str, odd: str, county: County, phone: Phone
) -> None:
    worker = phone("worker")
    bad, good = spoilt(visit_of(worker, county.asset_id), **{field: odd}), visit_of(worker, county.asset_id)
    first, second = worker.push(bad, good)
    assert (first["id"], first["status"], second["status"]) == (bad.id, "rejected", "accepted")
    assert worker.put(bad).json["sha256"] == first["sha256"]
    assert db.session.query(ItemBytes).count() == 2


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moments_outside_this_century_are_rejected(moment: str, county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id, "WE01")
    files = [{**json.loads(visit.raw)["files"][0], "taken_at": moment}]
    for parts in ({"captured_at": moment}, {"files": files}):
        again = spoilt(visit, id=str(new_id()), **parts)
        again = Item(json.loads(again.raw)["id"], again.raw)
        assert worker.put(again).json["status"] == "rejected"


def test_a_list_where_a_word_belongs_is_rejected(county: County, phone: Phone) -> None:
    worker = phone("worker")
    payload = json.loads(visit_of(worker, county.asset_id).raw)["payload"]
    payload["answers"][0]["value"] = ["ok"]
    receipt = worker.put(visit_of(worker, county.asset_id).changed(payload=payload)).json
    assert (receipt["status"], receipt["reason_code"]) == ("rejected", "inspections/answers-refused")


def test_oversized_line_is_named_and_refused(county: County, phone: Phone) -> None:
    worker = phone("worker")
    huge = visit_of(worker, county.asset_id).changed(app_version="x" * 300_000)
    first, second = worker.push(huge, visit_of(worker, county.asset_id))
    assert (first["id"], first["reason_code"]) == (huge.id, "core/too-large")
    assert second["status"] == "accepted"


def test_item_is_kept_aside_when_intake_itself_fails(
    app: Flask, county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    worker = phone("worker")
    monkeypatch.setattr(intake, "judge", breaks)
    visit = visit_of(worker, county.asset_id)
    first = worker.put(visit).json
    assert (first["status"], first["reason_code"]) == ("quarantined", "sync/consequence-failed")
    assert worker.put(visit).json["received_at"] == first["received_at"]
    assert db.session.query(Inspection).count() == 0


@pytest.mark.parametrize("seq", ["9" * 5000, str(2**70), "٣"])
def test_odd_cursor_starts_anew(seq: str, county: County, phone: Phone) -> None:
    assert phone("worker").pull(f"epoch.scope.{seq}").lines[0] == {"kind": "reset"}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/t/%00", {}),
        ("/r/%00", {}),
        ("/desk/assets?q=%00", {}),
        ("/s", {"Origin": "http://["}),
        ("/api/v1/sign-out", {"Origin": "http://localhost", "X-CSRF-Token": "\xe9"}),
    ],
)
def test_odd_addresses_and_headers_are_refused_in_words(
    path: str, headers: dict[str, str], county: County, phone: Phone
) -> None:
    client = phone("township").client
    answer = client.post(path, headers=headers) if headers else client.get(path)
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize("password", ["\ud800", "a\u0000b"])
def test_sign_in_refuses_odd_characters(password: str, app: Flask, county: County) -> None:
    answer = app.test_client().post(
        "/api/v1/sign-in",
        data=json.dumps({"username": "worker", "password": password}),
        content_type="application/json",
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code in {400, 401}


def test_a_field_that_nobody_declared_is_refused(county: County, phone: Phone) -> None:
    worker = phone("worker")
    one, other = visit_of(worker, county.asset_id), visit_of(worker, county.asset_id)
    payload = {**json.loads(other.raw)["payload"], "status": "approved"}
    told = worker.push(spoilt(one, approved=True), spoilt(other, payload=payload))
    assert [receipt["status"] for receipt in told] == ["rejected", "rejected"]
