"""One loaded demo county, the smallest, for all tests of this folder: loading it is the dear part."""

from __future__ import annotations

import pytest

from server.demo.load import load_once
from server.demo.size import FEWEST
from tests.conftest import lasting_app


@pytest.fixture(scope="package")
def county(template, tmp_path_factory):
    """An app with the demo county; its context is open.  Tests change only what no other test asks for."""
    with lasting_app(template, tmp_path_factory.mktemp("demo county")) as app:
        assert load_once(FEWEST)
        yield app
