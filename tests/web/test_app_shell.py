"""The phone app's page, wherever under /app/ it is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask

STYLE = "'sha256-abc='"


@pytest.fixture
def built(app: Flask, tmp_path: Path) -> Flask:
    """The app with a built phone app in a static folder of its own."""
    folder = tmp_path / "static" / "app"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>app</title>")
    (folder / "sw.js").write_text("self.oninstall = null;")
    (folder / "csp.json").write_text(json.dumps({"style-src": [STYLE]}))
    for name in ("main", "sight.worker"):
        (folder / "assets" / f"{name}-1a2b3c.js").write_text("1;")
    app.static_folder = str(tmp_path / "static")
    return app


@pytest.mark.parametrize("address", ["/app/", "/app/t/7xsrcnd59zwm", "/app/outbox"])
def test_every_address_of_the_app_is_one_page(built: Flask, address: str) -> None:
    answer = built.test_client().get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert STYLE in policy


def test_service_worker_may_serve_the_whole_origin(built: Flask) -> None:
    answer = built.test_client().get("/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"


def test_hashed_assets_are_kept_for_good(built: Flask) -> None:
    answer = built.test_client().get("/static/app/assets/main-1a2b3c.js")
    assert "immutable" in answer.headers["Cache-Control"]


def test_only_the_scanner_s_worker_may_compile_its_engine(built: Flask) -> None:
    answers = [
        built.test_client().get(f"/static/app/assets/{name}-1a2b3c.js") for name in ("sight.worker", "main")
    ]
    may = ["wasm-unsafe-eval" in answer.headers["Content-Security-Policy"] for answer in answers]
    assert may == [True, False]


def test_address_without_slash_leads_into_the_scope(built: Flask) -> None:
    assert built.test_client().get("/app").location == "/app/"


def test_unbuilt_app_says_so(app: Flask, tmp_path: Path) -> None:
    shutil.copytree(Path(str(app.static_folder)) / "look", tmp_path / "look")
    app.static_folder = str(tmp_path)
    answer = app.test_client().get("/app/")
    assert answer.status_code == 503
    assert "请告诉管理员" in answer.text


def test_home_screen_learns_the_countys_name_and_sound_icons(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/app/manifest.webmanifest")
    facts = json.loads(answer.text)
    assert (answer.mimetype, facts["name"]) == ("application/manifest+json", "帮扶资产管护")
    assert (facts["start_url"], facts["scope"], facts["display"]) == ("/app/", "/", "standalone")
    assert {icon["purpose"] for icon in facts["icons"]} == {"any", "maskable"}
    for icon in facts["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"


def test_manifest_has_the_colours_of_the_tokens(app: Flask) -> None:
    tokens = (Path(str(app.static_folder)) / "look" / "tokens.css").read_text("utf-8")
    facts = json.loads(app.test_client().get("/app/manifest.webmanifest").text)
    assert f"--ground: {facts['theme_color']};" in tokens
