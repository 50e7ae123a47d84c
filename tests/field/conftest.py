"""The small county with its crowd, made once for all transitions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.identity.access.models import actor_of
from server.identity.accounts.models import Post, User
from tests.conftest import lasting_app
from tests.field.adapters.meeting import World
from tests.makers import make_county
from tests.templates import Template
from tests.web.crowd import CROWD, make_crowd


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A database of its own for the module, with everybody in it; its records are never undone."""
    with lasting_app(template, tmp_path_factory.mktemp("world")) as app:
        county = make_county()
        with unit_of_work():
            well = db.session.get_one(Asset, county.asset_id)
            well.supervising_dept_id = (
                db.session.query(Post.dept_id).filter(Post.dept_id.is_not(None)).scalar()
            )
            make_crowd(county)
        crowd = {one.name: actor_of(db.session.get_one(User, county.people[one.name])) for one in CROWD}
        yield World(app, county, crowd)
