"""Where a robot may live, how it is spoken to, and when.  Source: security.md (What goes out).

企业微信: POST {msgtype, text} to …/cgi-bin/webhook/send?key=…, at most 20 messages a minute.
钉钉: the same to …/robot/send?access_token=…, signed: timestamp (ms), HMAC-SHA256 over "timestamp\\nsecret".
Both answer 200 with an errcode, where only 0 means that the message went out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote_plus, urlsplit

from server.core.problems import Problem

KINDS = ("wecom", "dingtalk", "sms_file")
PASSES_QUIET = frozenset({"urgent", "test"})
WAITING, SENT, FAILED, GIVEN_UP, EMPTY = "waiting", "sent", "failed", "given_up", "empty"
DUE = (WAITING, FAILED)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
A_MINUTE, MOST_A_MINUTE = timedelta(minutes=1), 20  # 企业微信 refuses the 21st for a while
ADDRESS_LONGEST, NAME_LONGEST, SECRET_LONGEST = 500, 40, 200
_TRANSLATED = IPv6Network("64:ff9b::/96")
_CLOUD_INNARDS = frozenset({IPv4Address("168.63.129.16")})  # a public number that clouds answer themselves


class AddressRefused(Problem):
    """No address of a robot that this installation may speak to; facts: hosts."""

    code, status = "channels/address-refused", 422


class AddressInside(Problem):
    """The name leads inside our own network."""

    code, status = "channels/address-inside", 422


class ChannelIncomplete(Problem):
    """A channel needs a name, and a robot its address."""

    code, status = "channels/incomplete", 422


class ChannelChanged(Problem):
    """Somebody else changed the channel first; facts: now and wanted, both in words."""

    code, status = "channels/changed", 409


class ChannelOff(Problem):
    """Nothing is sent through a channel that is switched off."""

    code, status = "channels/off", 409


@dataclass(frozen=True)
class Target:
    """Where a message goes.

    listed_whole  the origin is written out in the configuration, so it may lie inside (tests, development)
    """

    scheme: str
    host: str
    port: int
    path: str
    listed_whole: bool


def target(address: str, allowed: tuple[str, ...]) -> Target:
    """Return where an address leads; raises AddressRefused unless the configuration allows it.

    allowed  host names (https only, port 443), or whole origins such as http://localhost:8080
    """
    hosts = "、".join(allowed)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as unreadable:
        raise AddressRefused(hosts=hosts) from unreadable
    host = parts.hostname or ""
    sendable = address.isascii() and address.isprintable() and " " not in address  # else HTTP cannot carry it
    odd = not sendable or len(address) > ADDRESS_LONGEST
    if odd or "@" in parts.netloc or parts.fragment:
        raise AddressRefused(hosts=hosts)
    whole = f"{parts.scheme}://{parts.netloc}" in allowed
    if not whole and (parts.scheme != "https" or parts.netloc not in allowed or "://" in parts.netloc):
        raise AddressRefused(hosts=hosts)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path, whole)


def lies_inside(address: str) -> bool:
    """True for an IP address that is not somebody else's on the open internet, however it is wrapped."""
    found = _unwrapped(ip_address(address.partition("%")[0]))
    return not found.is_global or found.is_multicast or found in _CLOUD_INNARDS


def _unwrapped(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(found, IPv4Address):
        return found
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    teredo = found.teredo[1] if found.teredo else None
    return found.ipv4_mapped or found.sixtofour or teredo or found


def signed(path: str, secret: str, now_ms: int) -> str:
    """Return 钉钉's path with its signature; unchanged for a robot without a secret."""
    if not secret:
        return path
    digest = hmac.new(secret.encode(), f"{now_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{path}&timestamp={now_ms}&sign={quote_plus(base64.b64encode(digest))}"


def is_quiet(hour: int, quiet_from: int, quiet_to: int) -> bool:
    """True when a Shanghai hour lies in the quiet ones; the same hour twice means never."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def wait_after(tries: int) -> timedelta | None:
    """Return how long a delivery rests after so many tries that failed; None when it is given up."""
    return BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None
