"""The villager's device: a random cookie, set only when he sends something, known to us by its hash alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

COOKIE, CODE_COOKIE = "device", "code"
KEPT = timedelta(days=400)
SHOWN_FOR = timedelta(minutes=10)
HUMAN_S = 2.0


def hash_of(secret: str) -> str:
    """Return what is kept of a device's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def known() -> str | None:
    """Return the hash of the asking device, or None when it never sent anything."""
    secret = request.cookies.get(COOKIE)
    return hash_of(secret) if secret else None


def secret_of_request() -> str:
    """Return the asking device's secret, a fresh one for a new device."""
    return request.cookies.get(COOKIE) or secrets.token_urlsafe(18)


def remember(response: AnyResponse, secret: str) -> None:
    """Keep the device's secret in its browser."""
    _keep(response, COOKIE, secret, KEPT, "/")


def hand_over_code(response: AnyResponse, receipt_token: str, code: str) -> None:
    """Let the receipt's page show the 查询码 for some minutes; addresses and logs never carry it."""
    signed = _codes().dumps([receipt_token, code])
    _keep(response, CODE_COOKIE, signed, SHOWN_FOR, f"/r/{receipt_token}")


def fresh_code(receipt_token: str) -> str | None:
    """Return the 查询码 that was just given out for this receipt, or None."""
    try:
        token, code = _codes().loads(
            request.cookies.get(CODE_COOKIE, ""), max_age=int(SHOWN_FOR.total_seconds())
        )
    except BadSignature:
        return None
    return str(code) if token == receipt_token else None


def opened_now() -> str:
    """Return the signed moment at which a form is shown."""
    return _moments().sign(b"").decode()


def is_too_fast(opened: str) -> bool:
    """True when a form comes back sooner than a person can fill it in, or its moment is not ours."""
    try:
        _, moment = _moments().unsign(opened, return_timestamp=True)
    except BadSignature:
        return True
    return _seconds_since(moment.timestamp()) < HUMAN_S


def _seconds_since(timestamp: float) -> float:
    return _moments().get_timestamp() - timestamp


def _codes() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="query-code")


def _moments() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="form-opened")


def _keep(response: AnyResponse, name: str, value: str, life: timedelta, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=life,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["HTTPS"]),
    )


def no_store(response: Response) -> Response:
    """Let nobody between keep this answer."""
    response.headers["Cache-Control"] = "no-store"
    return response
