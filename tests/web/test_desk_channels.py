"""提醒渠道 and 放假安排 at the desk."""

from __future__ import annotations

import io
import json

import pytest

from server.core.db import db, unit_of_work
from server.services.channels import actions
from server.services.channels.models import Channel
from server.services.workdays.queries import of_county
from tests.makers import County, make_user
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk

HERE = "140699"


@pytest.fixture
def administrator(county: County, desk: Desk) -> Clerk:
    with unit_of_work():
        make_user("administrator", ("sys_admin",), county.paths["county"])
    clerk = desk("administrator")
    clerk.open("/desk/channels")
    return clerk


def test_channel_is_added_tried_and_its_secret_never_shown(app, county: County, administrator: Clerk) -> None:
    assert "<label>哪种渠道 <select" in administrator.sees
    told = {"kind": "sms_file", "title": "乡里的短信", "place": county.paths["township1"], "secret": "SECxyz"}
    assert administrator.send("addition", **told).status_code == 200
    assert "渠道存好了" in administrator.sees
    assert "SECxyz" not in administrator.sees
    administrator.send("trial")
    assert "试发 · 发出去了" in administrator.sees
    (line,) = (app.config["SMS_ROOT"] / f"{HERE}.jsonl").read_text("utf-8").splitlines()
    assert "试发一条" in json.loads(line)["text"]


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "http://qyapi.weixin.qq.com/", "https://[::1]/", "https://2130706433/"],
)
def test_address_inside_or_unknown_is_refused_and_the_rest_kept(
    county: County, administrator: Clerk, address: str
) -> None:
    told = {"kind": "wecom", "title": "县群", "place": county.paths["county"], "address": address}
    assert administrator.send("addition", **told).status_code == 422
    assert "只能发到" in administrator.sees
    assert 'value="县群"' in administrator.sees
    assert db.session.query(Channel).count() == 0


def test_second_of_two_administrators_sees_both_names(county: County, administrator: Clerk) -> None:
    made = actions.add(HERE, actions.Wish("sms_file", "短信", "", "", county.paths["county"]))
    administrator.open("/desk/channels")
    actions.change(made.id, actions.Wish("", "县里短信", "", "", county.paths["county"]), 1)
    assert administrator.send("change", title="乡里短信").status_code == 409
    assert "现在叫 县里短信，您想存成 乡里短信" in administrator.sees


def test_days_are_imported_and_a_bad_file_is_refused_by_its_line(administrator: Clerk) -> None:
    csrf = administrator.form("sign-out").fields["csrf"]
    for text, status in (("date,kind,name\n2027-02-30,holiday,春节\n", 422),
                         ("date,kind,name\n2027-01-01,holiday,元旦\n", 303)):  # fmt: skip
        file = (io.BytesIO(text.encode()), "days.csv")
        told = {"csrf": csrf, "file": file}
        answer = administrator.client.post("/desk/holidays", data=told, headers=SAME_SITE)
        assert answer.status_code == status
        assert status == 303 or "第 2 行不对" in answer.text
    assert [day.name for day in of_county(HERE)] == ["元旦"]
    assert "2027 年的放假安排还没有导入" not in administrator.open("/desk/holidays").text


@pytest.mark.parametrize(
    ("raw", "status", "kept"),
    [
        ("date,kind,name\n2027-01-01,holiday,元旦\n".encode("gb18030"), 303, ["元旦"]),
        ("\ufeffdate,kind,name\n2027-01-01,holiday,元旦\n".encode(), 303, ["元旦"]),
        (b"date,kind,name\n2027-01-01,holiday,New Year\n" + b"\n" * 100_000, 413, []),
        (b"\xff\xff\xff", 422, []),
    ],
)
def test_holidays_are_taken_in_whole_in_either_encoding_or_refused(
    administrator: Clerk, raw: bytes, status: int, kept: list[str]
) -> None:
    administrator.open("/desk/holidays")
    told = {"csrf": administrator.forms()[-1].fields["csrf"], "file": (io.BytesIO(raw), "days.csv")}
    answer = administrator.client.post("/desk/holidays", data=told, headers=SAME_SITE)
    assert (answer.status_code, [day.name for day in of_county(HERE)]) == (status, kept)
    assert status != 413 or "文件太大了" in answer.text
