"""参数 at the desk: who may change what, slips of the keys, and two administrators at once."""

from __future__ import annotations

import pytest

from server.core.db import unit_of_work
from server.services.settings.actions import change
from server.services.settings.queries import setting
from server.services.settings.rules import SETTINGS
from tests.makers import County, make_user
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk

HERE = "140699"


@pytest.fixture
def administrator(county: County, desk: Desk) -> Clerk:
    with unit_of_work():
        make_user("administrator", ("sys_admin",), county.paths["county"])
    return desk("administrator")


def typed(clerk: Clerk, name: str, **chosen: str) -> int:
    """Fill in one setting's form as the page shows it; returns the answer's status."""
    form = next(one for one in clerk.forms() if one.fields.get("name") == name)
    answer = clerk.client.post(form.action, data={**form.fields, **chosen}, headers=SAME_SITE)
    return clerk._look(answer).status_code


def test_administrator_changes_a_setting_and_reads_who_did_it(administrator: Clerk) -> None:
    administrator.open("/desk/settings")
    assert typed(administrator, "village_direct_limit", value="3,000") == 200
    assert setting(HERE, "village_direct_limit") == 300_000
    for said in ("参数改好了", "3,000 元", "上次由administrator", "2,000 元 → 3,000 元"):
        assert said in administrator.sees


@pytest.mark.parametrize(
    ("name", "typed_in", "said"),
    [
        ("feedback_days", {"value": "0"}, "要在 1 到 60 之间"),
        ("feedback_days", {"value": "七天"}, "请写一个数"),
        ("township_repair_limit", {"value": "-1"}, "请写元数"),
        ("accept_hours", {"value_major": "9999"}, "要在 0.25 到 720 之间"),
        ("app_name", {"value": ""}, "要在 2 到 16 之间"),
    ],
)
def test_slip_of_the_keys_is_told_beside_the_setting(
    administrator: Clerk, name: str, typed_in: dict[str, str], said: str
) -> None:
    before = setting(HERE, name)
    administrator.open("/desk/settings")
    assert typed(administrator, name, **typed_in) == 422
    assert said in administrator.sees
    assert all(f'value="{value}"' in administrator.sees for value in typed_in.values())
    assert setting(HERE, name) == before


def test_second_of_two_administrators_sees_both_values(administrator: Clerk) -> None:
    administrator.open("/desk/settings")
    change(HERE, "feedback_days", 10, 0)
    assert typed(administrator, "feedback_days", value="14") == 409
    assert "现在是 10 天" in administrator.sees
    assert "您想改成 14 天" in administrator.sees
    assert setting(HERE, "feedback_days") == 10
    assert typed(administrator, "feedback_days", value="14") == 200
    assert setting(HERE, "feedback_days") == 14


def test_default_comes_back_with_one_button(administrator: Clerk) -> None:
    change(HERE, "feedback_days", 10, 0)
    administrator.open("/desk/settings")
    assert typed(administrator, "feedback_days", reset="1") == 200
    assert setting(HERE, "feedback_days") == 7


def test_county_staff_read_settings_but_change_none(county: County, desk: Desk) -> None:
    clerk = desk("county")
    assert "等村民回话的天数" in clerk.open("/desk/settings").text
    assert not [form for form in clerk.forms() if "name" in form.fields]
    told = {"csrf": clerk.form("sign-out").fields["csrf"], "version": "0", "name": "hotline", "value": "110"}
    assert clerk.client.post("/desk/settings", data=told, headers=SAME_SITE).status_code == 403
    assert desk("township").open("/desk/settings").status_code == 403
    assert setting(HERE, "hotline") == "12345"


def test_security_is_the_security_administrators_once_they_are_apart(
    county: County, administrator: Clerk, desk: Desk
) -> None:
    with unit_of_work():
        make_user("guardian", ("sec_admin",), county.paths["county"])
    change(HERE, "separate_administrators", True, 0)
    guardian = desk("guardian")
    administrator.open("/desk/settings")
    guardian.open("/desk/settings")
    offered = {form.fields.get("name") for form in guardian.forms()} - {None}
    security = {name for name, one in SETTINGS.items() if one.group == "security"}
    assert offered == security
    assert not security & {form.fields.get("name") for form in administrator.forms()}


@pytest.mark.parametrize("version", ["9" * 5000, "0000000001", "٣", "-1", ""])
def test_odd_version_is_refused_and_changes_nothing(administrator: Clerk, version: str) -> None:
    administrator.open("/desk/settings")
    assert typed(administrator, "feedback_days", value="9", version=version) == 400
    assert setting(HERE, "feedback_days") == 7
