"""The small county on each kind of shelf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import object_store
from tests.conftest import MakeApp


@pytest.fixture(scope="session")
def store() -> Iterator[object_store.ObjectStore]:
    """One real S3 server for all tests that ask for it."""
    running = object_store.start()
    yield running
    running.stop()


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Settings of an installation with one kind of shelf, then with the other."""
    if request.param == "folder":
        return {}
    running: object_store.ObjectStore = request.getfixturevalue("store")
    return running.settings()


@pytest.fixture
def app(make_app: MakeApp, kept_in: dict[str, Any]) -> Iterator[Flask]:
    made = make_app(**kept_in)
    with made.app_context():
        yield made
