"""QR codes as pictures, and the origin that plates carry."""

from __future__ import annotations

from itertools import groupby

import qrcode
from flask import current_app, request
from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around a code, as ISO/IEC 18004 asks


def plate_origin() -> str:
    """Return the origin that is printed on new plates: the setting, else this server's own."""
    return current_app.config["TAG_ORIGIN"] or request.host_url.rstrip("/")


def drawn(text: str) -> Markup:
    """Return a QR code (a quarter of it may be worn off) as an SVG picture, dark modules as one path."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(_runs(y, row) for y, row in enumerate(rows))
    side = len(rows)
    return Markup(  # noqa: S704 - figures of our own, not a person's words
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


def _runs(y: int, row: list[bool]) -> str:
    """Return the dark stretches of one row of modules, from left to right."""
    path, x = "", 0
    for on, stretch in groupby(row):
        length = len(list(stretch))
        path += f"M{x} {y}h{length}v1h-{length}z" if on else ""
        x += length
    return path
