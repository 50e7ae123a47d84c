"""Styles inside the page, allowed by their hash, and icons from the one sprite."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup, escape

from server.web.headers import allow

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{}:;,>])\s*")


def inline_css(*names: str) -> Markup:
    """Return a style element of files under static/look, and let this answer's policy allow exactly it."""
    css, source = _tight(tuple(str(_static(f"look/{name}")) for name in names))
    allow("style-src", source)
    return Markup("<style>{}</style>").format(Markup(css))  # noqa: S704 - our own file, not a person's words


def icon(name: str) -> Markup:
    """Return an icon: i-… of the one sprite, t-… a kind of trouble; silent, for its word stands beside it."""
    sprite = static_url("look/troubles.svg" if name.startswith("t-") else "look/icons.svg")
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>').format(
        sprite, escape(name)
    )


def static_url(name: str) -> str:
    """Return the address of a static file with the hash of its bytes, so that it may be cached for good."""
    return url_for("static", filename=name, v=_version(str(_static(name))))


def _static(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


@cache
def _version(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]


@cache
def _tight(paths: tuple[str, ...]) -> tuple[str, str]:
    raw = "".join(Path(path).read_text("utf-8") for path in paths)
    css = _AROUND.sub(r"\1", " ".join(_COMMENT.sub("", raw).split())).replace(";}", "}")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"'sha256-{digest}'"
