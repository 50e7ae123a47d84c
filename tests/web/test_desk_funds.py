"""等经费: the order's page, the list of gaps, its sheet, and what people read."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from string import digits
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.field.damage.models import DamageReport
from server.field.work_orders.funds import Lack, await_funds
from server.identity.accounts.models import Post
from tests.makers import County
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk
from tests.web.test_desk_orders import Case
from tests.web.test_desk_orders import case as case

WHY = "管护经费用完了"


def wait(case: Case, reason: str = WHY, fen: int = 645_050) -> None:
    with case.by("village"):
        lack = Lack(fen, reason, today() + timedelta(days=30), fenced=True)
        await_funds(case.order.id, lack, None)


def test_village_lets_a_repair_wait_and_everyone_reads_why_and_until_when(case: Case, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open(case.page)
    day = today() + timedelta(days=30)
    told = {"needed": "6450.50", "words": WHY, "review_on": day.isoformat()}
    assert clerk.send("funds-wait", **told).status_code == 422
    assert "有危险的先拦起来" in clerk.sees
    clerk.open(case.page)
    clerk.send("funds-wait", fenced="1", **told)
    assert (case.order.status, case.order.funds_fen) == ("awaiting_funds", 645_050)
    shown = f"{day.month}月{day.day}日"
    receipt = clerk.client.get(f"/r/{case.told.voice.receipt_token}", headers={"Accept-Language": "zh"}).text
    plate = clerk.client.get(f"/t/{case.county.token}", headers={"Accept-Language": "zh"}).text
    for page in (receipt, plate):
        assert "等经费" in page
        assert WHY in page
        assert shown in page


def test_repair_without_money_waits_in_nobodys_inbox_until_its_day(case: Case, desk: Desk) -> None:
    wait(case)
    clerk = desk("village")
    assert "没有等您办的事" in clerk.open("/desk/").text
    with unit_of_work() as session:
        session.get_one(type(case.order), case.order.id).funds_review_on = today()
    assert "该复核了" in clerk.open("/desk/").text
    clerk.send("funds-review", words="还没批下来", review_on=(today() + timedelta(days=9)).isoformat())
    assert (case.order.status, case.order.reason) == ("awaiting_funds", "还没批下来")


@pytest.mark.parametrize(("needed", "state"), [(900_000, "approved"), (950_000, "pending_approval")])
def test_money_that_comes_needs_a_new_approval_only_when_the_repair_became_dearer(
    case: Case, desk: Desk, needed: int, state: str
) -> None:
    village, approver = desk("village"), desk("approver")
    village.open(case.page)
    village.send("estimate", estimate="9000", channel="fiscal")
    approver.open(case.page)
    approver.send("approval")
    wait(case, fen=needed)
    village.open(case.page)
    village.send("funds-arrival", channel="fiscal", arrived="9000")
    assert (case.order.status, case.order.stopped_at) == (state, None)
    assert (case.order.approved_by is None) == (state == "pending_approval")


def test_repair_that_is_given_up_tells_why_and_may_be_raised_again(case: Case, desk: Desk) -> None:
    wait(case)
    approver, village = desk("approver"), desk("village")
    approver.open(case.page)
    approver.send("closing", words="要拆了重建", safety="拉了警戒线", follow_up="disposal")
    assert case.order.status == "closed_not_fixed"
    report = db.session.get_one(DamageReport, case.told.report.id, populate_existing=True)
    assert report.status == "confirmed"
    receipt = approver.client.get(
        f"/r/{case.told.voice.receipt_token}", headers={"Accept-Language": "zh"}
    ).text
    assert "不修了" in receipt
    assert "要拆了重建" in receipt
    assert "拉了警戒线" in village.open(case.page).text
    village.send("order")
    assert case.order.status == "created"


def test_whoever_asked_for_the_money_does_not_give_the_repair_up(case: Case, desk: Desk) -> None:
    with unit_of_work() as session:
        for name in ("village", "township"):
            post = session.query(Post).filter_by(user_id=case.county.people[name]).first()
            session.add(
                Post(
                    id=case.county.people[name], county_code="140699", user_id=post.user_id,
                    role="township_approver", region_path=case.county.paths["township1"],
                    from_on=post.from_on,
                )
            )  # fmt: skip
    wait(case)
    desks = {name: desk(name) for name in ("village", "township")}
    assert {name: one.open(case.page) and one.may("closing") for name, one in desks.items()} == {
        "village": False,
        "township": True,
    }


def test_list_of_gaps_sums_by_township_and_its_sheet_runs_no_formula(case: Case, desk: Desk) -> None:
    wait(case, reason="=HYPERLINK(1)")
    clerk = desk("county")
    page = clerk.open("/desk/funds").text
    for said in ("示范县维修资金缺口清单", "1号乡", "2号井 · 井不出水", "6,450.50 元"):
        assert said in page
    answer = clerk.client.post(
        "/desk/funds/sheet", data={"as": "csv", "csrf": clerk.form("sheet").fields["csrf"]}, headers=SAME_SITE
    )
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    line = next(row for row in rows if "2号井" in row)
    assert "'=HYPERLINK(1)" in line
    assert "6450.5" in line
    assert [row[9] for row in rows[4:]] == ["6450.5", "6450.5"]


def test_workbook_of_gaps_holds_numbers_dates_and_words_and_nothing_that_runs(case: Case, desk: Desk) -> None:
    wait(case, reason="=HYPERLINK(1)")
    clerk = desk("county")
    clerk.open("/desk/funds")
    answer = clerk.client.post(
        "/desk/funds/sheet", data={"csrf": clerk.form("sheet").fields["csrf"]}, headers=SAME_SITE
    )
    assert f"repair-funds-{today().isoformat()}.xlsx" in answer.headers["Content-Disposition"]
    title, _, head, line, *_ = cells_of(answer.data)
    assert title == {"A": "示范县维修资金缺口清单"}
    told = {head[column]: value for column, value in line.items()}
    assert (told["没钱的原因"], told["需要资金（元）"]) == ("=HYPERLINK(1)", 6450.5)
    assert told["下次复核"] == (today() + timedelta(days=30) - DAY_NOUGHT).days
    book = ZipFile(io.BytesIO(answer.data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "yyyy-mm-dd" in book.read("xl/styles.xml").decode()


DAY_NOUGHT = date(1899, 12, 30)  # workbooks count days from here
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(raw: bytes) -> list[dict[str, str | float]]:
    """Return the rows of a workbook's first sheet by column letter; a date is a number of days."""
    book = ZipFile(io.BytesIO(raw))
    parts = [book.read(f"xl/{name}.xml") for name in ("sharedStrings", "worksheets/sheet1")]
    shared, sheet = (ElementTree.fromstring(part) for part in parts)  # noqa: S314  our own file
    words = ["".join(one.itertext()) for one in shared]
    filled = [row.iterfind(f"{MAIN}c[{MAIN}v]") for row in sheet.iter(f"{MAIN}row")]
    return [{cell.get("r", "").rstrip(digits): _value(cell, words) for cell in row} for row in filled]


def _value(cell: ElementTree.Element, words: list[str]) -> str | float:
    value = cell.findtext(f"{MAIN}v", "")
    return words[int(value)] if cell.get("t") == "s" else float(value)


def test_gaps_of_another_township_are_nobodys_business(case: Case, desk: Desk) -> None:
    wait(case)
    for name, status in {"foreign_township": 200, "township": 200, "village": 403}.items():
        clerk = desk(name)
        answer = clerk.open("/desk/funds")
        assert answer.status_code == status
        assert ("2号井" in answer.text) == (name == "township")


def test_list_without_gaps_says_what_would_stand_there(county: County, desk: Desk) -> None:
    page = desk("township").open("/desk/funds").text
    assert "现在没有等经费的维修" in page
    assert "在维修单上按“等经费”" in page
    assert 'href="/desk/orders' in page
    assert "导出" not in page


def test_door_to_the_gaps_stands_open_to_those_who_may_look(county: County, desk: Desk) -> None:
    assert 'href="/desk/funds' in desk("township").open("/desk/").text
    assert 'href="/desk/funds' not in desk("village").open("/desk/").text
