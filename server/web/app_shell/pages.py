"""/app/ and everything under it is one page; the app itself reads the address."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from server.core.problems import Problem
from server.identity.access.actions import public
from server.web.headers import allow

pages = Blueprint("app_shell", __name__)
SCANNER = "'wasm-unsafe-eval'"  # the reader of QR codes is WebAssembly


class AppNotBuilt(Problem):
    """The phone app has not been built on this server (`make build`)."""

    code, status = "app_shell/not-built", 503


@pages.get("/app")
@public
def without_slash() -> AnyResponse:
    """Lead to the app's own scope."""
    return redirect("/app/", 308)


@pages.get("/app/")
@pages.get("/app/<path:path>")
@public
def shell(path: str = "") -> Response:
    """Return the app's page with a policy that allows its own styles and its scanner."""
    folder = _built()
    for directive, sources in json.loads((folder / "csp.json").read_text("utf-8")).items():
        allow(directive, *sources)
    allow("script-src", SCANNER)
    return _fresh(folder, "index.html")


@pages.get("/sw.js")
@public
def service_worker() -> Response:
    """Return the service worker for the whole origin: it also catches scans that fail without a network."""
    response = _fresh(_built(), "sw.js")
    response.headers["Service-Worker-Allowed"] = "/"
    response.mimetype = "text/javascript"
    allow("script-src", SCANNER)
    return response


def _built() -> Path:
    folder = Path(current_app.static_folder or "") / "app"
    if not all((folder / name).exists() for name in ("index.html", "csp.json", "sw.js")):
        raise AppNotBuilt
    return folder


def _fresh(folder: Path, name: str) -> Response:
    response = send_from_directory(folder, name, conditional=True, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response
