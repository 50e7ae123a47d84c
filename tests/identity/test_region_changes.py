"""Villages merge, move and get new names, and nobody loses sight of anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.assets.register import queries as register
from server.assets.register.models import Asset
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.identity.access.models import actor_of
from server.identity.accounts.models import Post, User
from server.identity.organizations.models import Organization
from server.identity.regions import actions
from server.identity.regions.events import RegionRenamed
from server.identity.regions.models import Region, RegionChange
from server.identity.regions.queries import below
from server.identity.regions.rules import NameUnfit, RegionClosed, RegionUnfit
from server.services.audit_log.models import AuditRow
from server.services.feed.actions import lock_head, share, told_until_now
from server.services.feed.models import FeedRow
from tests.identity.conftest import Phone
from tests.makers import PLACE, County, item_of, make_asset, visit_of

V11, V12, V21 = "140699100201", "140699100202", "140699200201"
T1, T2 = "140699100000", "140699200000"


def found_by(county: County, name: str, words: str) -> list[str]:
    actor = actor_of(db.session.get_one(User, county.people[name]))
    return [row.name for row in register.search(actor, register.Wish(words), 50)]


def report(county: County) -> str:
    told = report_publicly(county.asset_id, PublicReport("WE01", "井不出水", "major", None, None, False, "d"))
    return str(told.report.id)


def test_offline_worker_of_a_merged_village_is_not_turned_away(county: County, phone: Phone) -> None:
    worker = phone("worker")
    cursor = worker.pull().cursor
    visit = visit_of(worker, county.asset_id)  # frozen in the valley, before the merge
    actions.merge(V11, V12)
    (receipt,) = worker.push(visit)
    assert receipt["status"] == "accepted"
    feed = worker.pull(cursor)
    assert feed.rows("asset")[str(county.asset_id)]["village"] == "12村"
    assert str(county.asset_id) not in feed.gone("asset")


def test_thing_found_in_a_village_that_merged_meanwhile_is_registered_where_it_went(
    county: County, phone: Phone
) -> None:
    worker = phone("worker")
    facts = {"name": "新路灯", "asset_type": "street_light", "region_code": V11, "words": None,
             "place": PLACE, "token": None}  # fmt: skip
    item = item_of(worker, "asset.register", None, facts)
    actions.merge(V11, V12)
    (receipt,) = worker.push(item)
    assert receipt["status"] == "accepted", receipt
    made = db.session.query(Asset).filter_by(name="新路灯").one()
    assert (made.region_code, made.region_path) == (V12, county.paths["village12"])


def test_neighbour_who_took_the_village_in_sees_what_came(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    cursor = neighbour.pull().cursor
    actions.merge(V11, V12)
    feed = neighbour.pull(cursor)
    assert str(county.asset_id) in feed.rows("asset")
    assert county.blank in feed.rows("blank_tag")


def test_township_goes_on_seeing_what_merged_inside_it(county: County, phone: Phone) -> None:
    told, township = report(county), phone("township")
    cursor = township.pull().cursor
    actions.merge(V11, V12)
    feed = township.pull(cursor)
    assert str(county.asset_id) in feed.rows("asset")
    assert told in feed.rows("report")
    assert not feed.gone("asset") | feed.gone("report")


def test_village_that_went_to_another_township_leaves_the_old_ones_phones(
    county: County, phone: Phone
) -> None:
    told, old, new = report(county), phone("township"), phone("foreign_township")
    cursors = old.pull().cursor, new.pull().cursor
    actions.move(V11, T2)
    assert {str(county.asset_id)} <= old.pull(cursors[0]).gone("asset")
    assert told in old.pull(cursors[0]).gone("report")
    feed = new.pull(cursors[1])
    assert feed.rows("asset")[str(county.asset_id)]["township"] == "2号乡"
    assert told in feed.rows("report")


def test_scope_follows_the_village_from_one_township_to_the_other(county: County) -> None:
    seen = {who: found_by(county, who, "") for who in ("worker", "village", "township", "foreign_township")}
    assert [bool(rows) for rows in seen.values()] == [True, True, True, False]
    actions.move(V11, T2)
    seen = {who: found_by(county, who, "") for who in ("worker", "village", "township", "foreign_township")}
    assert [bool(rows) for rows in seen.values()] == [True, True, False, True]


def test_whole_township_goes_up_in_another_with_its_villages(county: County) -> None:
    actions.merge(T1, T2)
    paths = [place.path for place in below(county.paths["township2"], "village")]
    assert paths == [f"{county.paths['township2']}/{code}" for code in (V11, V12, V21)]
    assert found_by(county, "foreign_township", "2号井") == ["2号井"]
    post = db.session.query(Post).filter_by(user_id=county.people["approver"]).one()
    assert post.region_path == county.paths["township2"]


def test_merged_village_keeps_its_codes_and_is_found_by_both_names(county: County) -> None:
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "冷库", asset_code="1406991002010304201700012",
                           search_text="冷库 11村 lk 11c")  # fmt: skip
    actions.merge(V11, V12)
    db.session.refresh(asset)
    assert asset.asset_code == "1406991002010304201700012"
    assert [found_by(county, "township", words) for words in ("冷库 11村", "冷库 12村")] == [
        ["冷库"],
        ["冷库"],
    ]


def test_plate_of_a_merged_village_still_opens(county: County, phone: Phone) -> None:
    worker = phone("worker")
    actions.merge(V11, V12)
    page = worker.client.get(f"/t/{county.token}", headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 200
    assert "2号井" in page.text


def test_units_follow_and_the_old_village_stays_in_the_books(county: County) -> None:
    with unit_of_work():
        unit = Organization(id=county.asset_id, county_code="140699", kind="village_collective",
                            name="11村合作社", region_code=V11)  # fmt: skip
        db.session.add(unit)
    actions.merge(V11, V12)
    db.session.refresh(unit)
    old = db.session.get_one(Region, V11)
    assert unit.region_code == V12
    assert (old.merged_into, old.valid_to_on is not None, old.path) == (V12, True, county.paths["village11"])


def test_new_name_reaches_phones_and_search(county: County, phone: Phone) -> None:
    worker = phone("worker")
    cursor = worker.pull().cursor
    actions.rename(V11, "桃花村")
    assert worker.pull(cursor).rows("asset")[str(county.asset_id)]["village"] == "桃花村"
    assert found_by(county, "township", "桃花村") == ["2号井"]
    assert found_by(county, "township", "thc") == ["2号井"]


@pytest.mark.parametrize("rows_a_unit", [1, 1000])
@pytest.mark.parametrize(
    ("change", "says", "now"),
    [
        (lambda: actions.rename(V11, "桃花村"), "village", "桃花村"),
        (lambda: actions.rename(T1, "桃花乡"), "township", "桃花乡"),
        (lambda: actions.merge(V11, V12), "village", "12村"),
        (lambda: actions.move(V11, T2), "township", "2号乡"),
    ],
)
def test_mender_from_elsewhere_reads_where_the_thing_lies_now(
    change: Callable[[], None], says: str, now: str, rows_a_unit: int, county: County, phone: Phone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(actions, "ROWS_A_UNIT", rows_a_unit)
    with unit_of_work():
        asset = make_asset(county.paths["village11"], "路灯")
        for one in (county.asset_id, asset.id):
            share("140699", "asset", one, f"user:{county.people['mender']}")
    mender, things = phone("mender"), {str(county.asset_id), str(asset.id)}
    first = mender.pull()
    assert things <= first.rows("asset").keys()
    change()
    told = mender.pull(first.cursor).rows("asset")
    assert {told[one][says] for one in things} == {now}


def test_new_name_reaches_the_plates_that_wait_and_what_was_told_while_it_was_given(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, real = phone("worker"), actions.announce
    first = worker.pull()

    def meanwhile(event: RegionRenamed) -> None:
        """Somebody else's unit, begun before, tells of the well by its old name."""
        row = db.session.query(FeedRow).filter_by(object_id=str(county.asset_id), gone=False).first()
        row.seq = told_until_now("140699") + 1
        lock_head(db.session(), "140699").feed_seq = row.seq
        db.session.flush()
        real(event)

    monkeypatch.setattr(actions, "announce", meanwhile)
    actions.rename(V11, "桃花村")
    seen = first.cursor.rpartition(".")[0] + f".{int(first.cursor.rpartition('.')[2]) + 1}"
    feed = worker.pull(seen)
    assert feed.rows("asset")[str(county.asset_id)]["village"] == "桃花村"
    assert feed.rows("blank_tag")[county.blank]["village"] == "桃花村"


