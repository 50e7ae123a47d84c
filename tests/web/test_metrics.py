"""Numbers for whoever watches: right with several processes, shut to strangers, silent about people."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from server.core.db import db
from server.core.events import Event
from server.field.inspections.events import InspectionFiled
from server.services.audit_log.actions import SYSTEM
from server.services.sweeps.actions import sweep_all
from tests.conftest import SECRET, MakeApp
from tests.makers import County, item_of, picture, visit_of
from tests.web.conftest import Phone
from tests.web.test_real_log import free_port

TOKEN = "a token of the tests, long enough to be one"


def read(text: str) -> dict[str, float]:
    """Return the samples by name and label values, such as "guanhu_requests_total GET /healthz 2xx"."""
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return {
        " ".join([one.name, *(one.labels[key] for key in sorted(one.labels))]): one.value for one in samples
    }


def numbers(client: FlaskClient) -> dict[str, float]:
    return read(client.get("/metrics").text)


@pytest.mark.parametrize(
    "asked",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"Host": "guanhu.example.gov.cn"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Authorization": f"Bearer {TOKEN[:-1]}", "X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Authorization": "Bearer ", "X-Real-IP": "192.0.2.7"}},
    ],
    ids=["another machine", "by its public name", "through a proxy", "wrong token", "no token"],
)
def test_strangers_find_nothing_there(make_app: MakeApp, asked: dict) -> None:  # type: ignore[type-arg]
    assert make_app(metrics_token=TOKEN).test_client().get("/metrics", **asked).status_code == 404


def test_an_empty_token_opens_nothing(client: FlaskClient) -> None:
    told = {"Authorization": "Bearer ", "X-Forwarded-For": "192.0.2.7"}
    assert client.get("/metrics", headers=told).status_code == 404


def test_the_token_opens_it_to_another_machine(make_app: MakeApp) -> None:
    client = make_app(metrics_token=TOKEN).test_client()
    told = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "192.0.2.7"}
    answer = client.get("/metrics", headers=told, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")


def test_what_phones_bring_is_counted(client: FlaskClient, county: County, phone: Phone) -> None:
    worker, photo, before = phone("worker"), picture(), numbers(client)
    visit = visit_of(worker, county.asset_id, "WE01", photo=photo)
    worker.put(visit)
    worker.carry(photo)
    worker.put(item_of(worker, "no-such-kind", None, {}))
    after = numbers(client)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    told = ("guanhu_items_total accepted", "guanhu_items_total quarantined", "guanhu_files_received_total")
    assert [grown[name] for name in told] == [1, 1, 1]


def test_what_waits_for_a_decision_is_told_by_county_code(
    app: Flask, client: FlaskClient, county: County, phone: Phone
) -> None:
    def breaks(_event: Event) -> None:
        raise ValueError("breaks")

    app.extensions["flow"] = {**app.extensions["flow"], InspectionFiled: (breaks,)}
    worker = phone("worker")
    worker.put(visit_of(worker, county.asset_id))
    told = numbers(client)
    assert told["guanhu_quarantine_waiting 140699"] == 1
    assert 0 <= told["guanhu_quarantine_oldest_seconds 140699"] < 60


def test_a_failing_sweep_grows_old_and_is_counted(app: Flask, client: FlaskClient) -> None:
    def fails(_limit: int) -> int:
        raise ValueError("fails")

    before = numbers(client).get("guanhu_sweep_failures_total patrols.expire", 0)
    sweep_all({"patrols.give_out": lambda _limit: 0, "patrols.expire": fails}, str(SYSTEM))
    told = numbers(client)
    assert told["guanhu_sweep_failures_total patrols.expire"] == before + 1
    assert told["guanhu_sweep_age_seconds patrols.expire"] == float("inf")
    assert told["guanhu_sweep_age_seconds patrols.give_out"] < 60


def test_numbers_are_told_while_the_database_is_down(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert numbers(client)["guanhu_database_up"] == 1
    with monkeypatch.context() as broken:
        broken.setattr("server.web.health.state.finished_at", lambda: db.session.execute(db.text("no SQL")))
        told = numbers(client)
    assert told["guanhu_database_up"] == 0
    assert told["guanhu_data_free_bytes"] > 0


def test_no_address_and_no_person_is_among_the_labels(
    client: FlaskClient, county: County, phone: Phone
) -> None:
    phone("worker")
    client.get(f"/t/{county.token}?name=张三")
    client.open("/no/13912345678", method="BREW")
    said = client.get("/metrics").text
    assert 'route="/t/<token>"' in said
    assert 'method="other",route="none"' in said
    assert [one for one in (county.token, "张三", "13912345678", "worker", "BREW") if one in said] == []


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Two workers and the sweeps, as `make run` starts them."""
    port = free_port()
    settings = {
        "GUANHU_DATA": str(tmp_path / "data"), "GUANHU_PORT": str(port), "GUANHU_SECRET_KEY": SECRET,
        "GUANHU_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "GUANHU_INSTANCE": uuid4().hex,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "scripts/serve.py"], env={**os.environ, **settings},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 40
    while time.monotonic() < until and not answers(f"http://localhost:{port}/healthz"):
        time.sleep(0.2)
    yield f"http://localhost:{port}", process
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def answers(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own
            return str(answer.read().decode())
    except OSError:
        return ""


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the process ids of gunicorn's workers."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    masters = {pid for pid, parent, args in rows if parent == str(process.pid) and "gunicorn" in args}
    return [int(pid) for pid, parent, _ in rows if parent in masters]


def test_two_workers_and_the_sweeps_count_together_and_a_dead_worker_stays_in_the_sum(
    house: tuple[str, subprocess.Popen[bytes]],
) -> None:
    origin, process = house
    asked = "guanhu_requests_total GET /healthz 2xx"
    before = read(answers(f"{origin}/metrics"))[asked]
    for _ in range(20):
        answers(f"{origin}/healthz")
    os.kill(workers_of(process)[0], signal.SIGTERM)
    time.sleep(2)
    told = [read(answers(f"{origin}/metrics")) for _ in range(4)]
    assert {one[asked] for one in told} == {before + 20}
    until = time.monotonic() + 60
    while time.monotonic() < until and float("inf") in ages(origin):
        time.sleep(0.5)
    assert max(ages(origin)) < 60


def ages(origin: str) -> list[float]:
    """Return the age of every sweep's last round, in seconds; infinite for one that never ran."""
    told = read(answers(f"{origin}/metrics"))
    return [age for name, age in told.items() if name.startswith("guanhu_sweep_age_seconds")]
