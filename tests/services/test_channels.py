"""What leaves the house: a number and a link, to known hosts outside of it, at decent hours, once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from server.core.clock import as_of
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.sealing import seal
from server.services.channels import actions, deliveries, wire
from server.services.channels.models import Channel, Delivery
from server.services.channels.rules import (
    AddressInside,
    AddressRefused,
    ChannelChanged,
    is_quiet,
    lies_inside,
    target,
)
from server.services.notices.actions import tell
from server.services.settings.actions import change
from tests.services.robots import Robot, robot
from tests.services.sweepers import sweep_at_once

HERE, PLACE = "140699", "140000000000/140600000000/140699000000"
NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)  # a Tuesday, 9:00 in Shanghai
NIGHT = NINE + timedelta(hours=14)
OFFICIAL = ("qyapi.weixin.qq.com", "oapi.dingtalk.com")
READER = new_id()


@pytest.fixture
def heard() -> Iterator[Robot]:
    with robot() as one:
        yield one


@pytest.fixture
def app(make_app, heard: Robot) -> Iterator[Flask]:
    """The app on a Tuesday morning, whatever day it is."""
    made = make_app(webhook_hosts=f"localhost,{heard.origin}", tag_origin="https://gh.example")
    with made.app_context(), as_of(NINE):
        yield made


def channel(heard: Robot, kind: str = "wecom", secret: str = "") -> Channel:
    path = "/cgi-bin/webhook/send?key=k" if kind == "wecom" else "/robot/send?access_token=t"
    return actions.add(HERE, actions.Wish(kind, "县群", heard.origin + path, secret, PLACE))


def unread(count: int) -> None:
    with unit_of_work():
        for number in range(count):
            tell(HERE, [READER], "item_held", f"/desk/quarantine?{number}")


def digest_and_send(at: datetime) -> None:
    with as_of(at):
        deliveries.write_digests(100, lambda path, dept: {READER})
        while deliveries.send_due(100):
            pass


def only() -> Delivery:
    db.session.rollback()
    return db.session.query(Delivery).one()


def test_digest_is_one_message_a_day_with_a_number_and_a_link(app: Flask, heard: Robot) -> None:
    channel(heard)
    unread(3)
    for minutes in (0, 30, 300):
        digest_and_send(NINE + timedelta(minutes=minutes))
    (message,) = heard.said
    assert message["msgtype"] == "text"
    assert message["text"]["content"] == "帮扶资产管护：有 3 条提醒没看。 https://gh.example/desk/notices"
    assert (only().state, heard.paths) == ("sent", ["/cgi-bin/webhook/send?key=k"])


@pytest.mark.parametrize("at", [NINE - timedelta(hours=2), NIGHT, NINE - timedelta(days=2)])
def test_no_digest_before_its_hour_at_night_or_on_a_sunday(app: Flask, heard: Robot, at: datetime) -> None:
    channel(heard)
    unread(1)
    digest_and_send(at)
    assert heard.said == []
    assert db.session.query(Delivery).count() == 0


def test_nothing_unread_is_no_message(app: Flask, heard: Robot) -> None:
    channel(heard)
    digest_and_send(NINE)
    assert (heard.said, only().state) == ([], "empty")


def test_dingtalk_gets_a_signature_that_it_can_check(app: Flask, heard: Robot) -> None:
    made = channel(heard, "dingtalk", "SECxyz")
    with as_of(NINE):
        deliveries.send_now(actions.try_out(made.id).id)
    query = {name: value[0] for name, value in parse_qs(urlsplit(heard.paths[0]).query).items()}
    text = f"{query['timestamp']}\nSECxyz".encode()
    wanted = base64.b64encode(hmac.new(b"SECxyz", text, hashlib.sha256).digest()).decode()
    assert (query["access_token"], query["sign"]) == ("t", wanted)
    assert int(query["timestamp"]) == int(NINE.timestamp() * 1000)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b'{"errcode":310000,"errmsg":"sign not match"}', "errcode:310000"),
        (500, b"", "http:500"),
        (200, b"<html>", "unreadable"),
        (200, b"[]", "unreadable"),
        (200, b" " * 70_000, "too_long"),
    ],
)
def test_what_the_robot_refuses_is_tried_again(
    app: Flask, heard: Robot, status: int, body: bytes, error: str
) -> None:
    heard.status, heard.body = status, body
    made = channel(heard)
    with as_of(NINE):
        deliveries.send_now(actions.try_out(made.id).id)
    assert (only().state, only().last_error, only().next_try_at) == (
        "failed",
        error,
        NINE + timedelta(minutes=1),
    )
    heard.status, heard.body = 200, b'{"errcode":0}'
    with as_of(NINE + timedelta(minutes=1)):
        deliveries.send_due(100)
    assert (only().state, only().last_error, only().tries) == ("sent", None, 2)


def test_delivery_is_given_up_after_a_bounded_number_of_tries(app: Flask, heard: Robot) -> None:
    heard.status = 503
    actions.try_out(channel(heard).id)
    with as_of(NINE):
        for hours in range(48):
            with as_of(NINE + timedelta(hours=hours)):
                deliveries.send_due(100)
    assert (only().state, len(heard.said)) == ("given_up", 6)


def test_redirect_into_the_house_is_not_followed(app: Flask, heard: Robot) -> None:
    with robot() as inside:
        heard.status, heard.headers = 302, {"Location": f"{inside.origin}/secret"}
        deliveries.send_now(actions.try_out(channel(heard).id).id)
        assert (only().last_error, inside.said) == ("redirected", [])


def test_name_that_leads_inside_is_refused_when_set_up_and_when_sent(app: Flask, heard: Robot) -> None:
    with pytest.raises(AddressInside):
        actions.add(HERE, actions.Wish("wecom", "群", "https://localhost/send?key=k", "", PLACE))
    with pytest.raises(wire.NotSent, match="inside"):
        wire.post(target("https://localhost/send?key=k", ("localhost",)), {})


def test_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up could be answered with an address inside (DNS rebinding)."""
    answers = iter(["203.0.114.5", "127.0.0.1"])
    went: list[str] = []

    def look_up(*_asked: object, **_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def connect(address: tuple[str, int], **_more: object) -> None:
        went.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(wire.NotSent, match="unreachable"):
        wire.post(target("https://oapi.dingtalk.com/robot/send?access_token=t", OFFICIAL), {})
    assert went == ["203.0.114.5"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",  # noqa: S104 - refused, not bound
        "::1", "::ffff:127.0.0.1", "::ffff:a00:1", "fd00::1", "fe80::1%eth0", "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "224.0.0.1", "ff02::1", "168.63.129.16", "255.255.255.255",
    ],
)  # fmt: skip
def test_addresses_inside_are_known_however_they_are_wrapped(address: str) -> None:
    assert lies_inside(address)


