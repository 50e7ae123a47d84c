"""The place on disk: built once in a database of its own, which each history copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import flask_migrate
from flask import Flask

from config import Config
from server import create_app
from server.core.db import db
from server.core.events import Event
from server.field.inspections.events import InspectionFiled
from server.field.inspections.queries import inspection
from server.services.audit_log.actions import record
from server.services.feed.models import FeedRow
from tests.faults.phone import Phone
from tests.faults.place import CURSED, Place, build
from tests.faults.wire import Inside
from tests.standing import Standing
from tests.templates import Template

SECRET = "a secret of the tests, long enough for production"


@dataclass
class Ground:
    """A place as it was built, and the one app of this process that goes from copy to copy of it."""

    standing: Standing
    place: Place
    built: Template
    folder: Path

    @property
    def app(self) -> Flask:
        return self.standing.app

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def fresh(self) -> Place:
        """Return the place as it was built, on a database and a folder of files of its own."""
        self.standing.rest()
        for old in self.folder.glob("guanhu.sqlite*"):
            old.unlink()
        self.standing.move_to(self.built.copy(self.folder))
        place = Place(
            deepcopy(self.place.people), dict(self.place.assets), list(self.place.blanks),
            self.place.villages, self.place.townships, set(self.place.items),
        )  # fmt: skip
        for name, one in self.place.phones.items():
            wire = one.wire
            assert isinstance(wire, Inside)
            place.phones[name] = Phone(
                name, one.person, one.user_id, one.county_code, Inside(self.app, wire.secret, wire.csrf),
                rows={key: row for key, row in one.rows.items() if key[0] != "template"}, cursor=one.cursor,
                seq=one.seq,
            )  # fmt: skip
        return place


@contextmanager
def laid_ground(built: Template, folder: Path) -> Iterator[Ground]:
    """Build the place and keep it for as many histories as are asked for."""
    built.create()
    app = create_app(Config(data=folder / "data", secret_key=SECRET, database_url=built.url))
    flow = app.extensions["flow"]
    app.extensions["flow"] = {**flow, InspectionFiled: (*flow[InspectionFiled], curse)}
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    standing = Standing(app)
    place = build(app)
    with app.app_context():
        db.session.execute(db.delete(FeedRow).filter_by(kind="template"))  # each costs a page, none changes
        db.session.commit()
    standing.rest()
    built.finish()
    yield Ground(standing, place, built, folder)
    standing.rest()


@contextmanager
def pages_of(rows: int) -> Iterator[None]:
    """Let a page of the feed hold so many rows."""
    with patch("server.services.feed.queries.PAGE", rows), patch("server.web.sync.feed.PAGE", rows):
        yield


def curse(event: InspectionFiled | Event) -> None:
    """Fail, as nobody expected, for what is filed about one asset, once the log has been told of it."""
    assert isinstance(event, InspectionFiled)
    visit = inspection(event.inspection_id)
    if visit is not None and visit.asset.name == CURSED:
        record(visit.county_code, "inspection.file", "Inspection", visit.id)
        raise ZeroDivisionError("a consequence that nobody thought of")
