"""One loaded demo county, the smallest, for all tests of this folder: loading it is the dear part."""

from __future__ import annotations

import pytest

from config import Config
from server import create_app
from server.core.db import db
from server.demo.load import load_once
from server.demo.size import FEWEST
from tests.conftest import SECRET


@pytest.fixture(scope="package")
def county(template, tmp_path_factory):
    """An app with the demo county; its context is open.  Tests change only what no other test asks for."""
    folder = tmp_path_factory.mktemp("demo county")
    url = template.copy(folder)
    app = create_app(Config(data=folder / "data", secret_key=SECRET, database_url=url))
    with app.app_context():
        assert load_once(FEWEST)
        yield app
        db.session.remove()
        db.engine.dispose()
    template.drop(url)
