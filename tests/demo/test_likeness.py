"""What is written in bulk is what the usual actions would have written: a thing's year, told both ways."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from config import Config
from server import create_app
from server.assets.register.models import Asset, StateChange
from server.core.clock import as_of, local, now
from server.core.db import db, unit_of_work
from server.demo import county as chunks
from server.demo.book import Book
from server.demo.chance import COUNTY
from server.demo.past import tell
from server.demo.places import settle
from server.demo.plates import hang_plates
from server.demo.rounds import almanac
from server.demo.size import homes
from server.demo.things import Seen, register, things_in
from server.demo.troubles import troubles_of
from server.demo.walks import fate_of, walk_rounds
from server.field.damage.models import DamageReport, Look, ReportStep, Voice
from server.field.inspections.models import Defect, Inspection
from server.field.patrols.models import PatrolTask
from server.field.work_orders.models import OrderStep, WorkOrder
from server.services.feed.models import FeedRow
from server.services.files.models import FileRow
from tests.conftest import SECRET
from tests.demo.again import Again

pytestmark = pytest.mark.any_database  # test_resume.py and test_whole.py load in bulk on both

TABLES = (
    Asset, StateChange, PatrolTask, Inspection, Defect, DamageReport, Voice, Look, ReportStep, WorkOrder,
    OrderStep, FileRow,
)  # fmt: skip
MINTED = {"receipt_token", "query_code_hash", "device_hash"}
"""Secrets made up anew: only that they are there is compared."""
NO_ACTION_YET = {"claim", "ask", "give_up"}
MINTED_IDS = {
    "report_steps", "order_steps", "report_voices", "report_looks", "asset_state_log", "work_orders",
}  # fmt: skip
SHOWN = (
    {"found", "confirm", "assign", "begin", "finish", "accept", "silent", "archive"},
    {"fix", "close_fix", "archive"},
    {"ask_money", "approve"},
    {"deny"},
    {"pause", "resume"},
    {"await_funds"},
    {"cancel"},
    {"refuse"},
    {"twin"},
    {"reject"},
    {"fixed"},
    {"not_fixed"},
    {"transfer"},
)


def settle_one(thing, days, in_bulk):
    """Found the county with one village and one thing; its past in bulk, or none."""
    counted = Counter()

    def number(kind, at):
        series = f"{kind}{local(at).year}"
        counted[series] += 1
        return f"{series}-{COUNTY}-{counted[series]:06d}"

    book = Book()
    for place in (thing.village.township, thing.village):
        settle(book, place)
        chunks.people.found_unit(book, place)
        chunks.people.appoint(book, chunks.people.of_place(place))
    register(book, thing, walk_rounds(book, thing, days) if in_bulk else Seen())
    hang_plates(book, thing.village, [thing])
    for trouble in troubles_of(thing, days) if in_bulk else ():
        tell(book, trouble, number)
    with unit_of_work() as session:
        book.write(session)


def found_county():
    book = Book()
    chunks.found(book)
    with unit_of_work() as session:
        book.write(session)
        chunks.publish()


def rows_of(table):
    return [
        SimpleNamespace(**{column.key: getattr(row, column.key) for column in table.__table__.columns})
        for row in db.session.scalars(select(table)).unique()
    ]


def compared(name, row):
    """Return a row without what is made up anew."""
    known = {key: value for key, value in vars(row).items() if key not in MINTED}
    known |= {key: getattr(row, key, None) is not None for key in MINTED if hasattr(row, key)}
    if name in MINTED_IDS:
        known.pop("id")
    for owner in ("order_id", "owner_id", "source_id", "report_id", "merged_into_id"):
        known.pop(owner, None)  # an order, and a villager's report, get an id of the moment
    if name == "files":
        for key in ("id", "item_id", "sha256", *(["slot"] if row.owner_kind == "report" else [])):
            known.pop(key)  # each photo by the actions is its own; in bulk they share one
    if name == "damage_reports" and row.channel == "qr_public":
        known.pop("id")
    if name == "inspections":
        known["distance_m"] = round(row.distance_m / 50)  # measured on a plain in bulk: near enough
    return {key: value for key, value in known.items() if key != "last_scanned_on"}


def whole(rows):
    told = {name: Counter(repr(sorted(compared(name, row).items(), key=str)) for row in found)
            for name, found in rows.items()}  # fmt: skip
    # Notices of what is over are left out on purpose: nobody wants a year of them in his inbox.
    feed = Counter((row.kind, row.audience, row.gone) for row in rows_of(FeedRow) if row.kind != "notice")
    return told | {"feed": feed}


@pytest.fixture
def two_apps(template, tmp_path):
    """Two apps, each with an empty database of its own."""
    urls = [template.copy(tmp_path / name) for name in ("bulk", "real") if not (tmp_path / name).mkdir()]
    apps = [create_app(Config(data=tmp_path / "data", secret_key=SECRET, database_url=url)) for url in urls]
    yield apps
    for app, url in zip(apps, urls, strict=True):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        template.drop(url)


@pytest.fixture
def told_both_ways(two_apps):
    """Tell the year of a thing in bulk and by the actions; returns both."""

    def both(choose):
        begun = now()
        with as_of(begun):
            one, other = two_apps
            with one.app_context():
                found_county()
                days = almanac()
                thing = choose(days)
                settle_one(thing, days, in_bulk=True)
                rows = {table.__tablename__: rows_of(table) for table in TABLES}
                bulk = whole(rows)
            with other.app_context():
                found_county()
                settle_one(thing, days, in_bulk=False)
                Again(thing, troubles_of(thing, days), days, rows).live()
                db.session.expire_all()
                real = whole({table.__tablename__: rows_of(table) for table in TABLES})
        return bulk, real

    return both


def with_steps(steps, days):
    """Return the first thing of the county whose troubles take these steps, all of which are actions."""
    for home, count in homes(600):
        for thing in things_in(home, count):
            paths = [{step for step, _ in trouble.steps} for trouble in troubles_of(thing, days)]
            lived = any(steps <= path for path in paths) and not set().union(*paths) & NO_ACTION_YET
            if lived and _has_only_actions(thing, days):
                return thing
    raise LookupError(steps)


def _has_only_actions(thing, days):
    rounds, troubles = days.rounds[thing.kind.asset_type], troubles_of(thing, days)
    fates = [fate_of(thing, one, troubles) for one in rounds]
    return not any(fate.verdict == "void" or set(fate.events) & {"start", "cancel"} for fate in fates)


@pytest.mark.parametrize("steps", SHOWN, ids=lambda steps: "-".join(sorted(steps)))
def test_a_year_in_bulk_is_the_year_by_the_actions(told_both_ways, steps):
    bulk, real = told_both_ways(lambda days: with_steps(steps, days))
    for name in bulk:  # what only one of both says
        assert bulk[name] - real[name] == real[name] - bulk[name] == Counter(), name
