"""/app/ and everything under it is one page; the app itself reads the address."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from server.core.problems import Problem
from server.identity.access.actions import public
from server.services.settings.queries import setting
from server.web.headers import allow
from server.web.look.paint import static_url
from server.web.public.following import counties

pages = Blueprint("app_shell", __name__)
SCANNER = "'wasm-unsafe-eval'"  # the reader of QR codes is WebAssembly
SIGHT = "/static/app/assets/sight.worker-"
GROUND = "#f3f1eb"  # --ground of tokens.css: the screen while the app opens, and the bar above it
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))


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


@pages.before_app_request
def let_sight_compile() -> None:
    """Allow the scanner's worker its engine: a worker lives by its own file's policy, not the page's."""
    if request.path.startswith(SIGHT):
        allow("script-src", SCANNER)


@pages.get("/app/manifest.webmanifest")
@public
def manifest() -> Response:
    """Tell a phone how the app is called and what it looks like on the home screen."""
    known = counties()
    name = setting(known[0].county_code or "" if known else "", "app_name")
    facts = {
        "id": "/app/",
        "name": name,
        "short_name": name,
        "lang": "zh-CN",
        "start_url": "/app/",
        "scope": "/",  # a scanned plate belongs to the app too
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": GROUND,
        "icons": [_icon(*each) for each in ICONS],
    }
    response = Response(json.dumps(facts, ensure_ascii=False), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _icon(file: str, side: int, purpose: str) -> dict[str, str]:
    address = static_url(f"icons/{file}")
    return {"src": address, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


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
