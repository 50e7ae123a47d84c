"""With too much to do or too little room, photos wait and are told how long; records and pages go on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.db import db
from server.field.damage.models import DamageReport
from server.services.files.actions import make_copies
from server.services.files.rules import NoRoom
from server.web import shedding
from server.web.shedding import RecordsBusy, Slots, UploadsBusy, is_read_only, record_slot, upload_slot
from tests.makers import County, picture, visit_of
from tests.web.conftest import Phone
from tests.web.test_metrics import numbers
from tests.web.villager import Villager

MORE_THAN_ANY_DISK = 10**12


def test_photo_without_a_slot_comes_again_while_records_and_pages_go_on(
    app: Flask, county: County, phone: Phone, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shedding, "WAIT_S", 0.1)
    worker, photo = phone("worker"), picture()
    before = numbers(client).get("guanhu_shed_total photos", 0)
    with upload_slot():
        [receipt] = worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
        refused = worker.carry(photo)
        assert client.get(f"/t/{county.token}").status_code == 200
    assert (receipt["status"], len(receipt["missing_files"])) == ("accepted", 1)
    assert (refused.status_code, refused.json["code"]) == (503, "sync/uploads-busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert numbers(client)["guanhu_shed_total photos"] == before + 1
    assert worker.carry(photo).status_code == 201


def test_photo_waits_a_moment_for_the_one_before_it(app: Flask, county: County, phone: Phone) -> None:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    with ThreadPoolExecutor(1) as other:
        with upload_slot():
            sent = other.submit(worker.carry, photo)
            with pytest.raises(TimeoutError):
                sent.result(0.3)
        assert sent.result(10).status_code == 201


def test_photos_that_find_no_place_to_wait_are_not_kept_waiting(
    app: Flask, county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shedding, "WAIT_S", 60.0)
    monkeypatch.setitem(app.extensions, "upload_slots", Slots(1, 0, UploadsBusy))
    with upload_slot():
        assert phone("worker").carry(picture()).json["code"] == "sync/uploads-busy"


def test_records_that_find_no_slot_come_again_while_pages_go_on(
    app: Flask, county: County, phone: Phone, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, visit = phone("worker"), visit_of(phone("worker"), county.asset_id)
    before = numbers(client).get("guanhu_shed_total records", 0)
    monkeypatch.setitem(app.extensions, "record_slots", Slots(1, 0, RecordsBusy))
    with record_slot():
        refused = [worker.put(visit), worker.client.get("/api/v1/feed")]
        assert worker.push(visit) == []
        assert client.get(f"/t/{county.token}").status_code == 200
    assert [(one.status_code, one.json["code"]) for one in refused] == [(503, "sync/records-busy")] * 2
    assert all(int(one.headers["Retry-After"]) >= shedding.SOONEST_S for one in refused)
    assert numbers(client)["guanhu_shed_total records"] == before + 3
    assert worker.put(visit).json["status"] == "accepted"


def test_photo_lets_a_record_that_waits_go_first(app: Flask, county: County, phone: Phone) -> None:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    with ThreadPoolExecutor(2) as others:
        with record_slot():
            waiting = others.submit(phone("worker").put, visit_of(worker, county.asset_id))
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            sent = others.submit(worker.carry, photo)
            with pytest.raises(TimeoutError):
                sent.result(0.3)
        assert waiting.result(10).json["status"] == "accepted"
        assert sent.result(10).status_code == 201


def test_threads_are_left_for_pages_when_every_slot_is_lent(app: Flask) -> None:
    slots: list[Slots] = [app.extensions[name] for name in ("upload_slots", "record_slots")]
    lent = 0
    with ExitStack() as held:
        for one in slots:
            while one._in_all.acquire(blocking=False):
                held.callback(one._in_all.release)
                lent += 1
    assert shedding.threads(app.config["UPLOAD_SLOTS"]) - lent == shedding.FOR_PAGES >= 1


def test_photo_does_not_wait_for_records_for_ever(
    app: Flask, county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    records = Slots(1, 0, RecordsBusy)
    monkeypatch.setattr(records, "_waiting", 1)
    monkeypatch.setattr(shedding, "WAIT_S", 0.1)
    monkeypatch.setitem(app.extensions, "upload_slots", Slots(1, 1, UploadsBusy, ahead=records))
    assert worker.carry(photo).status_code == 201


def test_batch_ends_where_no_slot_is_left_and_keeps_what_it_has(
    app: Flask, county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = phone("worker")
    visits = [visit_of(worker, county.asset_id) for _ in range(3)]
    monkeypatch.setitem(app.extensions, "record_slots", Lending(2))
    assert [one["id"] for one in worker.push(*visits)] == [one.id for one in visits[:2]]
    monkeypatch.setitem(app.extensions, "record_slots", Lending(3))
    assert [one["status"] for one in worker.push(*visits)] == ["accepted"] * 3


class Lending(Slots):
    """Slots that lend so many times and no more."""

    def __init__(self, times: int) -> None:
        super().__init__(1, 0, RecordsBusy)
        self.times = times

    @contextmanager
    def lent(self) -> Iterator[None]:
        self.times -= 1
        if self.times < 0:
            raise RecordsBusy
        with super().lent():
            yield


def test_photos_sent_away_at_one_moment_are_told_different_ones_to_come_back(app: Flask) -> None:
    assert len({UploadsBusy().retry_after_s for _ in range(100)}) > shedding.SOONEST_S


def test_slot_is_given_back_when_a_photo_is_refused(county: County, phone: Phone) -> None:
    worker, photo = phone("worker"), picture()
    assert worker.carry(photo).status_code == 404  # no record names it yet
    worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    assert worker.carry(photo).status_code == 201


def test_filling_disk_refuses_photos_and_takes_records(
    app: Flask, county: County, phone: Phone, client: FlaskClient
) -> None:
    worker, photo = phone("worker"), picture()
    app.config["FILES_ROOM_MB"] = MORE_THAN_ANY_DISK
    [receipt] = worker.push(visit_of(worker, county.asset_id, "WE01", photo=photo))
    refused = worker.carry(photo)
    assert receipt["status"] == "accepted"
    assert (refused.status_code, refused.json["code"]) == (507, "files/no-room")
    assert int(refused.headers["Retry-After"]) > 0
    assert numbers(client)["guanhu_shed_total files_room"] > 0
    app.config["FILES_ROOM_MB"] = 0
    assert worker.carry(photo).status_code == 201


def test_villager_keeps_his_words_when_his_photo_finds_no_room(
    app: Flask, county: County, client: FlaskClient
) -> None:
    app.config["FILES_ROOM_MB"] = MORE_THAN_ANY_DISK
    villager = Villager(client)
    villager.scan(county.token)
    refused = villager.report(county.token, words="井盖没了", photos=(picture(),))
    assert refused.status_code == 507
    assert "可以先不带照片报上来" in refused.text
    assert "井盖没了" in refused.text
    assert villager.report(county.token, words="井盖没了").status_code < 400
    assert db.session.query(DamageReport).count() == 1


def test_copies_of_photos_are_not_made_while_the_disk_fills(app: Flask) -> None:
    app.config["FILES_ROOM_MB"] = MORE_THAN_ANY_DISK
    with pytest.raises(NoRoom):
        make_copies(10)


def test_disk_all_but_full_is_read_only_and_says_so(
    app: Flask, county: County, phone: Phone, client: FlaskClient
) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id)
    app.config["WRITE_ROOM_MB"] = MORE_THAN_ANY_DISK
    refused = worker.put(visit)
    assert (refused.status_code, refused.json["code"]) == (507, "core/read-only")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(f"/t/{county.token}").status_code == 200
    assert worker.pull().rows("asset")
    assert "暂时只能看" in Villager(client).report(county.token, words="井盖没了").text
    assert is_read_only()
    app.config["WRITE_ROOM_MB"] = 0
    assert worker.put(visit).json["status"] == "accepted"