def test_addresses_outside_are_known_too() -> None:
    assert not [one for one in ("8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8") if lies_inside(one)]


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/send?key=k", "https://127.0.0.1/send", "https://2130706433/send",
        "https://0x7f.1/send", "https://[::1]/send", "https://[::ffff:127.0.0.1]/",
        "https://evil.example/send",
        "https://qyapi.weixin.qq.com@127.0.0.1/", "https://qyapi.weixin.qq.com:8443/send",
        "https://qyapi.weixin.qq.com.evil.example/", "https://qyapi.weixin.qq.com/ send",
        "https://qyapi.weixin.qq.com/a\r\nHost: evil",
        "file:///etc/passwd", "gopher://oapi.dingtalk.com/", "",
        "https://oapi.dingtalk.com/#a", "https://oapi.dingtalk.com:x/", "https://[::1/",
        "https://oapi.dingtalk.com/" + "a" * 500, "https://oapi.dingtalk.com/send?key=密",
        "https://oapi.dingtalk.com/a\tb", "https://oapi.dingtalk.com/a\x7f", "https://oapi.dingtalk.com/a ",
    ],
)  # fmt: skip
def test_only_configured_hosts_over_https_are_robots(address: str) -> None:
    with pytest.raises(AddressRefused):
        target(address, OFFICIAL)


def test_nothing_is_sent_inside_a_transaction(app: Flask, heard: Robot, make_app) -> None:
    other = make_app()

    def writes() -> None:
        with other.app_context():
            change(HERE, "feedback_days", 9, 0)
            db.session.remove()

    heard.meanwhile = writes
    deliveries.send_now(actions.try_out(channel(heard).id).id)
    assert (only().state, only().last_error) == ("sent", None)


