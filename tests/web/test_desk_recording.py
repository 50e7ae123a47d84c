"""代报: a clerk writes down what somebody says who rings up or comes."""

from __future__ import annotations

from server.core.db import db
from server.field.damage.models import DamageReport, ReportStep, Voice
from server.field.damage.queries import voice_of_query_code
from tests.makers import County
from tests.web.conftest import Desk
from tests.web.villager import Villager


def recorded(county: County, desk: Desk, clerks_name: str, **more: str) -> Villager:
    clerk = desk(clerks_name)
    clerk.open(f"/desk/assets/{county.asset_id}")
    assert "代报" in clerk.sees
    clerk.open(f"/desk/assets/{county.asset_id}/report")
    clerk.send("reports", kind="WE01", **more)
    return Villager(clerk.client, clerk.sees)


def test_caller_gets_a_code_of_his_own_and_the_step_names_the_clerk(county: County, desk: Desk) -> None:
    page = recorded(county, desk, "village", channel="hotline", name="李大娘", phone="13800000001")
    report, voice = db.session.query(DamageReport).one(), db.session.query(Voice).one()
    assert (report.status, report.channel, report.reporter_id) == ("submitted", "hotline", None)
    assert (voice.name, voice.phone) == ("李大娘", "13800000001")
    assert db.session.query(ReportStep).one().actor_id == county.people["village"]
    found = voice_of_query_code("140699", page.code)
    assert found is not None
    assert found.id == voice.id
    page.open(f"/r/{voice.receipt_token}")
    assert "井不出水" in page.reads
    assert "李大娘" not in page.sees


def test_who_said_it_is_shown_above_the_village_only(county: County, desk: Desk) -> None:
    recorded(county, desk, "township", channel="desk", name="李大娘", words="三天没水了")
    report = db.session.query(DamageReport).one()
    assert "李大娘" in desk("township").open(f"/desk/reports/{report.id}").text
    assert "李大娘" not in desk("village").open(f"/desk/reports/{report.id}").text


def test_second_caller_joins_with_another_code(county: County, desk: Desk) -> None:
    codes = {recorded(county, desk, "village", channel="desk").code for _ in range(2)}
    assert len(codes) == 2
    assert (db.session.query(DamageReport).count(), db.session.query(Voice).count()) == (1, 2)


def test_slip_of_the_keys_is_told_and_the_rest_still_there(county: County, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open(f"/desk/assets/{county.asset_id}/report")
    answer = clerk.send("reports", kind="WE01", channel="hotline", name="李大娘", phone="不知道")
    assert answer.status_code == 422
    assert "李大娘" in clerk.sees
    assert "电话号码看着不对" in clerk.sees
    assert db.session.query(DamageReport).count() == 0
