"""The document of the sync API says what the server does; regenerate it by `make openapi`."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"
ROUTES = {"/api/v1/sign-in", "/api/v1/sign-out", "/api/v1/me", "/api/v1/items", "/api/v1/feed"}


def test_document_is_what_the_server_does(app: Flask) -> None:
    now = json.loads(json.dumps(app.extensions["openapi"].spec.to_dict()))
    assert json.loads(DOCUMENT.read_text("utf-8")) == now, "stale: run `make openapi` and commit the change"


def test_every_key_of_an_item_is_in_the_document(app: Flask) -> None:
    document = json.loads(DOCUMENT.read_text("utf-8"))
    assert set(document["paths"]) >= ROUTES
    assert {"id", "kind", "base_version", "files"} <= set(
        document["components"]["schemas"]["Item"]["required"]
    )
