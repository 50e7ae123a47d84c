"""Migrations are numbered, form one line, and go both ways on both databases."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from config import Config
from server import create_app
from server.core.db import Base, db
from tests import postgres
from tests.house.sources import ROOT, load_everything

VERSIONS = ROOT / "migrations/versions"


def versions() -> list[Path]:
    return sorted(VERSIONS.glob("*.py"))


def test_migrations_are_numbered_without_a_gap():
    numbers = [path.name[:4] for path in versions()]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)], (
        "name it NNNN_what_changes.py"
    )


def test_there_is_one_head_and_ids_are_the_numbers():
    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == 1, f"rebase yours onto the other: {script.get_heads()}"
    ids = sorted(revision.revision for revision in script.walk_revisions())
    assert ids == [path.name[:4] for path in versions()], "let revision be the number"


@pytest.mark.parametrize("path", versions(), ids=lambda path: path.stem)
def test_a_migration_knows_no_model(path):
    """Models change; a migration must do in five years what it did on its first day."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        module = getattr(node, "module", None) or ""
        assert not re.match(r"server\.(?!core\.db$)", module), (
            f"write the table out instead of importing {module}"
        )


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    running = postgres.start()
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'walk.sqlite'}"
    running = request.getfixturevalue("server")
    engine = create_engine(f"{running.url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.execute(text("DROP DATABASE IF EXISTS walk WITH (FORCE)"))
        admin.execute(text("CREATE DATABASE walk"))
    engine.dispose()
    return f"{running.url}/walk"


@pytest.fixture
def migrating(url, tmp_path):
    app = create_app(Config(data=tmp_path, secret_key="s" * 40, database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrations_go_up_down_and_up_again(migrating):
    flask_migrate.upgrade()
    above = set(inspect(db.engine).get_table_names())
    flask_migrate.downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not left, f"downgrade leaves behind: {left}"
    flask_migrate.upgrade()
    assert set(inspect(db.engine).get_table_names()) == above


def test_migrations_make_what_the_models_say(migrating):
    load_everything()
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)
    assert not difference, f"write a migration for: {difference}"
