"""操作记录 at the desk: sentences that people read, one object's story, and who may look."""

from __future__ import annotations

import pytest

from server.core.db import db, unit_of_work
from server.services.audit_log.actions import Doer, acting_as, record
from server.services.audit_log.models import AuditRow
from tests.makers import County, let_in, make_user, visit_of
from tests.services.log import head_now
from tests.web.clerk import Clerk
from tests.web.conftest import Desk


@pytest.fixture
def auditor(county: County, desk: Desk) -> Clerk:
    with unit_of_work():
        make_user("auditor", ("auditor",), county.paths["county"])
        make_user("village_auditor", ("auditor",), county.paths["village12"])
    return desk("auditor")


def test_auditor_reads_who_did_what_in_plain_words(auditor: Clerk, county: County, app) -> None:
    phone = let_in(app.test_client(), "worker")
    phone.push(visit_of(phone, county.asset_id))
    auditor.open("/desk/log")
    assert "worker 巡查了一处资产" in auditor.sees
    assert "巡查 · 2号井" in auditor.sees
    assert head_now().hash[:16] in auditor.sees


def test_looking_at_the_log_is_logged_once_a_day(auditor: Clerk) -> None:
    for _ in range(3):
        auditor.open("/desk/log")
    assert "auditor 查看了操作记录" in auditor.sees
    assert db.session.query(AuditRow).filter_by(action="log.read").count() == 1


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("by=public", {"p1"}), ("who=worker", {"w1"}), ("about=tag", {"w1"}), ("id=p1", {"p1"}),
     ("from=2099-01-01", set()), ("to=2020-01-01", set()), ("who=nobody", set())],
)  # fmt: skip
def test_filters_leave_what_was_asked_for(auditor: Clerk, county: County, asked: str, kept: set[str]) -> None:
    with unit_of_work(), acting_as(Doer("user", county.people["worker"])):
        record("140699", "tag.bind", "Other", "w1")
    with unit_of_work(), acting_as(Doer("public")):
        record("140699", "damage.join", "Other", "p1")
    auditor.open(f"/desk/log?{asked}")
    assert {one for one in ("w1", "p1") if f"/desk/log/Other/{one}" in auditor.sees} == kept


def test_pages_follow_each_other_without_a_gap(auditor: Clerk) -> None:
    with unit_of_work():
        for number in range(70):
            record("140699", "tag.bind", "Other", f"plate{number:02}x")
    auditor.open("/desk/log?about=tag")
    first = {n for n in range(70) if f"plate{n:02}x" in auditor.sees}
    auditor.open(
        f"/desk/log?about=tag&before={db.session.query(AuditRow).filter_by(object_id='plate20x').one().seq}"
    )
    rest = {n for n in range(70) if f"plate{n:02}x" in auditor.sees}
    assert (first, rest) == (set(range(20, 70)), set(range(20)))


def test_an_assets_story_holds_what_hangs_on_it(auditor: Clerk, county: County, app) -> None:
    phone = let_in(app.test_client(), "worker")
    phone.push(visit_of(phone, county.asset_id, "WE01"))
    auditor.open(f"/desk/log/Asset/{county.asset_id}")
    for said in ("资产 · 2号井的全过程", "worker 巡查了一处资产", "挂了一块标牌"):
        assert said in auditor.sees
    assert f'href="/desk/assets/{county.asset_id}"' in auditor.sees


def test_auditor_of_another_village_reads_neither_log_nor_story(auditor: Clerk, county: County, desk) -> None:
    clerk = desk("village_auditor")
    assert clerk.open("/desk/log").status_code == 403
    assert clerk.open(f"/desk/log/Asset/{county.asset_id}").status_code == 404
    assert auditor.open("/desk/log/Asset/unknown").status_code == 404


def test_another_countys_rows_are_not_shown(auditor: Clerk) -> None:
    with unit_of_work():
        record("140698", "tag.bind", "Other", "far-away")
    assert "far-away" not in auditor.open("/desk/log").text
    assert auditor.open("/desk/log/Other/far-away").status_code == 404
