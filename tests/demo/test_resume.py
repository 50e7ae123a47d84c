"""A load that is cut off does no harm: the next call goes on, and the county is whole."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from server.assets.register.models import Asset
from server.core.db import db
from server.demo import load
from server.demo.chunks import Load
from server.demo.size import FEWEST
from server.field.damage.models import DamageReport
from server.field.inspections.models import Inspection
from server.field.work_orders.models import WorkOrder
from server.identity.accounts.models import User
from server.services.feed.models import CountyHead, FeedRow


class PowerCut(BaseException):
    """Nothing after it runs."""


def cut_before(monkeypatch, name):
    """Cut the power in the middle of a chunk: its rows are written, its unit of work is not over."""
    usual = Load.chunk

    def chunk(self, this, fill=None, act=None):
        def cut():
            raise PowerCut

        usual(self, this, fill, cut if this == name else act)

    monkeypatch.setattr(Load, "chunk", chunk)


def load_until(monkeypatch, name):
    """Load the county until the power is cut."""
    with monkeypatch.context() as patch:
        cut_before(patch, name)
        with pytest.raises(PowerCut):
            load.load(FEWEST)


def state():
    counted = [Asset, Inspection, DamageReport, WorkOrder, FeedRow]
    rows = [db.session.scalar(select(func.count()).select_from(model)) for model in counted]
    numbers = sorted(db.session.scalars(select(DamageReport.report_no)))
    return rows, numbers, db.session.get(CountyHead, "140699", populate_existing=True).numbers


@pytest.mark.parametrize("name", ["village 7", "troubles 40", "open"])
def test_a_load_cut_off_in_the_middle_is_gone_on_with(app, county, monkeypatch, name):
    with county.app_context():
        whole = state()
    load_until(monkeypatch, name)
    assert not load.is_there()
    assert set(db.session.scalars(select(User.status).where(User.username.like("worker%")))) == {"suspended"}
    assert load.load(600).assets == FEWEST
    assert state() == whole


def test_nobody_can_sign_in_before_the_county_is_whole(app, monkeypatch):
    load_until(monkeypatch, "village 2")
    told = {"username": "worker1", "password": "guanhu-demo", "device_id": None}
    answer = app.test_client().post("/api/v1/sign-in", json=told, headers={"Origin": "http://localhost"})
    assert answer.status_code == 401
