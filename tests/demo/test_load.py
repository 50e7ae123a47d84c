"""Whoever starts the product finds a county with a past, the same on every machine."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from server.assets.custody.models import Custody
from server.assets.register.models import Asset, AssetFund
from server.assets.tags.models import Tag
from server.core.db import db
from server.core.ids import is_well_formed
from server.demo import stories
from server.demo.load import load_once
from server.demo.pictures import DRAWN
from server.demo.size import FEWEST
from server.demo.things import things
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.patrols.models import PatrolTask
from server.identity.regions.models import Region
from server.services.files.models import FileRow
from server.services.files.queries import shown


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def states(column):
    return Counter(db.session.scalars(select(column)))


def test_the_county_has_its_places_and_things(county):
    assert states(Region.level) == {"province": 1, "city": 1, "county": 1, "township": 3, "village": 12}
    assert states(Asset.lifecycle_status) == {"registered": FEWEST, "draft": 1, "submitted": 1, "voided": 1}
    primary = Counter(db.session.scalars(select(Custody.asset_id).where(Custody.is_primary)))
    registered = db.session.scalars(select(Asset.id).where(Asset.lifecycle_status == "registered"))
    assert primary == dict.fromkeys(registered, 1)


def test_a_second_load_changes_nothing(county):
    before = [count(model) for model in (Asset, Tag, Inspection, DamageReport, FileRow)]
    assert not load_once()
    assert [count(model) for model in (Asset, Tag, Inspection, DamageReport, FileRow)] == before


def test_money_adds_up_and_codes_are_well_formed(county):
    paid = dict(
        db.session.execute(
            select(AssetFund.asset_id, func.sum(AssetFund.amount_fen)).group_by("asset_id")
        ).all()
    )
    for asset in db.session.scalars(select(Asset).filter_by(lifecycle_status="registered")):
        assert paid[asset.id] == asset.original_value_fen
        assert len(asset.asset_code) == 25
    for tag in db.session.scalars(select(Tag)):
        assert is_well_formed(tag.token)
        assert is_well_formed(tag.short_code)
        assert tag.short_code[0].isalpha()


def test_a_households_thing_bears_no_plate_and_no_task(county):
    own = set(db.session.scalars(select(Asset.id).where(Asset.ledger_tier == "household")))
    assert own
    assert not own & set(db.session.scalars(select(Tag.asset_id)))
    assert not own & set(db.session.scalars(select(PatrolTask.asset_id)))


def test_every_named_picture_can_be_shown(county):
    rows = db.session.scalars(select(FileRow)).all()
    assert {"asset", "inspection", "order", "report"} <= {row.owner_kind for row in rows}
    told = len({row.sha256 for row in rows}) - 3 * len(DRAWN)
    assert told <= len([step for tale in stories.TALES for step in tale.steps])
    assert all(row.arrived_at for row in rows)
    assert shown(rows[0], 320)


def test_plates_and_things_are_the_same_on_every_machine(county):
    assert things()[0].code == "1406991002010102202000018"
    assert db.session.get(Tag, "mrn55v4b9s7y").asset_id == things()[0].id


def test_every_tale_has_its_thing_and_steps_that_exist():
    assert len(stories.story_keys()) == len(stories.TALES)
    assert {step for tale in stories.TALES for step in tale.steps} <= set(stories.STEPS)
