"""What machines ask."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.core.db import db
from tests.conftest import MakeApp


def test_healthz_tells_version_and_instance(make_app: MakeApp) -> None:
    answer = make_app(instance="pilot-3").test_client().get("/healthz")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["instance"] == "pilot-3"
    assert answer.json["version"]


def test_readyz_says_that_all_is_well(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["ready"]) == (200, True)
    assert answer.json["checks"] == {"database": True, "files": True, "migrations": True}


def test_readyz_sees_an_old_schema(app: Flask, client: FlaskClient) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["migrations"]) == (503, False)


def test_readyz_sees_that_files_cannot_be_kept(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app.config["FILES_ROOT"] = str(tmp_path / "file" / "files")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["files"]) == (503, False)
