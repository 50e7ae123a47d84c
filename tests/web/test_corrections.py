"""登记的不对: put right by whoever stands there; where two differ, a person sees both sides and decides."""

from __future__ import annotations

import re

import pytest

from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.services.audit_log.models import AuditRow
from tests.makers import County, Item, Signed, item_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone


def correction(who: Signed, county: County, new: str, old: str = "", field: str = "spec") -> Item:
    return item_of(who, "asset.correct", county.asset_id, {"field": field, "old": old, "new": new})


def register(county: County) -> Asset:
    return db.session.get_one(Asset, county.asset_id, populate_existing=True)


def disputed(county: County, phone: Phone) -> Item:
    """Let the cadre put right what the worker puts right too, not having heard of it."""
    worker, cadre = phone("worker"), phone("village")
    late = correction(worker, county, "深80米")
    assert cadre.put(correction(cadre, county, "深60米")).json["status"] == "accepted"
    assert worker.put(late).json["reason_code"] == "register/fact-changed"
    return late


def test_whoever_stands_there_puts_a_fact_right_and_the_village_hears_of_it(
    county: County, phone: Phone
) -> None:
    worker, before = phone("worker"), phone("worker").pull().cursor
    assert worker.put(correction(worker, county, "深80米")).json["status"] == "accepted"
    assert phone("village").pull(before).rows("asset")[str(county.asset_id)]["spec"] == "深80米"
    told = db.session.query(AuditRow).filter_by(action="asset.correct").one()
    assert told.actor_id == worker.user_id
    assert told.detail == {"fact": "spec", "old": "", "new": "深80米"}


def test_the_same_fact_from_two_people_is_no_conflict(county: County, phone: Phone) -> None:
    for name in ("worker", "village"):
        person = phone(name)
        assert person.put(correction(person, county, "深80米")).json["status"] == "accepted"
    assert db.session.query(AuditRow).filter_by(action="asset.correct").count() == 1


def test_two_facts_about_one_thing_do_not_clash(county: County, phone: Phone) -> None:
    worker, cadre = phone("worker"), phone("village")
    cadre.put(correction(cadre, county, "深60米"))
    assert worker.put(correction(worker, county, "村西头", field="address")).json["status"] == "accepted"
    assert (register(county).spec, register(county).address) == ("深60米", "村西头")


def test_where_two_differ_the_first_stands_and_both_values_and_people_are_shown(
    county: County, phone: Phone, desk: Desk
) -> None:
    late, other = disputed(county, phone), phone("township")
    assert register(county).spec == "深60米"
    other.put(correction(other, county, "村西头", field="address"))
    page = desk("township").open(f"/desk/quarantine/{late.id}").text
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    assert cells[cells.index("规格") :][:3] == ["规格", "深80米", "深60米"]
    assert "worker的手机" in page
    assert "现在：village" in page


@pytest.mark.parametrize(("admits", "stands"), [(True, "深80米"), (False, "深60米")])
def test_a_person_decides_and_the_phone_is_told(
    admits: bool, stands: str, county: County, phone: Phone, desk: Desk
) -> None:
    late, clerk = disputed(county, phone), desk("township")
    decided(clerk, late, admits)
    assert register(county).spec == stands
    decision = phone("worker").pull().rows("decision")[str(late.id)]
    assert decision["outcome"] == ("admitted" if admits else "refused")


def decided(clerk: Clerk, item: Item, admits: bool) -> None:
    clerk.open(f"/desk/quarantine/{item.id}")
    if admits:
        clerk.send("admission")
    else:
        clerk.send("refusal", words="量过了")


def test_the_neighbouring_village_puts_nothing_right_here(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    receipt = neighbour.put(correction(neighbour, county, "深1米")).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/out-of-scope")
    assert register(county).spec is None


def test_a_households_own_thing_is_put_right_by_no_phone(county: County, phone: Phone) -> None:
    with unit_of_work():
        register(county).nature = "household"
    worker = phone("worker")
    receipt = worker.put(correction(worker, county, "三间")).json
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/out-of-scope")


@pytest.mark.parametrize(
    ("field", "new"), [("address", "长" * 201), ("name", "别的井"), ("original_value_fen", "1")]
)
def test_other_facts_and_endless_ones_are_refused(field: str, new: str, county: County, phone: Phone) -> None:
    worker = phone("worker")
    receipt = worker.put(correction(worker, county, new, field=field)).json
    assert (receipt["status"], receipt["reason_code"]) == ("rejected", "sync/fields-refused")
