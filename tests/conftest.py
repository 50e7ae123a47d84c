"""What every test stands on: an app with a database of its own, on SQLite or on PostgreSQL.

GUANHU_TEST_DB chooses (sqlite, postgresql).  The migrations run once into a template; each test gets a copy.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from config import Config
from server import create_app
from server.core.db import db
from server.services.audit_log.actions import SYSTEM, acting_as
from tests import postgres, templates, units
from tests.makers import County, make_county
from tests.standing import Standing

SECRET = "a secret of the tests, long enough for production"
POSTGRES_URL = "GUANHU_TEST_POSTGRES_URL"

MakeApp = Callable[..., Flask]


def pytest_configure(config: pytest.Config) -> None:
    """Start the one PostgreSQL of this run, before xdist's workers inherit its address."""
    if on_postgresql() and POSTGRES_URL not in os.environ:
        config.stash[SERVER] = server = postgres.start()
        os.environ[POSTGRES_URL] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        os.environ.pop(POSTGRES_URL)
        server.stop()


SERVER = pytest.StashKey[postgres.Server]()


def on_postgresql() -> bool:
    chosen = os.environ.get("GUANHU_TEST_DB", "sqlite")
    if chosen not in {"sqlite", "postgresql"}:
        raise pytest.UsageError(f"GUANHU_TEST_DB is {chosen}; it may be sqlite or postgresql")
    return chosen == "postgresql"


LONG = ("test_matrix.py", "test_axe.py", "test_worker.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; on PostgreSQL run what opens a database and may find it different."""
    items.sort(key=lambda item: item.path.name not in LONG)
    if not on_postgresql():
        return
    told = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in told])
    items[:] = told


def touches_database(item: pytest.Item) -> bool:
    return "template" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("any_database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Let no test, and no fixture it is the first to want, be logged as the doer that an earlier one left."""
    with acting_as(SYSTEM):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A skipped test is a promise nobody kept: count it as failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped: {call.excinfo and call.excinfo.value}; bring what it needs instead"
    return report


class SeparateClient(FlaskClient):
    """Sends each request as the network would: the test's app context does not reach it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("buffered", True)
        settle()
        try:
            return Context().run(super().open, *args, **kwargs)
        finally:
            settle()


def settle() -> None:
    """Let the test's own session see what requests wrote, and hold no lock against them."""
    if not has_app_context():
        return
    if db.session.new or db.session.dirty:
        raise AssertionError("commit what the test prepared before it sends a request")
    db.session.rollback()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all of xdist's workers see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def template(shared: Path, worker_id: str) -> templates.Template:
    """An empty database with every migration applied, made by the first of xdist's workers that asks."""
    empty: templates.Template = templates.SqliteTemplate(shared / "template.sqlite")
    if on_postgresql():
        empty = templates.PostgresTemplate(os.environ[POSTGRES_URL], worker_id)
    fill(empty, shared, flask_migrate.upgrade)
    return empty


@pytest.fixture(scope="session")
def peopled(template: Any, shared: Path) -> Peopled:
    """The small county in a database of its own, made once: to make it anew was a third of most tests."""
    kept = shared / "county.pickle"
    if isinstance(template, templates.PostgresTemplate):
        made: templates.Template = replace(template, name="guanhu_county", like=template)
    else:
        made = templates.SqliteTemplate(shared / "county.sqlite", template)
    fill(made, shared, lambda: kept.write_bytes(pickle.dumps(make_county())))
    return Peopled(made, kept.read_bytes())


@dataclass(frozen=True)
class Peopled:
    """The template with the small county, and the county as it was made."""

    template: templates.Template
    pickled: bytes

    def county(self) -> County:
        """Return what a test may change without another seeing it."""
        made: County = pickle.loads(self.pickled)  # noqa: S301  our own bytes
        return made


def fill(made: templates.Template, shared: Path, write: Callable[[], object]) -> None:
    """Let the first who comes write into a template; the others wait until it is whole."""
    with one_at_a_time(shared):
        if made.made():
            return
        made.create()
        app = create_app(Config(data=shared / "template", secret_key=SECRET, database_url=made.url))
        with app.app_context():
            write()
            db.session.remove()
            db.engine.dispose()
        made.finish()


@pytest.fixture(autouse=True)
def units_stay_small() -> Iterator[units.Watch]:
    """Fail a test in which a unit of work holds a county's head and writes more than it may."""
    with units.watched() as watch:
        yield watch
    assert not watch.faults, f"write in chunks, or give a reason in tests/units.py: {watch.faults}"


@pytest.fixture
def url(request: pytest.FixtureRequest, template: templates.Template, tmp_path: Path) -> Iterator[str]:
    """A fresh database; the small county is in it where the test asks for it."""
    if "peopled" in request.fixturenames:
        template = request.getfixturevalue("peopled").template
    made = template.copy(tmp_path)
    yield made
    template.drop(made)


@pytest.fixture
def county(app: Flask, peopled: Peopled) -> County:
    """The small county, whose database the app has opened."""
    return peopled.county()


@pytest.fixture
def make_app(url: str, tmp_path: Path) -> Iterator[MakeApp]:
    """Make an app on a fresh database; keywords are settings of Config.  Twice: two apps, one database."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        app = fresh_app(**{"data": tmp_path / "data", "database_url": url, **settings})
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def fresh_app(**settings: Any) -> Flask:
    app = create_app(Config(**{"secret_key": SECRET, **settings}))
    app.test_client_class = SeparateClient
    return app


@contextmanager
def lasting_app(template: templates.Template, folder: Path, **settings: Any) -> Iterator[Flask]:
    """Keep an app on a database of its own for more tests than one, with its context open."""
    url = template.copy(folder)
    app = fresh_app(data=folder / "data", database_url=url, **settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    template.drop(url)


@pytest.fixture(scope="session")
def standing(template: templates.Template, tmp_path_factory: pytest.TempPathFactory) -> Standing:
    """The app that this process's tests share."""
    return Standing(fresh_app(data=tmp_path_factory.mktemp("standing") / "data", database_url=template.url))


@pytest.fixture
def app(url: str, standing: Standing) -> Iterator[Flask]:
    """The app with its context open, so that a test may call actions and read rows."""
    made = standing.move_to(url)
    with made.app_context():
        yield made
    standing.rest()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Someone with a browser and no cookies."""
    return app.test_client()
