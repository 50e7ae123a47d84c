"""The app that stands through a test run: each test gets it as new, on a database and a folder of its own.

A fresh app compiles every template and every statement again; that was half of the suite's time.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, make_url

from server.core.db import db


@dataclass
class Standing:
    """One app of one test process.

    url  of the database that its engine opens now
    """

    app: Flask
    url: str = field(init=False)
    made: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        self.app.extensions["demo_passwords"] = {}
        self.made = {name: _kept(value) for name, value in vars(self.app).items()}
        with self.app.app_context():
            event.listen(db.engine, "do_connect", self._connect)

    def move_to(self, url: str) -> Flask:
        """Give the app back as it was made, with an empty data folder, on another database."""
        for name, value in self.made.items():
            if isinstance(value, dict):
                vars(self.app)[name].clear()
                vars(self.app)[name].update(value)
            else:
                setattr(self.app, name, value)
        self.app.config["SQLALCHEMY_DATABASE_URI"] = self.url = url
        self.app.extensions["demo_passwords"].clear()
        self.app.extensions["public_limits"].reset()
        data = Path(self.app.config["DATA"])
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        return self.app

    def rest(self) -> None:
        """Let go of every connection."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _connect(self, dialect: Any, _record: object, args: list[Any], named: dict[str, Any]) -> None:
        """Open the database of the test under way instead of the one that the app was made on."""
        opened, options = dialect.create_connect_args(make_url(self.url))
        args[:] = opened
        named.update(options)


def _kept(value: Any) -> Any:
    """Return a copy of a table of the app, which tests may write into, and anything else as it is."""
    return dict(value) if isinstance(value, dict) else value