def test_same_name_again_changes_nothing(county: County) -> None:
    actions.rename(V11, "11村")
    assert db.session.query(RegionChange).count() == 0


@pytest.mark.parametrize(("code", "goal"), [(V11, T1), (V11, V11), (T1, V11)])
def test_unlike_places_do_not_merge(county: County, code: str, goal: str) -> None:
    with pytest.raises(RegionUnfit):
        actions.merge(code, goal)


def test_nothing_happens_twice_to_what_merged_away(county: County) -> None:
    actions.merge(V11, V12)
    for change in (lambda: actions.merge(V11, V12), lambda: actions.rename(V11, "旧村"),
                   lambda: actions.move(V11, T2), lambda: actions.merge(V12, V11)):  # fmt: skip
        with pytest.raises(RegionClosed):
            change()


@pytest.mark.parametrize("name", ["", "  ", "村" * 65, "一\n二", "一\x00"])
def test_name_that_nobody_can_read_is_refused(county: County, name: str) -> None:
    with pytest.raises(NameUnfit):
        actions.rename(V11, name)


def test_log_keeps_who_merged_what(county: County) -> None:
    actions.merge(V11, V12)
    row = db.session.query(AuditRow).filter_by(action="region.merge").one()
    assert (row.object_id, row.detail["new_code"], row.detail["old"]) == (V11, V12, "11村")


class Stopped(Exception):
    """The process was stopped."""


def test_large_village_follows_in_units_and_nobody_loses_sight_meanwhile(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        for number in range(20):
            make_asset(county.paths["village11"], f"路灯{number}")
    worker = phone("worker")
    monkeypatch.setattr(actions, "ROWS_A_UNIT", 15)
    monkeypatch.setattr(actions, "_finish", lambda _change: (_ for _ in ()).throw(Stopped))
    with pytest.raises(Stopped):
        actions.merge(V11, V12)
    paths = {asset.region_path for asset in db.session.query(Asset)}
    assert paths == {county.paths["village11"], county.paths["village12"]}  # half way
    assert len(found_by(county, "worker", "")) == 21
    assert len(worker.pull().rows("asset")) == 21
    (receipt,) = worker.push(visit_of(worker, county.asset_id))
    assert receipt["status"] == "accepted"
    while actions.carry_on(1):
        pass
    assert {asset.region_path for asset in db.session.query(Asset)} == {county.paths["village12"]}
    assert len(found_by(county, "neighbour", "")) == 21
    assert len(worker.pull().rows("asset")) == 21
    assert not db.session.query(RegionChange).filter_by(finished_at=None).count()