def test_process_that_dies_after_sending_sends_at_most_once_more(
    app: Flask, heard: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.try_out(channel(heard).id)
    with as_of(NINE + timedelta(days=1)), monkeypatch.context() as dying:
        dying.setattr(deliveries, "_note", lambda *told: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliveries.send_due(100)
    for minutes in (1, 4, 6, 20):
        with as_of(NINE + timedelta(days=1, minutes=minutes)):
            deliveries.send_due(100)
    assert (len(heard.said), only().state) == (2, "sent")


def test_twenty_a_minute_and_the_rest_a_minute_later(app: Flask, heard: Robot) -> None:
    made = channel(heard)
    with as_of(NINE):
        for _ in range(23):
            actions.try_out(made.id)
        while deliveries.send_due(100):
            pass
        assert len(heard.said) == 20
    with as_of(NINE + timedelta(seconds=61)):
        while deliveries.send_due(100):
            pass
    assert len(heard.said) == 23


def test_quiet_hours_put_off_a_digest_and_let_the_urgent_through(app: Flask, heard: Robot) -> None:
    made = channel(heard)
    with as_of(NIGHT), unit_of_work():
        actions.queue(made, "digest", "digest/late", count=1, link="/desk/notices")
        actions.tell_urgent(HERE, f"{PLACE}/140699100000", "well", "/desk/reports/1")
        actions.tell_urgent(HERE, f"{PLACE}/140699100000", "well", "/desk/reports/1")
    with as_of(NIGHT):
        while deliveries.send_due(100):
            pass
    assert [one["text"]["content"] for one in heard.said] == [
        "帮扶资产管护：有 1 件紧急报修，请马上看。 https://gh.example/desk/reports/1"
    ]
    late = db.session.query(Delivery).filter_by(occasion="digest/late").one()
    assert late.next_try_at == datetime(2026, 11, 24, 23, tzinfo=UTC)  # 7:00 in Shanghai


@pytest.mark.parametrize(("hour", "quiet"), [(20, False), (21, True), (0, True), (6, True), (7, False)])
def test_quiet_hours_reach_over_midnight(hour: int, quiet: bool) -> None:
    assert is_quiet(hour, 21, 7) is quiet
    assert not is_quiet(hour, 8, 8)


def test_secret_and_address_are_kept_sealed(app: Flask, heard: Robot) -> None:
    channel(heard, "dingtalk", "SECxyz")
    row = str(db.session.execute(db.select(Channel.__table__)).one())
    assert "SECxyz" not in row
    assert "access_token" not in row


def test_second_of_two_administrators_is_told(app: Flask, heard: Robot) -> None:
    made = channel(heard)
    actions.change(made.id, actions.Wish("", "乡群", "", "", PLACE), 1)
    with pytest.raises(ChannelChanged) as told:
        actions.change(made.id, actions.Wish("", "村群", "", "", PLACE), 1)
    assert told.value.facts == {"now": "乡群", "wanted": "村群"}


def test_channel_switched_off_gives_up_what_waits(app: Flask, heard: Robot) -> None:
    made = channel(heard)
    actions.try_out(made.id)
    actions.switch(made.id, False, made.version)
    assert deliveries.send_due(100) == 0
    assert (only().state, only().last_error, heard.said) == ("given_up", "switched_off", [])


def test_text_messages_are_lines_of_a_file_by_user_id(app: Flask) -> None:
    actions.add(HERE, actions.Wish("sms_file", "短信", "", "", PLACE))
    unread(2)
    digest_and_send(NINE)
    (line,) = (app.config["SMS_ROOT"] / f"{HERE}.jsonl").read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["user_id"], told["count"]) == (str(READER), 2)


def test_two_processes_send_each_message_once(make_app, heard: Robot) -> None:
    apps = [make_app(webhook_hosts=heard.origin) for _ in range(2)]
    with apps[0].app_context():
        made = channel(heard)
        for _ in range(8):
            actions.try_out(made.id)
        db.session.remove()
    sweep_at_once(apps, {"send": deliveries.send_due})
    assert len(heard.said) == 8


def sealed_with_another_key(delivery: Delivery) -> None:
    delivery.channel.address_sealed = seal("https://oapi.dingtalk.com/", "another key", "channel")


def no_longer_readable(delivery: Delivery) -> None:
    delivery.channel.kind, delivery.facts = "sms_file", delivery.facts | {"users": ["no numbers"]}


@pytest.mark.parametrize(
    ("spoil", "error"), [(sealed_with_another_key, "unsealable"), (no_longer_readable, "broken")]
)
def test_one_broken_channel_never_keeps_another_message_in_the_house(
    app: Flask, heard: Robot, spoil: Callable[[Delivery], None], error: str
) -> None:
    with as_of(NINE):
        bad, good = (actions.try_out(channel(heard).id) for _ in range(2))
    with unit_of_work():
        spoil(bad)
    for hours in range(48):
        with as_of(NINE + timedelta(hours=hours)):
            deliveries.send_due(100)
    db.session.rollback()
    assert (good.state, len(heard.said)) == ("sent", 1)
    assert (bad.state, bad.last_error, bad.tries) == ("given_up", error, 6)


@pytest.mark.parametrize("drips", ["head", "body"])
def test_robot_that_answers_byte_by_byte_holds_us_no_longer_than_the_deadline(
    app: Flask, heard: Robot, monkeypatch: pytest.MonkeyPatch, drips: str
) -> None:
    monkeypatch.setattr(wire, "DEADLINE_S", 0.6)
    heard.drips, started = drips, monotonic()
    deliveries.send_now(actions.try_out(channel(heard).id).id)
    assert monotonic() - started < 2
    assert (only().state, only().last_error) == ("failed", "timeout")
