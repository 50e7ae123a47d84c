"""How often one device, one plate or one address may do something, before a person looks or it is refused.

The address alone never blocks a report: a village shares one.  Past a limit it waits in the slower queue.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, current_app, request
from flask.blueprints import BlueprintSetupState
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from server.core.problems import TooMany

PER_TAG, PER_ADDRESS, OVERALL = "20 per hour", "150 per hour", "600 per hour"
WRONG_BY_DEVICE, WRONG_BY_ADDRESS = "10 per hour", "60 per hour"


def install(state: BlueprintSetupState) -> None:
    """Give the app its counters, when the room's blueprint is registered."""
    limiter = Limiter(get_remote_address, headers_enabled=False)
    limiter.init_app(cast(Flask, state.app))
    state.app.extensions["public_limits"] = limiter


def past_limit(token: str, device_hash: str) -> bool:
    """Count a report; True when the device, the plate, the address or all together have sent too many."""
    counted = (
        (current_app.config["REPORT_LIMIT"], "device", device_hash),
        (PER_TAG, "tag", token),
        (PER_ADDRESS, "address", _address()),
        (OVERALL, "overall", ""),
    )
    within = [_counters().hit(parse(limit), "report", name, key) for limit, name, key in counted]
    return not all(within)


def count_wrong_code(device_hash: str | None) -> None:
    """Count a code that fits nothing."""
    for limit, name, key in _wrong_keys(device_hash):
        _counters().hit(parse(limit), "code", name, key)


def refuse_guessing(device_hash: str | None) -> None:
    """Refuse who has typed too many wrong codes.

    Raises TooMany.
    """
    if not all(
        _counters().test(parse(limit), "code", name, key) for limit, name, key in _wrong_keys(device_hash)
    ):
        raise TooMany


def _wrong_keys(device_hash: str | None) -> list[tuple[str, str, str]]:
    by_address = (WRONG_BY_ADDRESS, "address", _address())
    return [by_address, (WRONG_BY_DEVICE, "device", device_hash)] if device_hash else [by_address]


def _address() -> str:
    return request.remote_addr or ""


def _counters() -> Any:
    return current_app.extensions["public_limits"].limiter
