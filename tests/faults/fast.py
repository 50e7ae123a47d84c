"""Running made-up histories: on one app, in a folder of their own, by a seed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import flask_migrate
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from config import Config
from server import create_app
from server.core.db import db
from server.core.events import Event
from server.field.inspections.events import InspectionFiled
from server.field.inspections.queries import inspection
from tests.faults.machine import Histories
from tests.faults.place import CURSED, lay_ground
from tests.standing import Standing

SECRET = "a secret of the tests, long enough for production"
STEPS = 25
PAGE = 8
"""Rows of a page of the feed: so few that a pull has several."""


@dataclass
class Told:
    """What became of some histories."""

    histories: int = 0
    found: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)


def curse(event: InspectionFiled | Event) -> None:
    """Fail, as nobody expected, for what is filed about one asset."""
    assert isinstance(event, InspectionFiled)
    visit = inspection(event.inspection_id)
    if visit is not None and visit.asset.name == CURSED:
        raise ZeroDivisionError("a consequence that nobody thought of")


@contextmanager
def laid() -> Iterator[type[Histories]]:
    """Give the histories an app and a ground to stand on."""
    with tempfile.TemporaryDirectory(prefix="guanhu-faults-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'first.sqlite'}"
        app = create_app(Config(data=folder / "data", secret_key=SECRET, database_url=url))
        with app.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()
        flow = app.extensions["flow"]
        app.extensions["flow"] = {**flow, InspectionFiled: (*flow[InspectionFiled], curse)}
        standing = Standing(app)
        Histories.app, Histories.ground = app, lay_ground(app, folder)

        def move_to(url: str) -> None:
            standing.rest()
            standing.move_to(url)

        Histories.move_to = staticmethod(move_to)
        with (
            patch("server.services.feed.queries.PAGE", PAGE),
            patch("server.web.sync.feed.PAGE", PAGE),
        ):
            yield Histories
        standing.rest()


def run(machine: type[Histories], histories: int, by_seed: int, shrink: bool = True) -> Told:
    """Run so many histories; it ends at the first that breaks a promise, with the shortest such one found."""
    machine.run, machine.found = 0, []
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck), print_blob=False, 
        verbosity=Verbosity.normal if shrink else Verbosity.quiet,
        report_multiple_bugs=False,
    )  # fmt: skip
    told = Told()
    try:
        seed(by_seed)(run_state_machine_as_test)(machine, settings=chosen)
    except AssertionError as broken:
        told.words = [str(broken)]
        told.found = Counter(one.what for one in machine.found)
    except Exception as failure:  # a history that cannot be told to its end
        told.words = [repr(failure)]
        told.found = Counter(stalled=1)
    told.histories = machine.run
    return told
