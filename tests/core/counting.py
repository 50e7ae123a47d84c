"""One process of several that count at once: `python -m tests.core.counting DATA DATABASE_URL ASSET_ID`.

Each of its threads adds to one asset's version, draws a human number and leaves a row in the log, in units of
work of its own; it prints the numbers, one a line.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask

from config import Config
from server import create_app
from server.assets.register.models import Asset
from server.core.db import unit_of_work
from server.services.audit_log.actions import record
from server.services.feed.actions import number

THREADS, EACH = 4, 100
PREFIX, ACTION = "JS", "asset.correct"


@dataclass
class Ticket:
    """Something that a county numbers."""

    county_code: str
    number: str = ""


def count_one(asset_id: UUID) -> str:
    """Read a version and write the next one; returns the number drawn on the way."""
    with unit_of_work() as session:
        asset = session.get_one(Asset, asset_id, with_for_update=True, populate_existing=True)
        ticket = Ticket(asset.county_code)
        asset.version += 1
        number(ticket, "number", PREFIX)
        record(asset.county_code, ACTION, "Asset", asset.id)
    return ticket.number


def count(app: Flask, asset_id: UUID) -> list[str]:
    with app.app_context():
        return [count_one(asset_id) for _ in range(EACH)]


def main(data: str, database_url: str, asset_id: str) -> None:
    app = create_app(Config(data=Path(data), database_url=database_url))
    with ThreadPoolExecutor(THREADS) as threads:
        for numbers in threads.map(lambda _: count(app, UUID(asset_id)), range(THREADS)):
            sys.stdout.writelines(f"{one}\n" for one in numbers)


if __name__ == "__main__":
    main(*sys.argv[1:])
