"""Faults put into a real server on purpose; sieges that do not catch each of them prove nothing.

Some are those of planted.py; the others show only where processes die, or work at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import unit_of_work
from server.services.feed import actions as feed_actions
from server.services.feed.models import CountyHead
from server.web.sync import api
from tests.faults.planted import PLANTED, Plant

BREATH_S = 0.05


def _receipt_first() -> AbstractContextManager[object]:
    """The receipt goes down the line while its transaction is still open."""
    real = api._receipts

    def receipts(lines: list[bytes], carrier: Any) -> Iterator[bytes]:
        for line in lines:
            with unit_of_work():
                yield from real([line], carrier)

    return patch.object(api, "_receipts", receipts)


def _head_unlocked() -> AbstractContextManager[object]:
    """Two who write at once count from the same number, on a machine that lets the other in between."""

    def lock_head(session: Session, county_code: str) -> CountyHead:
        head = session.scalars(select(CountyHead).filter_by(county_code=county_code)).one()
        time.sleep(BREATH_S)
        return head

    return patch.object(feed_actions, "lock_head", lock_head)


REAL: dict[str, Plant] = {
    "the receipt is sent, then comes the commit": _receipt_first,
    "the county's count is not locked": _head_unlocked,
    **{
        name: PLANTED[name]
        for name in (
            "the file's row comes before its bytes",
            "a file is written in place",
            "the same bytes are carried out again",
            "last write wins",
        )
    },
}
