"""Speaking to a robot: one POST to a checked address, no redirect, no proxy, little patience."""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
from contextlib import closing
from time import monotonic
from typing import Any

from server.services.channels.rules import Target, lies_inside

DEADLINE_S = 10  # for connecting, TLS, asking and the whole answer together
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
    """Send a message; returns only when the robot took it, after DEADLINE_S at most.  Raises NotSent."""
    until = monotonic() + DEADLINE_S
    try:
        with closing(_opened(target, addresses(target)[0], until)) as line:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = _Hurried(line, until)
            raw = json.dumps(body, ensure_ascii=False).encode()
            connection.request("POST", target.path, raw, {"Content-Type": "application/json; charset=utf-8"})
            answer = connection.getresponse()
            _judge(answer.status, answer.read(LONGEST_ANSWER + 1))
    except TimeoutError as slow:
        raise NotSent("timeout") from slow
    except (OSError, http.client.HTTPException) as failed:
        raise NotSent("unreachable") from failed


def _left(until: float) -> float:
    """Return the seconds that are left; raises TimeoutError when none are."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _opened(target: Target, address: str, until: float) -> socket.socket:
    """Return a line to the very address that was checked: a second look-up could answer otherwise."""
    raw = socket.create_connection((address, target.port), timeout=_left(until))
    if target.scheme == "https":
        raw.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
    return raw


class _Hurried(io.RawIOBase):
    """A line with one deadline for everything: with a timeout for each byte a slow robot could hold us."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def sendall(self, data: bytes) -> None:
        """Send everything, in time."""
        self._line.settimeout(_left(self._until))
        self._line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """An answer comes in here."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Take what has come in, in time."""
        self._line.settimeout(_left(self._until))
        return self._line.recv_into(buffer)

    def close(self) -> None:
        """Leave the line open: the answer is still read after the request was closed; post() closes it."""


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
