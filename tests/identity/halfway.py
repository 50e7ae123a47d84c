"""A process that stops in the middle of a merger."""

from __future__ import annotations

import pytest

from server.core.db import db, unit_of_work
from server.identity.regions import actions
from tests.makers import County, make_asset


def half_done_merger(monkeypatch: pytest.MonkeyPatch, county: County, code: str, into: str) -> None:
    """Merge village 11 with six assets in units of three rows, and stop after the first unit."""
    with unit_of_work():
        for number in range(6):
            make_asset(county.paths["village11"], f"路灯{number}")
    with monkeypatch.context() as stopping:
        stopping.setattr(actions, "_finish", lambda _change: None)
        stopping.setattr(actions, "ROWS_A_UNIT", 3)
        actions.merge(code, into)
    db.session.rollback()
