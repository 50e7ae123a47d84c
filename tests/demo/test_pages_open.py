"""Every page about a thing opens, in whatever state the thing may be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.assets.register.models import Asset
from server.assets.tags.models import Tag
from server.core.db import db
from server.demo.people import PASSWORD
from server.field.damage.models import DamageReport
from server.field.work_orders.models import WorkOrder
from tests.web.clerk import Clerk

STATES = {
    "assets": (Asset, "asset_type", "lifecycle_status", "use_status", "condition_grade", "ledger_tier"),
    "reports": (DamageReport, "status", "channel", "category"),
    "orders": (WorkOrder, "status", "level"),
}


def one_of_each(table, columns):
    """Return the ids of rows that between them stand in every state which the demo county knows."""
    found = set()
    for column in columns:
        value = getattr(table, column)
        for (state,) in db.session.execute(select(value).distinct()).all():
            found.add(db.session.scalar(select(table.id).where(value == state).order_by(table.id).limit(1)))
    return sorted(found - {None})


@pytest.fixture(scope="module")
def clerk(county):
    clerk = Clerk(county.test_client())
    clerk.sign_in("county1", PASSWORD)
    return clerk


@pytest.mark.parametrize("room", STATES)
def test_page_at_the_desk_opens_in_every_state(clerk, room):
    table, *columns = STATES[room]
    ids = one_of_each(table, columns)
    closed = {id_: status for id_ in ids if (status := clerk.open(f"/desk/{room}/{id_}").status_code) != 200}
    assert len(ids) > 3
    assert not closed


def test_villagers_page_opens_in_every_state(county):
    assets = one_of_each(Asset, STATES["assets"][1:])
    query = select(Tag.token).where(Tag.asset_id.in_(assets))
    tokens = [*db.session.scalars(query), *db.session.scalars(select(Tag.token).where(Tag.status != "bound"))]
    villager = county.test_client()
    answers = {token: villager.get(f"/t/{token}").status_code for token in tokens}
    assert set(answers.values()) <= {200, 302, 303, 404, 410}
