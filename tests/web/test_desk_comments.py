"""反映问题 at the desk: who sees it, who acts by which key, and what goes up when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from server.assets.custody.models import Custody
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.supervision_comments import handling
from server.field.supervision_comments.actions import Concern, raise_comment
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.ratings import close_silent, note_call, rate, take_up_late
from server.services.audit_log.actions import Doer, acting_as
from server.services.notices.models import Notice
from tests.makers import County, make_user
from tests.web.conftest import Desk


def raised(county: County, category: str = "idle", about: str = "village", **more) -> SupervisionComment:
    said = Concern(category, "闲着没用", about, more.pop("words", "都两年了"), device_hash="d" * 64, **more)
    return raise_comment(county.asset_id, said).comment


def now_(one: SupervisionComment) -> SupervisionComment:
    db.session.expire_all()
    return db.session.get_one(SupervisionComment, one.id)


def told(county: County, kind: str) -> set[str]:
    names = {user_id: name for name, user_id in county.people.items()}
    return {names[notice.user_id] for notice in db.session.query(Notice).filter_by(kind=kind)}


def by(county: County, name: str) -> acting_as:
    return acting_as(Doer("user", county.people[name]))


def test_three_keys_accept_begin_and_answer(county: County, desk: Desk) -> None:
    one = raised(county)
    clerk = desk("township")
    clerk.open("/desk/")
    assert "一直闲着没用" in clerk.sees
    clerk.send("acceptance")
    assert clerk.at == f"/desk/comments/{one.id}"
    clerk.send("start")
    clerk.send("answer", findings="去看了", action="下月出租", done_by="12月20日前")
    found = now_(one)
    assert (found.status, found.done_by, found.handler_id) == (
        "answered", "12月20日前", county.people["township"],
    )  # fmt: skip
    assert "刚才那件已答复" in clerk.sees


def test_whoever_must_act_hears_of_it_and_the_village_does_not(county: County) -> None:
    raised(county)
    raised(county, "misused", "township")
    assert told(county, "comment_received") == {"township", "county"}


def test_a_department_deals_with_what_it_is_handed(county: County, desk: Desk) -> None:
    one = raised(county)
    assert desk("department").open(f"/desk/comments/{one.id}").status_code == 404
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    clerk.send("acceptance")
    unit = clerk.sees.split('value="dept:')[1].split('"')[0]
    clerk.send("rerouting", target=f"dept:{unit}", words="水利的事")
    expert = desk("department")
    expert.open("/desk/")
    expert.send("start")
    expert.send("answer", findings="看了", action="修泵", done_by="下周")
    assert (now_(one).status, str(now_(one).dept_id)) == ("answered", unit)


def test_it_is_never_handed_to_whom_it_is_about_nor_to_the_village(county: County, desk: Desk) -> None:
    one = raised(county, about="township")
    clerk = desk("county")
    clerk.open(f"/desk/comments/{one.id}")
    for target in ("township", "village"):
        assert clerk.send("rerouting", target=target, words="你们看看").status_code == 422
    assert now_(one).level == "county"
    assert desk("township").open(f"/desk/comments/{one.id}").status_code == 404


@pytest.mark.parametrize(("category", "sees"), [("person", 404), ("idle", 200)])
def test_the_person_it_is_about_does_not_see_it_whatever_his_posts(
    county: County, desk: Desk, category: str, sees: int
) -> None:
    with unit_of_work():
        db.session.query(Custody).one().user_id = county.people["township"]
    one = raised(county, category)
    assert desk("township").open(f"/desk/comments/{one.id}").status_code == sees
    assert desk("county").open(f"/desk/comments/{one.id}").status_code == 200


def test_late_acceptance_goes_up_after_five_workdays(county: County) -> None:
    with time_machine.travel("2026-11-20T02:00:00Z", tick=False):  # a Friday
        one = raised(county)
    with time_machine.travel("2026-11-27T15:59:00Z", tick=False):
        assert take_up_late(100) == 0
    with time_machine.travel("2026-11-27T16:01:00Z", tick=False):
        assert take_up_late(100) == 1
        assert take_up_late(100) == 0
    assert (now_(one).status, now_(one).level) == ("escalated", "county")
    assert told(county, "comment_up") == {"county"}
    assert told(county, "comment_taken_up") == {"township"}


def test_late_answer_goes_up_and_the_one_before_no_longer_acts(county: County, desk: Desk) -> None:
    one = raised(county)
    with by(county, "township"):
        handling.accept(one.id, None)
    with time_machine.travel(now() + timedelta(days=21), tick=False):
        assert take_up_late(100) == 1
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    assert not any(clerk.may(verb) for verb in ("taking-up", "answer", "rerouting", "hurry"))
    chief = desk("county")
    chief.open("/desk/")
    chief.send("taking-up")
    assert (now_(one).status, now_(one).level) == ("accepted", "county")


def test_the_county_hurries_the_township(county: County, desk: Desk) -> None:
    one = raised(county)
    clerk = desk("county")
    clerk.open(f"/desk/comments/{one.id}")
    clerk.send("hurry", words="三天内办", due_on=(date.today() + timedelta(days=3)).isoformat())  # noqa: DTZ011
    assert (now_(one).status, now_(one).instruction) == ("received", "三天内办")
    assert told(county, "comment_hurried") == {"township"}


def test_silence_closes_after_thirty_days_but_is_no_satisfaction(county: County) -> None:
    one, rung = raised(county), raised(county, "misused", phone="13800000000")
    for each in (one, rung):
        with by(county, "township"):
            handling.accept(each.id, None)
            handling.start(each.id, None)
            handling.answer(each.id, handling.Answer("看了", "办", "月底"), None)
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        assert close_silent(100) == 1
        assert now_(one).status == "closed_unanswered_no_contact"
        for _ in range(3):
            with by(county, "county"):
                note_call(rung.id, None)
        assert close_silent(100) == 1


def test_whoever_dealt_with_it_does_not_call_back(county: County, desk: Desk) -> None:
    one = raised(county, phone="13800000000")
    with by(county, "township"):
        handling.accept(one.id, None)
        handling.start(one.id, None)
        handling.answer(one.id, handling.Answer("看了", "办", "月底"), None)
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    assert not clerk.may("rating")
    chief = desk("county")
    chief.open(f"/desk/comments/{one.id}")
    chief.send("rating", said="no", words="没人来")
    assert (now_(one).status, now_(one).level) == ("escalated", "county")


def test_too_few_clues_need_days_and_the_level_above(county: County, desk: Desk) -> None:
    one = raised(county)
    with by(county, "township"):
        handling.accept(one.id, None)
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    clerk.send("question", words="哪一块地？")
    chief = desk("county")
    chief.open("/desk/")
    chief.send("agreement")
    clerk.open(f"/desk/comments/{one.id}")
    assert clerk.send("closing").status_code == 409
    with time_machine.travel(now() + timedelta(days=16), tick=False), by(county, "township"):
        handling.give_up(one.id, None)
    assert now_(one).status == "closed_unanswered_no_contact"


def test_discipline_leaves_the_townships_sight(county: County, desk: Desk) -> None:
    one = raised(county, "person", words="收了钱")
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    clerk.send("acceptance")
    clerk.send("outward", reason="discipline", words="县纪委")
    assert now_(one).status == "referred"
    assert clerk.open(f"/desk/comments/{one.id}").status_code == 404
    assert desk("county").open(f"/desk/comments/{one.id}").status_code == 200


def test_the_city_hands_it_to_another_unit_of_the_county(county: County, desk: Desk) -> None:
    with unit_of_work():
        county.people["city"] = make_user("city", ("city_viewer",), county.paths["county"])
    one = raised(county, about="township")
    with by(county, "county"):
        handling.accept(one.id, None)
        handling.start(one.id, None)
        handling.answer(one.id, handling.Answer("看了", "办", "月底"), None)
    rate(one.id, False, "没办")
    assert (now_(one).status, now_(one).level) == ("escalated", "city")
    clerk = desk("city")
    clerk.open("/desk/")
    assert clerk.send("taking-up").status_code == 422
    unit = clerk.sees.split('name="dept"')[1].split('<option value="')[2].split('"')[0]
    clerk.send("taking-up", dept=unit)
    assert (now_(one).status, str(now_(one).dept_id)) == ("accepted", unit)
    assert "start" in desk("department").open(f"/desk/comments/{one.id}").text


def test_decided_by_somebody_else_shows_both_sides(county: County, desk: Desk) -> None:
    one = raised(county)
    clerk = desk("township")
    clerk.open(f"/desk/comments/{one.id}")
    with by(county, "county"):
        handling.supervise(one.id, "快办", date(2099, 1, 1), None)
    assert clerk.send("acceptance").status_code == 409
    assert "别人已经先办了" in clerk.sees


def test_three_complaints_of_absence_ask_the_township_once_and_accuse_nobody(county: County) -> None:
    for count in range(4):
        raise_comment(county.asset_id, Concern("absent", "好久没人来管", device_hash=f"{count:064d}"))
    made = db.session.query(SupervisionComment).filter_by(channel="system").all()
    assert [
        (one.level, one.about_user_id, one.about_org_id, one.receipt_token is not None) for one in made
    ] == [("township", None, None, True)]


def test_words_at_the_counter_get_a_code_to_take_home(county: County, desk: Desk) -> None:
    clerk = desk("township")
    clerk.open(f"/desk/assets/{county.asset_id}")
    assert "记一件反映" in clerk.sees
    clerk.open(f"/desk/assets/{county.asset_id}/comments")
    assert "说的是乡镇" not in clerk.sees  # nobody takes down what is said of his own office
    told = {"kind": "idle", "about": "village", "words": "锁了两年", "phone": "x"}
    assert clerk.send("comments", **told).status_code == 422
    assert "锁了两年</textarea>" in clerk.sees
    clerk.send("comments", **told | {"kind": ""})
    assert "“什么事”填得不对" in clerk.sees
    clerk.send("comments", **told | {"phone": "13800000000"})
    one = db.session.query(SupervisionComment).one()
    assert (one.channel, one.on_behalf_of, one.level) == ("hotline", "没留姓名的人", "township")
    assert "查询码" in clerk.sees
