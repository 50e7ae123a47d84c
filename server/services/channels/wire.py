"""Speaking to a robot: one POST to a checked address, no redirect, no proxy, little patience."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from contextlib import closing
from typing import Any

from server.services.channels.rules import Target, lies_inside

TIMEOUT_S = 5
LONGEST_ANSWER = 64 * 1024
OK, FIRST_REDIRECT, FIRST_REFUSAL = 200, 300, 400


class NotSent(Exception):
    """The message did not go out, as far as we know; its code stands under channel.error.<code>."""

    def __init__(self, code: str, number: int = 0) -> None:
        super().__init__(code)
        self.code = f"{code}:{number}" if number else code


def addresses(target: Target) -> list[str]:
    """Return the IP addresses of a target, all checked.  Raises NotSent: unresolved, inside."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise NotSent("unresolved") from unknown
    numbers = [str(entry[4][0]) for entry in found]
    if not target.listed_whole and any(lies_inside(number) for number in numbers):
        raise NotSent("inside")
    return numbers


def post(target: Target, body: dict[str, Any]) -> None:
    """Send a message; returns only when the robot took it.  Raises NotSent."""
    try:
        with closing(_connection(target, addresses(target)[0])) as connection:
            raw = json.dumps(body, ensure_ascii=False).encode()
            connection.request("POST", target.path, raw, {"Content-Type": "application/json; charset=utf-8"})
            answer = connection.getresponse()
            _judge(answer.status, answer.read(LONGEST_ANSWER + 1))
    except TimeoutError as slow:
        raise NotSent("timeout") from slow
    except (OSError, http.client.HTTPException) as failed:
        raise NotSent("unreachable") from failed


def _connection(target: Target, address: str) -> http.client.HTTPConnection:
    """Return a connection to the very address that was checked: a second look-up could answer otherwise."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    raw = socket.create_connection((address, target.port), timeout=TIMEOUT_S)
    if target.scheme == "https":
        raw = ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
    connection.sock = raw
    return connection


def _judge(status: int, raw: bytes) -> None:
    if FIRST_REDIRECT <= status < FIRST_REFUSAL:
        raise NotSent("redirected")
    if status != OK:
        raise NotSent("http", status)
    if len(raw) > LONGEST_ANSWER:
        raise NotSent("too_long")
    try:
        errcode = int(json.loads(raw)["errcode"])
    except (ValueError, KeyError, TypeError) as unreadable:
        raise NotSent("unreadable") from unreadable
    if errcode != 0:
        raise NotSent("errcode", errcode)
